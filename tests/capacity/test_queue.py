"""The queue: what it must do whatever the figures, what theory says of it, and what it refuses."""

import math
import random
from dataclasses import replace
from statistics import mean

import pytest

from throughcare.capacity.answer import (
    Costs,
    Scenario,
    add_groups,
    first_that_halves,
    groups_to_halve,
    make_curve,
    make_scenarios,
    run_scenario,
)
from throughcare.capacity.model import RULES, Queue, Service, Site, Tally, simulate

STAYS = tuple(range(200, 1400, 10))
SITES = tuple(Site(f"S{number}", 30.0, 4.0, (6,), STAYS, 180) for number in range(4))
SERVICE = Service(SITES, tuple(n % 3 for n in range(120)), 0.1, 0.05)
FOREVER = (10**7,)


def one_queue(**changes):
    site = Site(
        "S", **{"arrivals_a_year": 30.0, "groups_a_year": 0.0, "group_sizes": (6,), "stays": FOREVER, "length_days": 1, **changes}
    )
    return Service((site,), (0,), 0.0, 0.0, "first")


def mean_wait(service, years=2000.0, runs=5):
    waits = [simulate(service, years=years, seed=seed, warm_up=10) for seed in range(runs)]
    return mean(day for run in waits for day, cause in zip(run.days, run.causes, strict=True) if cause == 1)


def erlang_c(servers, load):
    """Share of arrivals that wait in an M/M/c queue (Erlang 1917)."""
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(load**n / math.factorial(n) for n in range(servers)) + last)


def test_the_same_seed_gives_the_same_replication():
    assert simulate(SERVICE, years=5, seed=3) == simulate(SERVICE, years=5, seed=3)
    assert simulate(SERVICE, years=5, seed=3) != simulate(SERVICE, years=5, seed=4)


@pytest.mark.parametrize("servers", [1, 3])
def test_one_to_one_places_wait_as_erlang_says(servers):
    length, use = 60.0, 0.5
    quantiles = tuple(max(1, round(-length * math.log(1 - (n + 0.5) / 400))) for n in range(400))
    service = replace(
        one_queue(arrivals_a_year=use * servers / length * 365.25, lengths=quantiles, length_days=1), one_to_one=servers
    )
    expected = erlang_c(servers, use * servers) * length / (servers * (1 - use))
    assert mean_wait(service) == pytest.approx(expected, rel=0.08)


def test_one_place_of_fixed_length_waits_half_as_long():
    length, use = 60, 0.5
    service = replace(one_queue(arrivals_a_year=use / length * 365.25, length_days=length), one_to_one=1)
    assert mean_wait(service) == pytest.approx(use * length / (2 * (1 - use)), rel=0.08)


def test_groups_with_room_for_everybody_mean_half_an_interval():
    service = one_queue(groups_a_year=4.0, group_sizes=(500,), arrivals_a_year=200.0)
    assert mean_wait(service, years=20) == pytest.approx(365.25 / 8, rel=0.05)


def test_everybody_who_joined_is_accounted_for():
    run = simulate(SERVICE, years=5, seed=1)
    assert run.started == run.causes.count(1)
    assert run.untreated == run.causes.count(2)
    assert len(run.days) == len(run.causes) == run.started + run.untreated + run.causes.count(3) + run.causes.count(0)
    assert 0 < run.completed <= run.started
    assert run.short <= run.untreated


def test_the_same_people_arrive_whatever_the_places():
    now, more = (simulate(one, years=5, seed=3) for one in (SERVICE, SERVICE.with_groups(20)))
    assert len(now.days) == len(more.days)
    assert now.short == pytest.approx(more.short, abs=2)


