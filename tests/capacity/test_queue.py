"""The queue: what it must do whatever the figures, what it refuses, and what it says of a log it made itself."""

import random
from datetime import date, timedelta

import pytest

from throughcare.capacity.answer import choose_rule, fit_check, groups_to_halve, make_scenarios, run_scenario
from throughcare.capacity.chart import make_chart
from throughcare.capacity.fit import Person, fit_service, group_starts, stay_quantiles, waits_of
from throughcare.capacity.model import RULES, Queue, Service, Site, Tally, simulate
from throughcare.errors import RefusedError

SITES = tuple(Site(f"S{number}", 30.0, 4.0, (6,)) for number in range(4))
SERVICE = Service(SITES, tuple(range(200, 1400, 10)), tuple(n % 3 for n in range(120)), 180, 0.1, 0.05)
FIRST, LAST = date(2010, 1, 1), date(2019, 12, 31)


def test_the_same_seed_gives_the_same_replication():
    assert simulate(SERVICE, years=5, seed=3) == simulate(SERVICE, years=5, seed=3)
    assert simulate(SERVICE, years=5, seed=3) != simulate(SERVICE, years=5, seed=4)


def test_everybody_who_joined_is_accounted_for():
    run = simulate(SERVICE, years=5, seed=1)
    assert run.started == run.causes.count(1)
    assert run.untreated == run.causes.count(2)
    assert len(run.days) == len(run.causes) == run.started + run.untreated + run.causes.count(3) + run.causes.count(0)
    assert 0 < run.completed <= run.started


def test_nobody_starts_who_could_not_finish_before_release():
    short = Service(SITES, (100,), (0,), 180, 0.0, 0.0)
    assert simulate(short, years=5, seed=1).started == 0


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_decides_who_goes_first(rule):
    service = Service(SITES, (900, 400), (0, 2), 100, 0.0, 0.0, rule=rule)
    queue = Queue(service, Tally(), random.Random(1))
    queue.waiting = []
    for now, place in ((0.0, 0), (10.0, 1)):
        queue.random = type("Fixed", (random.Random,), {"randrange": lambda self, n, place=place: place})(1)
        queue.join(now)
    queue.take(20.0, 1)
    assert queue.tally.days == [20 if rule == "first" else 10]


def test_more_groups_leave_fewer_people_without_a_programme():
    now, more = (sum(simulate(s, years=5, seed=n).untreated for n in range(10)) for s in (SERVICE, SERVICE.with_groups(12)))
    assert more < now


def test_groups_that_halve_do_halve_on_average():
    answer = groups_to_halve(SERVICE, years=5, replications=8, seed=1)
    if answer["groups_a_year"] is None:
        assert answer["reached"] * 2 <= answer["replications"]
    else:
        assert answer["low"] <= answer["groups_a_year"] <= answer["high"]


def log_of(service, years=12):
    """Rows of referrals as a queue of known figures would have written them."""
    r, rows = random.Random(7), []
    for site in service.sites:
        waiting, day, next_group = [], 0.0, 0.0
        while day < years * 365:
            day += r.expovariate(site.arrivals_a_year / 365.25)
            while next_group < day:
                waiting = sorted(w for w in waiting if w[0] >= next_group)
                able = [w for w in waiting if w[0] >= next_group + service.length_days][: r.choice(site.group_sizes)]
                for one in able:
                    one[2]["started_on"] = FIRST + timedelta(days=int(next_group))
                    left = r.random() < service.left_share
                    one[2]["left_on" if left else "completed_on"] = one[2]["started_on"] + timedelta(
                        days=service.length_days // (2 if left else 1)
                    )
                waiting = [w for w in waiting if w not in able]
                next_group += 365.25 / site.groups_a_year
            out = day + r.choice(service.stays)
            row = dict.fromkeys(("started_on", "completed_on", "left_on", "stay_ended_on"))
            row |= {
                "setting": "custody",
                "site": site.name,
                "sentence_id": "s",
                "programme": "Horizon",
                "suitable_on": FIRST + timedelta(days=int(day)),
            }
            row["stay_ended_on"] = FIRST + timedelta(days=int(out)) if out < years * 365 else None
            rows.append(row)
            waiting.append([out, len(rows), row])
    return rows


def fits(rule, rows=None):
    return fit_service(
        rows or log_of(SERVICE),
        [{"sentence_id": "s", "osp_band": "HIGH"}],
        {"Horizon": "moderate"},
        since=date(2013, 1, 1),
        until=LAST,
        rule=rule,
    )


def test_the_queue_reproduces_the_waits_of_a_log_made_like_it():
    service, rows = choose_rule(fits, replications=15, seed=1)
    assert all(row["agrees"] for row in rows)
    assert service.length_days == SERVICE.length_days
    assert sum(site.arrivals_a_year for site in service.sites) == pytest.approx(120, rel=0.1)
    assert service.left_share == pytest.approx(0.1, abs=0.05)


def test_a_queue_that_does_not_reproduce_the_waits_is_refused():
    def wrong(rule):
        service, observed = fits(rule)
        return service.with_groups(200), observed

    with pytest.raises(RefusedError, match="does not reproduce the observed waits"):
        choose_rule(wrong, replications=10, seed=1)


def test_a_thin_log_is_refused_with_what_is_missing():
    with pytest.raises(RefusedError, match="too thin to fit a queue: fewer than 100 people found suitable"):
        fits("release", rows=log_of(SERVICE)[:40])


def test_time_left_is_not_shortened_by_those_still_inside():
    seen = [Person("S", FIRST, None, None, None, FIRST + timedelta(days=100), 0)] * 50
    inside = [Person("S", LAST - timedelta(days=50), None, None, None, None, 0)] * 50
    stays = stay_quantiles([*seen, *inside], LAST)
    assert min(stays) == 100
    assert len(stays) == 200


def test_a_start_on_the_day_of_release_is_a_start():
    day = FIRST + timedelta(days=30)
    assert waits_of([Person("S", FIRST, day, None, None, day, 0)], LAST) == ((30,), (1,))


def test_people_who_start_within_a_fortnight_sit_in_one_group():
    days = (0, 5, 14, 40)
    people = [Person("S", FIRST, FIRST + timedelta(days=day), None, None, None, 0) for day in days]
    assert group_starts(people, FIRST, LAST) == {"S": [3, 1]}


def test_the_chart_says_which_scenario_leaves_fewest():
    rows = [
        run_scenario(one, years=3, replications=10, seed=1, cost_group=1.0, cost_single=1.0)
        for one in make_scenarios(SERVICE, groups=(10,), rules=RULES, one_to_one=1)
    ]
    chart = make_chart(rows)
    assert 'role="img"' in chart
    assert "Fewest releases without a programme: " in chart
    assert len(rows) == 5
    assert all(
        row["untreated_a_year"]["low"] <= row["untreated_a_year"]["mean"] <= row["untreated_a_year"]["high"] for row in rows
    )


def test_the_check_compares_intervals_not_points():
    service, observed = fits("release")
    for row in fit_check(service, observed, replications=10, seed=2):
        assert row["observed_low"] <= row["observed"] <= row["observed_high"]
        assert row["agrees"] == (row["simulated_low"] <= row["observed_high"] and row["observed_low"] <= row["simulated_high"])
