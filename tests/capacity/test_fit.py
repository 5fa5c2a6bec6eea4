"""The fit: what it reads from a log, what it refuses, and that it finds again the figures of a log made from known ones."""

import random
from datetime import date, timedelta

import pytest

from throughcare.capacity.check import compare_waits, fit_queue
from throughcare.capacity.fit import draw_log, fit_service, stay_quantiles
from throughcare.capacity.log import Entry, group_sizes, read_log, regimes_of, waits_of
from throughcare.capacity.model import Service, Site
from throughcare.errors import RefusedError

FIRST, LAST = date(2010, 1, 1), date(2019, 12, 31)
SITES = tuple(Site(f"S{number}", 30.0, 4.0, (6,), tuple(range(200, 1400, 10)), 180) for number in range(4))
SERVICE = Service(SITES, (0, 1, 2), 0.1, 0.0)


def entry(site="S", suitable=FIRST, started=None, ended=None, left=None):
    return Entry(site, "any", suitable, started, None, left, ended, 0)


def rows_of(service, years=12):
    """Rows as a queue of known figures would have written them: a plain loop over days, nearest release first."""
    r, rows = random.Random(7), []
    for site in service.sites:
        waiting, next_group = [], 30.0
        for day in range(int(years * 365)):
            for _ in range(sum(r.random() < site.arrivals_a_year / 365.25 / 4 for _ in range(4))):
                row = dict.fromkeys(("started_on", "completed_on", "left_on", "stay_ended_on", "osp_band"))
                row |= {
                    "site": site.name,
                    "intensity": "any",
                    "regime": "horizon_kaizen",
                    "suitable_on": FIRST + timedelta(days=day),
                }
                out = day + r.choice(site.stays)
                row["stay_ended_on"] = FIRST + timedelta(days=out)
                rows.append(row)
                waiting.append((out, len(rows), row))
            if day >= next_group:
                able = sorted(one for one in waiting if one[0] >= day + site.length_days)[: site.group_sizes[0]]
                for one in able:
                    left = r.random() < service.left_share
                    one[2]["started_on"] = FIRST + timedelta(days=day)
                    one[2]["left_on" if left else "completed_on"] = FIRST + timedelta(
                        days=day + site.length_days // (2 if left else 1)
                    )
                waiting = [one for one in waiting if one not in able]
                next_group += 365.25 / site.groups_a_year
    return rows


@pytest.fixture(scope="module")
def rows():
    return rows_of(SERVICE)


def test_the_fit_finds_the_figures_again(rows):
    service = fit_service(read_log(rows, "horizon_kaizen", LAST))
    assert sum(site.arrivals_a_year for site in service.sites) == pytest.approx(120, rel=0.1)
    assert [site.groups_a_year for site in service.sites] == pytest.approx([4.0] * 4, rel=0.05)
    assert {site.length_days for site in service.sites} == {180}
    assert service.left_share == pytest.approx(0.1, abs=0.05)


def test_the_queue_reproduces_the_waits_of_a_log_made_like_it(rows):
    fitted = fit_queue(read_log(rows, "horizon_kaizen", LAST), replications=20, seed=1)
    assert fitted.rule == "release"
    assert all(row["agrees"] for row in fitted.rows)
    assert all(row["simulated_low"] <= row["observed"] <= row["simulated_high"] for row in fitted.rows)


def test_a_queue_with_other_places_is_seen_not_to_reproduce_them(rows):
    log = read_log(rows, "horizon_kaizen", LAST)
    services = [fit_service(log, seed).with_groups(12) for seed in range(20)]
    assert not all(row["agrees"] for row in compare_waits(log, services, 1))


def test_waits_that_no_queue_explains_are_refused(rows):
    late = [{**row, "started_on": row["started_on"] and row["started_on"] + timedelta(days=400)} for row in rows]
    with pytest.raises(
        RefusedError, match="does not reproduce the observed waits, so it answers nothing: by day 180 0% had started"
    ):
        fit_queue(read_log(late, "horizon_kaizen", LAST), replications=20, seed=1)


