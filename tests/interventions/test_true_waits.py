"""The true waits of an invented population: the same rule of first ends, and an interval that holds the truth."""

from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from throughcare.interventions.clustered import ALONE
from throughcare.interventions.true_waits import DAYS, compare_waits, find_true_waits, true_incidence
from throughcare.interventions.wait_tables import GROUPS, Waits, curve_points
from throughcare.population import simulate

END = date(2020, 12, 31)


def events(*rows):
    """Truth events from `person activity day`; the episode is the person's first."""
    split = [row.split() for row in rows]
    return pa.table(
        {
            "person_id": [person for person, _, _ in split],
            "episode_id": [None if activity.startswith(("SERVICE", "CIRCLE", "DEATH")) else f"E{person}0" for person, activity, _ in split],
            "activity": [activity for _, activity, _ in split],
            "true_start": [datetime.fromisoformat(day) for _, _, day in split],
        }
    )  # fmt: skip


def wait_of(name, *rows):
    """Days and causes of one wait."""
    days, causes = find_true_waits(events(*rows), END)[name]
    return list(zip(days.tolist(), causes.tolist(), strict=True))


INSIDE = ("a RECEPTION 2016-01-01", "a SENTENCE 2016-01-01")


def test_a_start_before_release_ends_the_wait_and_one_after_it_does_not():
    start = ("sentence to start", "custody")
    assert wait_of(start, *INSIDE, "a PROGRAMME_STARTED 2016-01-31", "a RELEASE 2017-01-01") == [(30, 1)]
    assert wait_of(start, *INSIDE, "a PROGRAMME_STARTED 2017-01-31", "a RELEASE 2017-01-01") == [(366, 2)]


def test_who_neither_started_nor_left_still_waits_on_the_last_day():
    assert wait_of(("sentence to referral", "custody"), *INSIDE) == [((END - date(2016, 1, 1)).days, 0)]


def test_a_withdrawn_referral_and_a_death_end_the_wait_without_an_arrival():
    name = ("referral to start", "custody")
    asked = (*INSIDE, "a REFERRAL_SUBMITTED 2016-02-01")
    assert wait_of(name, *asked, "a REFERRAL_WITHDRAWN 2016-02-11") == [(10, 2)]
    assert wait_of(name, *asked, "a DEATH 2016-02-02", "a REFERRAL_WITHDRAWN 2016-02-11") == [(1, 2)]


def test_a_quashed_sentence_waits_for_nothing():
    assert ("sentence to start", "custody") not in find_true_waits(events(*INSIDE, "a CONVICTION_QUASHED 2019-01-01"), END)


def test_a_requirement_that_was_over_before_it_began_never_commenced():
    name = ("requirement to commencement", "community")
    assert wait_of(name, "a REQUIREMENT_IMPOSED 2016-01-01", "a REQUIREMENT_ENDED 2017-01-01") == [(366, 2)]
    begun = ("a REQUIREMENT_COMMENCED 2016-02-01", "a REQUIREMENT_ENDED 2017-01-01")
    assert wait_of(name, "a REQUIREMENT_IMPOSED 2016-01-01", *begun) == [(31, 1)]


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    """The truth's events of 6,000 invented people, and the last day."""
    folder = tmp_path_factory.mktemp("truth")
    manifest = simulate(folder, people=6000, seed=11, file_format="parquet")
    return pq.read_table(folder / "truth" / "truth_event.parquet"), manifest.extract_end


def curves_of(days, causes):
    """The share that arrived by DAYS with its interval, as `wait_incidence` makes it."""
    rows = np.ones(len(days), dtype=bool)
    waits = Waits(rows, days, days, days, causes, dict.fromkeys(GROUPS[1:], rows), rows, np.full(len(days), ALONE))
    return {p.day: p for p in curve_points(waits, rows) if p.cause == "arrived" and p.day in DAYS}


def test_small_studies_hold_the_incidence_of_the_population_they_are_drawn_from(truth):
    found, end = truth
    whole = true_incidence(find_true_waits(found, end))
    number = np.array([int(person[1:]) for person in found.column("person_id").to_pylist()])
    held = []
    for part in range(24):
        mine = find_true_waits(found.filter(pa.array(number % 24 == part)), end)
        for (wait, setting), (days, causes) in mine.items():
            curves = {
                (wait, setting, day): {"waits": len(days), "incidence": p.incidence, "low": p.low, "high": p.high}
                for day, p in curves_of(days, causes).items()
            }
            held += [row["within"] for row in compare_waits(curves, whole) if row["waits"] >= 20]
    assert len(held) > 300
    assert sum(held) / len(held) >= 0.93
