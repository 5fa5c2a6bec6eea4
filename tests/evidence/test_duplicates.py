"""Deduplication: what is merged by itself, what is asked about, what is kept apart; on sets whose truth is known."""

import random
from dataclasses import replace

import pytest
from labelled import LAYOUTS, make_labelled_set, score, write_layout
from other_styles import make_other_set, write_ris

from throughcare.errors import InputError, UsageError
from throughcare.evidence.duplicates.fields import author_key, split_translation
from throughcare.evidence.duplicates.ruling import add_ruling
from throughcare.evidence.duplicates.words import title_difference
from throughcare.evidence.duplicates.works import find_works, merge_records
from throughcare.evidence.files import Row
from throughcare.evidence.folder import open_evidence
from throughcare.evidence.readers.export import read_export
from throughcare.evidence.reference import Reference, split_pages, split_people

BASE = Reference(
    kind="JOUR", title="Mentoring after release: a controlled trial", year="2015", authors=["Hill, Ann B.", "Dale, Ben"],
    container="Journal of Sexual Aggression", volume="21", issue="2", first_page="563", last_page="586", doi="10.1000/jsa.563",
    abstract="Mentors met people on the day of release and for a year after it. " * 5,
)  # fmt: skip


def zones(*records):
    """How many works, and the guards of the pairs that are asked about."""
    works = find_works([replace(record, record=f"r{at}") for at, record in enumerate(records)])
    return len(works.members), [pair.guard for pair in works.review]


@pytest.mark.parametrize(("damaged", "least"), [(False, 0.99), (True, 0.98)])
@pytest.mark.parametrize("seed", [101, 102])
def test_the_automatic_zone_reaches_the_promised_sensitivity_and_precision(damaged, least, seed):
    records, groups = make_labelled_set(600, seed, damaged=damaged)
    sensitivity, precision = score(find_works(records), records, groups)
    assert sensitivity >= least
    assert precision >= (0.99 if not damaged else 0.98)


@pytest.mark.parametrize(("cut", "least"), [(False, 0.99), (True, 0.98)])
@pytest.mark.parametrize("seed", [11, 12])
def test_other_vendors_and_other_damage_reach_it_too_through_a_file(tmp_path, cut, least, seed):
    records, groups = make_other_set(600, seed, cut=cut)
    write_ris(tmp_path / "set.ris", records)
    read = read_export(tmp_path / "set.ris").records
    for got, given in zip(read, records, strict=True):
        got.record = given.record
    assert min(score(find_works(read), read, groups)) >= least


@pytest.mark.parametrize("layout", LAYOUTS)
def test_columns_and_ways_of_writing_people_do_not_matter(tmp_path, layout):
    records, groups = make_labelled_set(400, 103)
    write_layout(tmp_path / "set.csv", records, layout)
    read = read_export(tmp_path / "set.csv").records
    for got, given in zip(read, records, strict=True):
        got.record = given.record
    sensitivity, precision = score(find_works(read), read, groups)
    assert min(sensitivity, precision) >= 0.99


