"""The report's page: whole without a script, no request, readable by everybody, and true to its tables."""

import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from throughcare.disclosure.policy import read_policy
from throughcare.disclosure.protect import Context, protect
from throughcare.errors import DisclosureError
from throughcare.evidence.answers import EvidenceTable
from throughcare.findings.spec import TrueTable, read_findings
from throughcare.report.block import make_given
from throughcare.report.build import write_report
from throughcare.report.markup import el
from throughcare.report.page import make_page
from throughcare.report.palette import GRAPHIC_PAIRS, TEXT_PAIRS, contrast
from throughcare.report.sections.quality import fairness

from .pages import EVIDENCE, provenance, tables


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.text, self.stack = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [dict(attrs)["id"]] if "id" in dict(attrs) else []
        if tag not in {"meta", "br", "hr", "link"}:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def page():
    return make_page(make_given(tables(), EVIDENCE, provenance()))


@pytest.fixture(scope="module")
def read(page):
    reader = Reader()
    reader.feed(page)
    assert not reader.stack
    return reader


def of(read, *names):
    return [attrs for tag, attrs in read.tags if tag in names]


def test_it_has_language_title_and_one_main_heading(read):
    assert of(read, "html")[0]["lang"] == "en-GB"
    assert len(of(read, "title")) >= 1
    assert len(of(read, "h1")) == 1


def test_headings_come_in_order(read):
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_ids_are_unique_and_every_reference_leads_somewhere(read):
    assert len(read.ids) == len(set(read.ids))
    for _, attrs in read.tags:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(attrs.get(name, "").split()) <= set(read.ids)
        if attrs.get("href", "").startswith("#"):
            assert attrs["href"][1:] in read.ids


def test_it_makes_no_request_and_runs_nothing(page, read):
    assert not of(read, "script", "link", "img", "iframe", "object")
    for _, attrs in read.tags:
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        assert not attrs.get("src")
        assert not attrs.get("href", "#").startswith("http")
    assert "url(" not in page
    assert "@import" not in page