def test_a_thin_log_is_refused_with_what_is_missing(rows):
    with pytest.raises(RefusedError, match="too thin to fit a queue: fewer than 100 people found suitable"):
        fit_queue(read_log(rows[:60], "horizon_kaizen", LAST), replications=20, seed=1)


def test_a_regime_without_a_start_is_refused(rows):
    with pytest.raises(RefusedError, match="no group of the regime sotp is in the log"):
        read_log(rows, "sotp", LAST)


def test_regimes_stand_latest_first():
    rows = [
        {"regime": "sotp", "started_on": date(2012, 1, 1)},
        {"regime": "horizon_kaizen", "started_on": date(2018, 1, 1)},
        {"regime": "building_choices", "started_on": None},
    ]
    assert regimes_of(rows) == ["horizon_kaizen", "sotp"]


def test_the_first_year_of_a_regime_is_left_out():
    rows = [{"regime": "r", "site": "S", "intensity": "any", "osp_band": None, "completed_on": None, "left_on": None, "stay_ended_on": None,
             "suitable_on": FIRST, "started_on": FIRST + timedelta(days=10 + n)} for n in (0, 900)]  # fmt: skip
    log = read_log(rows, "r", LAST)
    assert (log.since, log.until) == (FIRST + timedelta(days=375), FIRST + timedelta(days=910))


def test_a_contradiction_is_left_out():
    row = {
        "regime": "r",
        "site": "S",
        "intensity": "any",
        "osp_band": None,
        "completed_on": None,
        "left_on": None,
        "suitable_on": FIRST,
    }
    rows = [{**row, "started_on": FIRST, "stay_ended_on": None}, {**row, "started_on": FIRST - timedelta(days=1), "stay_ended_on": None},
            {**row, "started_on": None, "stay_ended_on": FIRST - timedelta(days=1)}]  # fmt: skip
    assert len(read_log(rows, "r", LAST).entries) == 1


def test_time_left_is_not_shortened_by_those_still_inside():
    seen = [entry(ended=FIRST + timedelta(days=100))] * 50
    inside = [entry(suitable=LAST - timedelta(days=50))] * 50
    stays = stay_quantiles([*seen, *inside], LAST)
    assert min(stays) == 100
    assert len(stays) == 200


def test_half_still_inside_keep_a_stay_that_is_no_limit():
    stays = stay_quantiles([entry(ended=FIRST + timedelta(days=100)), entry(ended=None)], FIRST + timedelta(days=300))
    assert sorted(set(stays)) == [100, 600]
    assert stays.count(100) == 100


def test_a_start_on_the_day_of_release_is_a_start():
    day = FIRST + timedelta(days=30)
    assert waits_of([entry(started=day, ended=day)], LAST) == ((30,), (1,))


def test_a_release_on_the_day_of_a_withdrawal_is_a_release():
    day = FIRST + timedelta(days=30)
    assert waits_of([entry(ended=day, left=day)], LAST) == ((30,), (2,))


def test_people_who_start_within_a_fortnight_sit_in_one_group():
    rows = [{"regime": "r", "site": "S", "intensity": "any", "osp_band": None, "completed_on": None, "left_on": None, "stay_ended_on": None,
             "suitable_on": FIRST, "started_on": FIRST + timedelta(days=day)} for day in (0, 5, 14, 40)]  # fmt: skip
    assert group_sizes(read_log(rows, "r", LAST, FIRST)) == {("S", "any"): [3, 1]}


def test_a_drawn_log_keeps_those_outside_the_window(rows):
    log = read_log(rows, "horizon_kaizen", LAST)
    drawn = draw_log(log, 3)
    assert len(drawn.entries) - len(drawn.arrived) == len(log.entries) - len(log.arrived)
    assert draw_log(log, 3) == drawn != draw_log(log, 4)