def test_the_order_of_records_does_not_matter():
    records, _ = make_labelled_set(400, 104, damaged=True)
    shuffled = random.Random(1).sample(records, len(records))
    one, other = (
        {frozenset(r.record for r in group) for group in find_works(order).members.values()} for order in (records, shuffled)
    )
    assert one == other


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "MENTORING AFTER RELEASE - A CONTROLLED TRIAL."},
        {"title": "Mentoring after <i>release</i>: a controlled trial"},
        {"title": "Mentoring after release", "doi": ""},
        {"authors": ["AB Hill", "B Dale"], "doi": ""},
        {"authors": ["Hill A. B.Dale B."], "doi": ""},
        {"container": "J Sex Aggress", "first_page": "563", "last_page": "86", "doi": "", "abstract": ""},
        {"volume": "", "issue": "", "first_page": "", "last_page": "", "year": "2014"},
        {"year": "", "doi": ""},
        {"volume": "Vol. 21", "first_page": "pp. 563", "doi": ""},
        {"title": "[Mentoring after release: a controlled trial]", "doi": ""},
        {"title": "Mentoring after release: a controled trial", "doi": ""},
        {"authors": ["Hill AB, et al"], "doi": "", "abstract": ""},
        {
            "authors": ["Hill, Ann B.", "et al."],
            "year": "2014",
            "volume": "",
            "issue": "",
            "first_page": "1",
            "last_page": "24",
            "doi": "",
        },
        {"title": "Mentoring after release: a ...", "doi": "", "abstract": "", "first_page": "", "last_page": ""},
        {"title": "Betreuung nach der Entlassung: ein Versuch [Mentoring after release: a controlled trial]", "doi": ""},
        {"title": "Betreuung nach der Entlassung: ein Versuch = Mentoring after release: a controlled trial", "year": ""},
        {"title": "Mentoring after", "doi": "", "abstract": ""},
        {"title": "Mentoring after release: a controlled", "doi": "", "abstract": "", "first_page": "", "last_page": ""},
    ],
)
def test_a_copy_as_vendors_write_it_is_merged(changes):
    assert zones(BASE, replace(BASE, **changes)) == (1, [])


@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"title": "Erratum: " + BASE.title, "doi": ""}, "correction"),
        ({"title": "Retraction of " + BASE.title}, "correction"),
        ({"title": BASE.title + ": part II", "doi": "", "first_page": "601"}, ""),
        ({"title": BASE.title + ": part II", "doi": ""}, "number"),
        ({"title": "Mentoring after release: a controlled trial 2", "doi": ""}, "number"),
        ({"title": BASE.title + ". I", "doi": "", "first_page": "601"}, "number"),
        ({"title": f"<p>{BASE.title}. I</p>", "doi": "", "first_page": "601"}, "number"),
        ({"title": BASE.title + ": phase 2 results", "doi": ""}, "number"),
        ({"doi": "10.1000/jsa.601"}, "different DOIs"),
        ({"container": "medRxiv", "doi": "", "volume": "", "issue": "", "first_page": "", "kind": "preprint"}, "another version"),
        (
            {"container": "Workshop of Sexual Aggression", "doi": "", "volume": "", "issue": "", "first_page": ""},
            "another version",
        ),
        ({"title": BASE.title + " in men", "doi": "", "first_page": ""}, "words"),
        ({"title": BASE.title + " revisited", "doi": "", "first_page": "", "abstract": ""}, "words"),
        ({"title": BASE.title + ": an update", "doi": "", "first_page": "", "abstract": ""}, "words"),
        ({"title": BASE.title + " at home", "doi": "", "first_page": "", "abstract": "Nobody was met here. " * 20}, "words"),
    ],
)
def test_what_only_looks_alike_is_asked_about_and_not_merged(changes, guard):
    works, guards = zones(BASE, replace(BASE, **changes))
    assert works == 2
    assert any(guard in said for said in guards)


def test_a_number_may_be_a_word_and_may_be_cut_away():
    long = replace(BASE, title="Mentoring after release: a ten-year follow-up", doi="")
    assert zones(long, replace(long, title="Mentoring after release: a 10-year followup"))[0] == 1
    assert (
        zones(
            replace(long, title="Mentoring after release: results at 12 months"), replace(long, title="Mentoring after release:")
        )[0]
        == 1
    )
    assert zones(long, replace(long, title="Mentoring after release: a 5-year follow-up"))[0] == 2


@pytest.mark.parametrize(("one", "other"), [("I", "II"), ("II", "III"), ("IV", "V")])
def test_titles_that_end_in_different_numerals_are_two_even_on_one_page(one, other):
    short = replace(BASE, title=f"Grooming by adults {one}", doi="", abstract="")
    works, guards = zones(short, replace(short, title=f"Grooming by adults {other}"))
    assert works == 2
    assert any("number" in said for said in guards)