def test_its_style_is_allowed_by_its_hash_and_by_nothing_else(page, read):
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    rule = next(a["content"] for a in of(read, "meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert f"style-src 'sha256-{allowed}'" in rule
    assert "default-src 'none'" in rule
    assert len(style) < 15_000


def test_every_table_has_a_caption_and_header_cells_with_scope(page, read):
    assert all(a.get("scope") in {"col", "row"} for a in of(read, "th"))
    assert page.count("<table") == page.count("<caption")


def test_every_chart_is_an_image_with_words_in_a_region_that_scrolls(page, read):
    drawings = of(read, "svg")
    assert len(drawings) >= 5
    for attrs in drawings:
        assert attrs["role"] == "img"
        assert attrs["viewbox"].startswith("0 0 760")
    assert page.count("<figure") == page.count("<figcaption") == len(drawings)
    regions = [a for a in of(read, "div") if a.get("class") == "scroll"]
    assert len(regions) >= len(drawings) + page.count("<table")
    assert all(a["tabindex"] == "0" and a["role"] == "group" for a in regions)


def test_it_says_that_its_people_are_invented_and_only_then(page):
    assert page.count("Every person in these records is invented") == 2
    assert "is invented" not in make_page(make_given(tables(), (), provenance(invented=False)))


def test_the_summary_comes_first_and_names_every_question(page):
    start, end = page.index('id="summary"'), page.index('id="contents"')
    assert start < end < page.index('id="Q1"')
    for name in ("Q1", "Q2", "Q3", "Q4", "Q5", "R1", "R2", "R3", "R4", "R5", "R6", "R7"):
        assert f'href="#{name}"' in page[start:end]


def test_where_nothing_can_be_said_it_says_so(page):
    assert "the numbers allow no statement" in page.lower()
    assert "how many by a sexual offence cannot be said" in page


def test_moves_off_the_path_are_named_in_the_sentence_and_marked_in_the_drawing(page):
    assert "1 of them off the permitted path: referral submitted to assessment started (skipped a step, about 25 people)" in page
    assert "25 off the path" in page
    assert "in prison about 180 people were found suitable, about 100 began and about 90 completed" in page
    assert page.count("Moves of referrals in") == 4
    assert "A status of no list" in page


def test_journeys_are_said_in_words_and_their_shares_are_of_everybody(page):
    assert (
        "The journey that most people took is arrest \u2192 charge \u2192 OASys assessment: about 120 people of about 460, 26%"
        in page
    )
    assert "65% took another" in page


def test_where_people_were_is_said_by_years(page):
    assert "46% were in custody, 38% on licence or order and 15% at liberty after 1 year" in page


def test_a_site_says_nothing_of_those_who_were_never_referred(page):
    assert "the share who started a programme runs from 19% (Wales) to 33% (Whatton); the intervals overlap" in page


def test_errors_of_linkage_are_drawn_by_group_and_small_ones_are_named(page):
    assert "Missed links, by sex" in page
    assert "2.5 (2 to 3)" in page
    assert ">fewer than 10 people</text>" in page
    assert "in no group do false links concern 10 people or more" in page


def test_errors_of_linkage_that_no_number_judges_are_not_said_to_be_few():
    fair = read_findings()["linkage_fairness"]
    rows = [
        {"by_what": "sex", "of_group": group, "rate_of": "attention", "people": people, "rate": 1.2, "rate_low": 0.8, "rate_high": 1.6, "ratio": None,
         "difference": None, "smallest_level": 12, "residual_degrees": people - 2}
        for group, people in (("men", 900), ("women", 400))
    ]  # fmt: skip
    published = protect([TrueTable(fair, tuple(rows))], read_policy(), Context("ENG-2017 1.0", "2024-03-31")).tables
    block = fairness(make_given(published, [], provenance()))
    assert block.found.endswith("no number says who is who, so missed and false links are not known of any group.")
    assert "police number" not in block.cannot


def test_lived_experience_is_set_beside_the_other_recommendations():
    charted = EvidenceTable(
        "R6",
        "The literature on: x",
        "F.",
        ("intervention", "kind of evidence"),
        (("a forum", "opinion only"), ("a mentor", "other empirical study")),
    )
    raised = EvidenceTable("R6", "The interviews on: x", "F.", ("theme",), (("gaps",),), source="voices/themes.csv of this study")
    other = EvidenceTable(
        "R5", "The literature on: y", "F.", ("intervention", "kind of evidence"), (("Circles", "comparison group"),)
    )
    page = make_page(make_given((), [charted, raised, other], provenance()))
    assert (
        "On lived experience 2 interventions are charted, one of them with an empirical study, and one point was raised in the interviews; less is held on rollout of programmes"
        in page
    )
    everything = [
        EvidenceTable(f"R{n}", "The literature on: z", "F.", ("intervention", "kind of evidence"), charted.rows * 2)
        for n in (1, 2, 3, 4, 5, 7)
    ]
    assert "on no other recommendation is less held" in make_page(make_given((), [charted, *everything], provenance()))
    assert "No agency records who leads or supports a programme" in make_page(make_given((), [], provenance()))


def test_a_value_cannot_become_markup(page):
    assert "Invented <study>" not in page
    assert "Invented &lt;study&gt; &amp; more" in page
    assert str(el("p", '<b>"', title='"><i>')) == '<p title="&#34;&gt;&lt;i&gt;">&lt;b&gt;&#34;</p>'


def test_provenance_is_printed(page):
    for words in ("b" * 64, "0" * 64, "ten-five 1", "2024-03-31", "not released"):
        assert words in page


@pytest.mark.parametrize(("one", "other"), TEXT_PAIRS)
def test_text_can_be_told_from_its_ground(one, other):
    assert contrast(one, other) >= 4.5


@pytest.mark.parametrize(("one", "other"), GRAPHIC_PAIRS)
def test_drawings_can_be_told_from_their_ground(one, other):
    assert contrast(one, other) >= 3


def test_every_colour_of_the_stylesheet_is_one_of_the_palette():
    import throughcare.report.palette as palette

    style = (Path(palette.__file__).parent / "style.css").read_text()
    known = {v.lower() for v in vars(palette).values() if isinstance(v, str) and v.startswith("#")} | {"#fff"}
    assert {c.lower() for c in re.findall(r"#[0-9a-fA-F]{3,6}\b", style)} <= known


def test_only_published_tables_are_taken(tmp_path):
    with pytest.raises(DisclosureError, match="only published tables"):
        write_report([{"people": 7}], [], provenance(), tmp_path)


def test_only_the_review_and_the_interviews_are_marked_as_not_from_the_records():
    mark = "From published studies or interviews, not from the records."
    own = EvidenceTable("Q4", "Own", "Found.", ("a",), (("x",),), source="table effects of this study")
    assert mark not in make_page(make_given((), [own], provenance()))
    assert mark in make_page(make_given((), EVIDENCE, provenance()))
