"""A label that nobody has and one that a single person has look the same: the closed lists of the findings."""

import re
from pathlib import Path

import pytest

import throughcare
from throughcare.disclosure.grid import make_grid
from throughcare.disclosure.protect import protect
from throughcare.errors import DisclosureError, TableError
from throughcare.findings.spec import ALL, FOLDER, TrueTable, make_finding, read_findings

from .tables import CONTEXT, POLICY

FINDINGS = read_findings()
CLOSED = sorted(name for name, one in FINDINGS.items() if one.lists and len(one.lists) == len(one.dimensions))
# Where one dimension stands in another and one of them is open: tested by themselves.
APART = {"convicted_by_year", "linkage_fairness"}
PARTLY = sorted(name for name, one in FINDINGS.items() if one.lists and name not in {*CLOSED, *APART})
HEADER = "-- People.\n-- Question: Q1.\n-- Title: People.\n-- Dimensions: {dimensions}.\n{more}-- Measures: people count.\n"


def finding(dimensions, *lines):
    return make_finding("made", HEADER.format(dimensions=dimensions, more="".join(f"-- {line}.\n" for line in lines)))


def row_of(one, labels, people):
    """A row in which every count is of these people."""
    row = dict(zip(one.dimensions, labels, strict=True))
    for m in (m for m in one.measures if m.kind not in {"rate", "share"}):
        row[m.name] = people if m.kind in {"count", "events", "records"} else 0.25
    return {**row, "smallest_level": people, "residual_degrees": people}


def holds(group, labels):
    return all(theirs in {own, ALL} for own, theirs in zip(labels, group, strict=True))


def published(one, rows):
    return protect([TrueTable(one, tuple(rows))], POLICY, CONTEXT).tables[0]


@pytest.mark.parametrize("name", CLOSED)
def test_nobody_at_all_and_one_person_in_any_group_are_published_alike(name):
    one = FINDINGS[name]
    empty = published(one, [])
    groups = [row.labels for row in empty.rows]
    assert len(groups) == len(set(groups)) > 0
    smallest = [g for g in groups if g.count(ALL) == min(h.count(ALL) for h in groups)]
    for labels in {smallest[0], smallest[len(smallest) // 2], smallest[-1]}:
        alone = published(one, [row_of(one, g, 1) for g in groups if holds(g, labels)])
        assert alone.rows == empty.rows
        assert alone.notes == empty.notes


@pytest.mark.parametrize("name", PARTLY)
def test_beside_an_open_dimension_every_listed_label_stands_whoever_has_it(name):
    one = FINDINGS[name]
    listed = {d: one.lists[d].labels_in(None) for d in one.dimensions if d in one.lists}
    first = tuple(listed[d][0] if d in listed else "somewhere" for d in one.dimensions)
    last = tuple([x for x in listed[d] if x != ALL][-1] if d in listed else "somewhere" for d in one.dimensions)
    few = published(one, [row_of(one, first, 40)])
    more = published(one, [row_of(one, first, 40), *([row_of(one, last, 1)] if last != first else [])])
    assert [row.labels for row in few.rows] == [row.labels for row in more.rows]
    for place, dimension in enumerate(one.dimensions):
        if dimension in listed:
            assert {row.labels[place] for row in few.rows} >= set(listed[dimension]) - {ALL}


def test_one_person_in_a_list_of_ages_changes_no_row():
    one = FINDINGS["coverage_by_age"]
    both = [row_of(one, (label,), people) for label, people in (("25 and over", 60), (ALL, 60))]
    with_one = [row_of(one, (label,), people) for label, people in (("18 to 24", 1), ("25 and over", 59), (ALL, 60))]
    assert published(one, both).rows == published(one, with_one).rows


def test_an_inner_label_stands_only_where_it_can_be():
    one = FINDINGS["received_by_programme"]
    groups = set(make_grid(TrueTable(one, ())).rows)
    assert ("horizon_kaizen", "Horizon") in groups
    assert ("sotp", "Horizon") not in groups
    assert ("building_choices", ALL) in groups
    assert (ALL, "Horizon") not in groups
    own = make_grid(TrueTable(one, (row_of(one, ("not in the list", "Ours"), 12),)))
    assert ("not in the list", "Ours") in own.rows
    assert own.unlisted() == []


def test_below_a_listed_label_an_open_dimension_has_its_total_alone():
    one = finding("period, year in period", "Labels: period = early; late; All")
    grid = make_grid(TrueTable(one, tuple(row_of(one, g, 20) for g in (("early", "2003"), ("early", ALL), (ALL, ALL)))))
    assert list(grid.rows) == [("early", "2003"), ("early", ALL), ("late", ALL), (ALL, ALL)]


def test_under_an_open_dimension_that_was_worked_out_every_group_stands():
    one = FINDINGS["linkage_fairness"]
    grid = make_grid(TrueTable(one, (row_of(one, ("sex", "men", "attention"), 90),)))
    assert list(grid.rows) == [("sex", group, "attention") for group in ("men", "women", "not recorded")]


def test_only_dimensions_that_are_crossed_stand_beside_each_other():
    one = finding("a, b, c", "Labels: a = x; All | b = y; All | c = z; All", "Crossed: a, b; b, c")
    assert set(make_grid(TrueTable(one, ())).rows) == {
        ("x", "y", ALL), (ALL, "y", "z"), ("x", ALL, ALL), (ALL, "y", ALL), (ALL, ALL, "z"), (ALL, ALL, ALL),
    }  # fmt: skip


def test_a_label_outside_its_list_is_never_dropped_and_is_named():
    one = finding("a", "Labels: a = x; y; All", "Order: x; y; not recorded")
    table = published(one, [row_of(one, (label,), 20) for label in ("x", "z", "not recorded")] + [row_of(one, (ALL,), 60)])
    assert [row.labels[0] for row in table.rows] == ["x", "y", "not recorded", "z", ALL]
    assert [note for note in table.notes if "Not in the list" in note] == [
        "Not in the list of this table, and shown because this study has it: z."
    ]


def test_a_total_that_the_header_does_not_promise_is_a_fault():
    one = finding("a", "Labels: a = x; y")
    with pytest.raises(DisclosureError, match="rows for totals that its header does not list"):
        make_grid(TrueTable(one, (row_of(one, (ALL,), 20),)))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Labels: a = each regimes", "there is no such list; .*nearest: regime"),
        ("Labels: b = x; y", "'b' names a column"),
        ("Crossed: a, c", "'c' names a column"),
    ],
)
def test_a_header_with_a_wrong_list_is_refused(line, words):
    with pytest.raises(TableError, match=words):
        finding("a", line)


