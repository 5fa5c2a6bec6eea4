"""The report of a study so small that nearly everything is withheld: every sentence is still a sentence, and no chart is a bare axis."""

import re

import pytest

from throughcare.disclosure.policy import read_policy
from throughcare.disclosure.protect import Context, protect
from throughcare.disclosure.published import Cell
from throughcare.findings.spec import ALL, TrueTable, read_findings
from throughcare.report.block import make_given
from throughcare.report.charts.bars import Band, Mark, bars, dots
from throughcare.report.sections import (
    coverage,
    definitions,
    orders,
    outcomes,
    paths,
    quality,
    received,
    rollout,
    support,
    tracking,
    young,
)
from throughcare.report.words import about, too_few

from .pages import provenance

SECTIONS = (coverage, definitions, orders, outcomes, paths, quality, received, rollout, support, tracking, young)
# What reads wrongly: words that stand in for a number where a subject must be, a blank too many, one of many, a number beside itself.
WRONG = (
    r"no figure",
    r"  ",
    r"\(possibly none\)\)",
    r"\b1 (people|extracts|forces|figures|rows)\b",
    r"between (\S+) and \1\b",
    r"\b(\w+) \1\b",
    r" ,",
)
SENTENCES = {
    "received_by_definition": "Too few people are convicted of a CSE-related offence (England 2017) for a statement on what they received.",
    "received_by_setting": "Too few people began something, in custody or in the community, for a count.",
    "coverage_by_regime": "Too few people were sentenced for a sexual offence for a share.",
    "orders": "Too few people were under a preventive order or notice for a share.",
    "services": "Too few people were referred to a community service for a count.",
    "circles": "Too few people asked for a Circle for a count.",
    "support_on_release": "Too few people were released from their first sentence for a sexual offence for a share.",
    "coverage_by_age": "Too few people of either age for a comparison of how far they came.",
    "reoffending_by_relation": "Too few people in the class can be followed for 12 months for a rate of proven reoffending.",
}  # fmt: skip


def everybody(finding, count):
    """One row of everybody, with the same small number in every count; no row at all where there is nobody."""
    if not count:
        return TrueTable(finding, ())
    # A rate or a share has the name of its count.
    empty = dict.fromkeys([*(m.name for m in finding.measures)], None)
    counts = {m.name: count for m in finding.measures if m.kind in {"count", "events", "records"}}
    # Where a closed list has no total, its first label stands for everybody.
    ends = {d: one.all_labels()[0] for d, one in finding.lists.items() if not one.has_total}
    row = dict.fromkeys(finding.dimensions, ALL) | ends | empty | counts
    return TrueTable(finding, (row,))


def blocks_of(count):
    # A chart of steps by day and a model's estimate have no row of everybody.
    made = [f for f in read_findings().values() if all(m.kind not in {"curve", "estimate", "records"} for m in f.measures)]
    tables = protect([everybody(f, count) for f in made], read_policy(), Context("ENG-2017 1.0", "2024-03-31")).tables
    given = make_given(tables, (), provenance())
    blocks = [
        make(given) for room in SECTIONS for name in dir(room) if name.isupper() for make in functions_of(getattr(room, name))
    ]
    return [block for block in blocks if block is not None]


def functions_of(value):
    return [one for one in value if callable(one)] if isinstance(value, tuple) else []


@pytest.fixture(scope="module", params=[0, 3, 9])
def blocks(request):
    return blocks_of(request.param)


def test_every_sentence_still_reads_as_one(blocks):
    assert len(blocks) > 20
    wrong = [(block.found, form) for block in blocks for form in WRONG if re.search(form, block.found)]
    assert not wrong
    assert all(block.found[:1].isupper() and block.found.endswith(".") for block in blocks)


@pytest.mark.parametrize("name", SENTENCES)
def test_too_few_people_are_said_to_be_too_few(blocks, name):
    assert SENTENCES[name] in {block.found for block in blocks if block.table.name == name}


def test_no_chart_is_drawn_of_nothing(blocks):
    assert [block.title for block in blocks if block.drawings()] == []


@pytest.mark.parametrize("chart", [bars, dots])
def test_one_value_is_enough_for_a_chart(chart):
    nothing = Band("a", (Mark("x", None, "withheld"),))
    assert chart("c", "t", "d", [nothing]) is None
    assert chart("c", "t", "d", []) is None
    assert "withheld" in chart("c", "t", "d", [nothing, Band("b", (Mark("y", 0.0, "0"),))]).svg


@pytest.mark.parametrize(
    ("cell", "words", "few"),
    [
        (None, "an unknown number of people", True),
        (Cell(None, "not_applicable", "not_possible"), "an unknown number of people", True),
        (Cell(None, "withheld", "below_threshold"), "fewer than 10 people (possibly none)", True),
        (Cell(None, "withheld", "protects_another"), "a withheld number of people", False),
        (Cell(1200, "published"), "about 1,200 people", False),
    ],
)
def test_a_count_in_words_fits_into_a_sentence(cell, words, few):
    assert about(cell) == words
    assert about(cell, "") in {words, words.replace(" people", "")}
    assert too_few(cell) is few


def found_of(make, name, rows):
    tables = protect([TrueTable(read_findings()[name], tuple(rows))], read_policy(), Context("ENG-2017 1.0", "2024-03-31")).tables
    return make(make_given(tables, (), provenance())).found


def test_equal_counts_are_not_given_as_a_range():
    readings = [{"definition": d, "low": 101, "middle": 151, "high": 301} for d in ("ENG-2009", "WAL-2021")]
    assert found_of(definitions.bands, "definition_bands", readings) == (
        "The middle reading gives about 150 people under each definition that has enough people for a count."
    )
    years = [{"period": "2010-2014", "year": y, "people": n} for y, n in (("2012", 101), ("2013", 99), (ALL, 200))]
    assert found_of(support.years, "convicted_by_year", [*years, {"period": ALL, "year": ALL, "people": 200}]) == (
        "In each whole year that has enough people for a count about 100 people were convicted."
    )


def test_young_adults_are_compared_at_a_step_that_is_published_for_both_ages():
    def ages(started):
        steps = {"assessed": 0.9, "referred": 0.5, "suitable": 0.4, "completed": 0.2}
        ages_of = {"18 to 24": (200, steps | {"started": started}), "25 and over": (800, steps | {"started": 0.3})}
        counts = {
            age: {"people": n} | {step: round(n * share) for step, share in shares.items()}
            for age, (n, shares) in ages_of.items()
        }
        counts[ALL] = {name: sum(each[name] for each in list(counts.values())) for name in ("people", *steps, "started")}
        for age, row in counts.items():
            yield (
                {"age_band": age} | row | {f"{step}_rate": 100 * n / row["people"] for step, n in row.items() if step != "people"}
            )

    assert found_of(young.young, "coverage_by_age", ages(0.3)).startswith("A programme was started by 30% (")
    assert found_of(young.young, "coverage_by_age", ages(0.02)).startswith("A referral to a programme is recorded for 50% (")