def test_a_note_in_brackets_is_no_translation():
    note = "[published erratum appears in Probation Journal 1999; 12: 44]"
    assert split_translation(f"Mentoring after release from prison {note}")[1] == ""
    one, two = (
        replace(BASE, title=f"{title} {note}", doi="") for title in ("Mentoring after release", "Electronic tags and curfews")
    )
    assert zones(one, two)[0] == 2


def test_companion_titles_are_two_reports_even_on_one_page():
    men, women = (replace(BASE, title=f"Mentoring after release in {who}", doi="") for who in ("men", "women"))
    assert zones(men, women)[0] == 2


def test_abstracts_of_a_supplement_that_share_a_doi_and_a_page_stay_apart():
    words = ["stroke in prison", "asthma in custody", "sleep on remand", "diet after release", "pain in hostels"]
    abstracts = [
        replace(BASE, title=f"Risk of {w}", doi="10.1016/s01", first_page="S12", last_page="S12", issue="S1", abstract="")
        for w in words
    ]
    assert zones(*abstracts)[0] == 5
    near = [
        replace(a, title=f"Outcomes of mentoring after release among {w} residents")
        for a, w in zip(abstracts, ["male", "female", "older"], strict=False)
    ]
    assert zones(*near)[0] == 3


@pytest.mark.parametrize("title", ["Editorial", "Book review", "Letter to the editor", "Abstracts"])
def test_a_general_title_without_page_or_doi_is_never_merged(title):
    bare = replace(BASE, title=title, doi="", first_page="", last_page="", abstract="")
    assert zones(bare, bare)[0] == 2


def test_a_record_without_title_is_never_merged():
    assert zones(replace(BASE, title=""), replace(BASE, title=""))[0] == 2


@pytest.mark.parametrize(
    ("author", "key"),
    [
        ("FOX, DAWN M.", "fox"),
        ("D. M., Fox", "fox"),
        ("DM, Fox", "fox"),
        ("Kim DA, et al.", "kim"),
        ("Kim DA et al", "kim"),
        ("et al.", ""),
        ("Lee, J. and others", "lee"),
    ],
)
def test_a_surname_is_found_in_capitals_and_before_et_al(author, key):
    assert author_key(author) == key


def test_a_record_without_a_page_does_not_bridge_two_reports():
    one, two = replace(BASE, doi=""), replace(BASE, doi="", title=BASE.title + " at home", first_page="701", last_page="720")
    bare = replace(BASE, doi="", title=BASE.title[:36], first_page="", last_page="", abstract="")
    works = find_works([replace(r, record=f"r{at}") for at, r in enumerate((one, two, bare))])
    assert len(works.members) == 2


def test_every_merge_says_why_and_by_what_value():
    works = find_works([replace(BASE, record="a"), replace(BASE, record="b", doi="")])
    (pair,) = works.merges
    assert pair.why.startswith("titles and authors agree")
    assert pair.title == 1.0