def test_a_number_with_nothing_beside_it_to_withhold_waits_for_what_is_withheld_elsewhere():
    header = "-- X.\n-- Question: Q1.\n-- Title: T.\n-- Dimensions: a.\n-- Labels: a = x; y; z; All.\n-- Measures: people count; again count; again rate of people.\n"  # fmt: skip
    counts = {"x": (418, 3), "y": (418, 3), "z": (0, 0), ALL: (836, 6)}
    rows = tuple({"a": label, "people": people, "again": again} for label, (people, again) in counts.items())
    done = protect([TrueTable(make_finding("again", header), rows)], POLICY, CONTEXT)
    assert done.dropped == ()
    assert done.verdict.passed
    assert "protects_another" in {cell.reason for row in done.tables[0].rows for cell in row.cells}


def test_every_label_that_a_header_writes_out_is_one_that_the_package_makes():
    made = " ".join(path.read_text(encoding="utf-8") for path in Path(throughcare.__file__).parent.rglob("*.sql"))
    made += " ".join(path.read_text(encoding="utf-8") for path in Path(throughcare.__file__).parent.glob("linkage/fair*.py"))
    made = re.sub(r"^--.*$", "", made, flags=re.MULTILINE)
    known = {x for name in ("regime", "kind of intervention") for x in _named(name)}
    for path in sorted((FOLDER / "sql").glob("*.sql")):
        line = re.search(r"^-- Labels: (.*)\.$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for item in re.split(r"; | \| ", line[1]) if line else ():
            label = item.split(" = ")[-1]
            if label != ALL and not label.startswith("each ") and label not in known:
                assert any(x in made for x in spellings(label)), f"{path.name}: {label}"


def _named(name):
    from throughcare.findings.labels import FLAT

    return FLAT[name]()


def spellings(label):
    """As quoted, without the number in front of a point, or as the number itself."""
    bare = re.sub(r"^\d+ ", "", label)
    found = [f"'{label}'", f"'{bare}'", f'"{label}"', f"({label}, "]
    if number := re.search(r"[\d.]+$", label):
        found.append(f" {number[0]}")
    return found
