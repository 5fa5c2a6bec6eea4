"""What is true of the people of benchmarks/harm.py, and what becomes of it on the way into the cohort: death, waiting, recording, linkage.

counts = count_truth(study, months=98)     # of a study folder whose table `cohort` is up to date; the truth stands beside it
"""

from throughcare.commands._shared import Reader, Voice, make_job, open_study
from throughcare.commands.score import Truth
from throughcare.definitions.truth import open_truth
from throughcare.outcomes.measure import load_measure
from throughcare.outcomes.score import TRUE_OFFENCES, mark_groups

WAITING = 6
# Whoever started in custody before the first release, was released, and could be followed to the end; with everything that is true of them.
STARTERS = """
    create table starters as
    with starts as (
        select person_id, episode_id, min(true_start::date) as started_on
        from truth_event where activity = 'PROGRAMME_STARTED' group by all
    ),
    releases as (
        select person_id, episode_id, min(true_start::date) as released_on
        from truth_event where activity = 'RELEASE' group by all
    ),
    followed as (
        select s.person_id, r.released_on, (r.released_on + to_months({months}))::date as until, (r.released_on + to_months({proof}))::date as proof_until
        from starts as s
        inner join releases as r using (person_id, episode_id)
        where s.started_on < r.released_on and r.released_on + to_months({proof}) <= date '{end}'
    ),
    hits as (
        select distinct f.person_id
        from followed as f
        inner join true_offences as t on t.person_id = f.person_id
        inner join true_groups as g on g.cjs_code = t.cjs_code and g.class = 'sexual'
        where t.offence_on > f.released_on and t.offence_on <= f.until and t.proven_on <= f.proof_until
    )
    select
        f.person_id,
        coalesce(p.y0_days <= f.until - f.released_on, false) as latent_without,
        coalesce(p.y1_days <= f.until - f.released_on, false) as latent_with,
        coalesce(p.y0_days <= least(f.until, p.censored_on) - f.released_on, false) as in_life_without,
        coalesce(p.y1_days <= least(f.until, p.censored_on) - f.released_on, false) as in_life_with,
        h.person_id is not null as proven
    from followed as f
    inner join truth_person as p using (person_id)
    left join hits as h using (person_id)
"""
JUDGED = """
    create table judged as
    with hits as (
        select distinct c.person
        from cohort as c
        inner join index_events as i using (index_id)
        inner join true_people as p on p.person = c.person
        inner join true_offences as t on t.person_id = p.person_id
        inner join true_groups as g on g.cjs_code = t.cjs_code and g.class = 'sexual'
        where t.offence_on > i.entry_on and t.offence_on <= i.follow_up_end and t.proven_on <= i.proof_end
    ),
    starts as (
        select c.person
        from cohort as c
        inner join index_events as i using (index_id)
        inner join true_people as p on p.person = c.person
        inner join truth_event as e on e.person_id = p.person_id and e.activity = 'PROGRAMME_STARTED' and e.true_start::date <= i.entry_on
        group by c.person
    )
    select
        c.started = 1 as started,
        s.person is not null as truly_started,
        c.sexual_reoffence = 1 as reoffended,
        h.person is not null as truly_reoffended
    from cohort as c
    left join hits as h using (person)
    left join starts as s using (person)
    where c.left_out is null
"""


def count_truth(folder, months):
    """Counts by stage of those who truly started, and of the cohort's people by what is recorded and what is true."""
    job = make_job(open_study(folder), Voice(quiet=True))
    con = open_truth(Reader(job), Truth(folder), ("cohort", "index_events"), ("event", "person"))
    con.execute(TRUE_OFFENCES)
    mark_groups(con, load_measure())
    con.execute(STARTERS.format(months=months, proof=months + WAITING, end=job.parameters["extract_end"]))
    con.execute(JUDGED)
    stages = ("latent_without", "latent_with", "in_life_without", "in_life_with", "proven")
    found = con.execute(f"select count(*), {', '.join(f'sum({one}::int)' for one in stages)} from starters").fetchone()
    cells = con.execute(
        "select started, truly_started, reoffended, truly_reoffended, count(*) from judged group by all order by all"
    ).fetchall()
    con.close()
    return {"starters": dict(zip(("people", *stages), found, strict=True)), "cohort": [list(map(int, row)) for row in cells]}


def add_up(counts):
    """Several populations' counts as one."""
    starters = {name: sum(one["starters"][name] for one in counts) for name in counts[0]["starters"]}
    cells = {}
    for one in counts:
        for *kind, people in one["cohort"]:
            cells[tuple(kind)] = cells.get(tuple(kind), 0) + people
    return starters, cells


def say_truth(counts, months):
    """Where the planted risks are, and what is lost on the way, as lines of the page."""
    starters, cells = add_up(counts)
    people = starters["people"]
    pair = lambda stage: [100 * starters[f"{stage}_{one}"] / people for one in ("without", "with")]  # noqa: E731
    lines = [
        f"Truth, of the {people:,} people of these populations who started in custody, were released and could be followed for {months} months:", "",
        "| | without it | with it | ratio |", "|---|---|---|---|",
    ]  # fmt: skip
    for stage, words in (
        ("latent", "would reoffend sexually within the time"),
        ("in_life", "and before they die or leave the country"),
    ):
        without, with_it = pair(stage)
        lines.append(f"| {words} | {without:.1f} % | {with_it:.1f} % | {with_it / without:.2f} |")
    # Who lives without the programme is not seen; proof is taken to come in time as often as with it.
    proven, in_time = 100 * starters["proven"] / people, starters["proven"] / starters["in_life_with"]
    without = 100 * in_time * starters["in_life_without"] / people
    lines += [
        f"| and this is proven within {WAITING} months more | {without:.1f} % (as often in time) | {proven:.1f} % | {proven / without:.2f} |",
        "",
    ]
    return [*lines, *say_losses(cells), ""]


def say_losses(cells):
    """What the records of the cohort make of it, group by group: starts unseen or seen wrongly, reoffences missed or not theirs."""
    lines = [
        "| in the cohort, before it is cut to size | people | truly started | truly reoffended | recorded as reoffending | of the true, recorded | recorded, not true |",
        "|---|---|---|---|---|---|---|",
    ]
    for started, words in ((1, "recorded as having started"), (0, "not so recorded")):
        group = {kind: people for kind, people in cells.items() if kind[0] == started}
        count = lambda test, group=group: sum(people for kind, people in group.items() if test(kind))  # noqa: E731
        everybody, true = count(lambda _: True), count(lambda kind: kind[3])
        both, recorded = count(lambda kind: kind[2] and kind[3]), count(lambda kind: kind[2])
        lines.append(
            f"| {words} | {everybody:,} | {100 * count(lambda kind: kind[1]) / everybody:.1f} % | {100 * true / everybody:.2f} % | {100 * recorded / everybody:.2f} % "
            f"| {100 * both / true:.1f} % | {recorded - both} |"
        )
    return lines