def test_a_merged_record_keeps_the_longest_value_and_every_source():
    merged = merge_records([replace(BASE, abstract="", search="one"), replace(BASE, container="", search="two")])
    assert merged.abstract == BASE.abstract
    assert merged.container == BASE.container
    assert merged.search == "one; two"


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("labour in prison", "labor in prison", "none"),
        ("on line grooming", "online grooming", "none"),
        ("mentoring in men", "mentoring in women", "contrast"),
        ("mentoring by fathers", "mentoring by hospitals", "clash"),
        ("mentoring after release", "mentoring after release a controlled trial", "cut"),
        ("hepatitis b in prison", "hepatitis c in prison", "clash"),
        ("mentoring a ten year follow up", "mentoring a 10 year follow up", "none"),
    ],
)
def test_titles_differ_by_a_slip_a_cut_or_a_word(one, other, kind):
    assert title_difference(one, other)[0] == kind


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Smith J, Doe KL, and Roe L", ["Smith J", "Doe KL", "Roe L"]),
        ("Li Z. M.Kong C. Y.O'Donnell C. P.", ["Li Z. M.", "Kong C. Y.", "O'Donnell C. P."]),
        ("Hill, A. and Dale, B.", ["Hill, A.", "Dale, B."]),
        ("Ann Hill and Ben Dale", ["Ann Hill", "Ben Dale"]),
        ("Health and Safety Executive", ["Health and Safety Executive"]),
        ("Department for Children and Families", ["Department for Children and Families"]),
        ("Hill, Ann", ["Hill, Ann"]),
    ],
)
def test_people_in_one_cell_are_taken_apart(cell, people):
    assert split_people(cell) == people


@pytest.mark.parametrize(
    ("written", "pages"),
    [
        ("563-86", ("563", "586")),
        ("pp. 563\u201386", ("563", "586")),
        ("9848--9853", ("9848", "9853")),
        ("S12-S19", ("S12", "S19")),
        ("e123", ("e123", "")),
    ],
)
def test_pages_are_whole_however_they_are_written(written, pages):
    assert split_pages(written, "") == pages


@pytest.fixture
def review(tmp_path):
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "protocol.toml").write_text("schema = 1\n", encoding="utf-8")
    lines = [
        "TY  - JOUR",
        "TI  - Mentoring after release",
        "AU  - Hill, A.",
        "PY  - 2015",
        "JO  - Probation Journal",
        "DO  - 10.1000/a",
        "ER  - ",
    ]
    second = [
        "TY  - JOUR",
        "TI  - Mentoring after release",
        "AU  - Hill, A.",
        "PY  - 2015",
        "JO  - Probation Journal",
        "DO  - 10.1000/b",
        "ER  - ",
    ]
    (folder / "references.ris").write_text("\n".join([*lines, *second, ""]), encoding="utf-8")
    return tmp_path


def test_a_ruled_pair_is_joined_and_never_asked_again(review):
    folder = open_evidence(review)
    (asked,) = folder.works.review
    add_ruling(folder, asked.left, asked.right, "same", why="one text twice", who="ab")
    after = open_evidence(review)
    assert (len(after.works.members), after.works.review) == (1, ())
    with pytest.raises(InputError, match="ruled same already"):
        add_ruling(after, asked.right, asked.left, "different", why="no", who="cd")


def test_a_version_is_linked_and_not_merged(review):
    folder = open_evidence(review)
    (asked,) = folder.works.review
    add_ruling(folder, asked.left, asked.right, "version", why="the same study", who="ab")
    works = open_evidence(review).works
    assert (len(works.members), works.review, len(works.versions)) == (2, (), 1)


def test_a_ruling_of_different_holds_against_the_rules():
    records = [replace(BASE, record=name) for name in "abc"]
    ruling = Row("merges.csv", 2, {"id": "m", "a": "a", "b": "c", "ruling": "different"})
    works = find_works(records, [ruling])
    assert works.aliases["a"] != works.aliases["c"]


def test_a_ruling_needs_a_reason_a_name_and_a_known_record(review):
    folder = open_evidence(review)
    (asked,) = folder.works.review
    with pytest.raises(UsageError, match="--why"):
        add_ruling(folder, asked.left, asked.right, "same", why="", who="ab")
    with pytest.raises(UsageError, match="two records"):
        add_ruling(folder, asked.left, asked.left, "same", why="x", who="ab")
    with pytest.raises(UsageError, match="nearest: same"):
        add_ruling(folder, asked.left, asked.right, "sam", why="x", who="ab")
    with pytest.raises(InputError, match="no record"):
        add_ruling(folder, asked.left, "nobody-2000-000000", "same", why="x", who="ab")