def test_nobody_starts_who_could_not_finish_before_release():
    run = simulate(replace(SERVICE, sites=tuple(replace(site, stays=(100,)) for site in SITES)), years=5, seed=1)
    assert run.started == 0
    assert run.short == run.untreated > 0


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_decides_who_goes_first(rule):
    draws = iter((0, 0, 1, 2))  # stay and risk of the first, then of the second

    class Fixed(random.Random):
        def randrange(self, _):
            return next(draws)

    site = Site("S", 1.0, 1.0, (1,), (900, 400), 100)
    queue = Queue(Service((site,), (0, 1, 2), 0.0, 0.0, rule), site, Tally(), Fixed(1))
    queue.join(0.0)
    queue.join(10.0)
    queue.take(20.0, 1)
    assert queue.tally.days == [20 if rule == "first" else 10]


def test_more_groups_at_one_site_change_no_other_site():
    more = SERVICE.with_groups(8, frozenset({"S2"}))
    assert [site.groups_a_year for site in more.sites] == [4.0, 4.0, 12.0, 4.0]


def test_more_groups_leave_fewer_people_without_a_programme():
    now, more = (sum(simulate(s, years=5, seed=n).untreated for n in range(10)) for s in (SERVICE, SERVICE.with_groups(12)))
    assert more < now


def test_groups_that_halve_those_in_reach_do_halve_them():
    services = [SERVICE] * 12
    found = groups_to_halve(services, years=5, seed=1)["in_reach"]
    assert found["low"] <= found["groups_a_year"] <= found["high"]
    now, then = (
        run_scenario(Scenario("", add_groups(more, frozenset())), services, years=5, seed=1, costs=Costs())["in_reach_a_year"][
            "mean"
        ]
        for more in (0, found["groups_a_year"])
    )
    assert then <= 0.6 * now


def test_no_number_is_given_where_time_and_not_places_is_short():
    short = replace(SERVICE, sites=tuple(replace(site, stays=(*STAYS[:8], *[100] * 60)) for site in SITES))
    answer = groups_to_halve([short] * 4, years=5, seed=1)
    assert answer["all"]["groups_a_year"] is None
    assert answer["share_in_reach"]["high"] < 0.5
    assert answer["share_left"]["mean"] > 0.5


def test_the_search_finds_the_least_number():
    assert first_that_halves(lambda more: 100 - more, 200) == 50
    assert first_that_halves(lambda more: 100 - more / 100, 200) == math.inf
    assert first_that_halves(lambda _: 0.0, 200) == 1


def test_found_earlier_leaves_fewer_out_of_reach():
    now, earlier = (
        sum(simulate(s, years=5, seed=n).short for n in range(5)) for s in (one_short(), one_short().found_earlier(90))
    )
    assert earlier < now


def one_short():
    return replace(SERVICE, sites=tuple(replace(site, stays=tuple(range(50, 500, 10))) for site in SITES))


def test_each_scenario_has_its_measures_with_intervals():
    scenarios = make_scenarios([SERVICE], groups=(10,), at=frozenset(), one_to_one=1, earlier=30)
    rows = [run_scenario(one, [SERVICE] * 10, years=3, seed=1, costs=Costs(2.0, 1.0)) for one in scenarios]
    assert [row["scenario"] for row in rows] == [
        "as now", "10 more groups a year", "highest risk first", "longest wait first", "1 one-to-one place at each site and intensity",
        "found suitable 30 days earlier",
    ]  # fmt: skip
    assert all(row[name]["low"] <= row[name]["mean"] <= row[name]["high"] for row in rows for name in row if name != "scenario")
    assert (
        2 / 6 <= rows[0]["cost_per_start"]["low"] <= rows[0]["cost_per_start"]["high"] < 1
    )  # two units for groups of three to six
    assert "cost_per_start" not in run_scenario(scenarios[4], [SERVICE], years=3, seed=1, costs=Costs(2.0))


def test_the_curve_falls_as_groups_are_added():
    curve = make_curve([SERVICE] * 8, years=5, seed=1)
    assert curve[0]["more_groups"] == 0
    assert curve[-1]["untreated_a_year"]["mean"] < curve[0]["untreated_a_year"]["mean"]


def test_a_group_that_finds_nobody_is_not_held():
    run = simulate(replace(SERVICE, sites=tuple(replace(site, stays=(10,)) for site in SITES)), years=5, seed=1)
    assert run.groups == 0
