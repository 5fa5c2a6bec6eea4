"""QDPX: valid by the standard, the same bytes, every span back; both conventions of positions read; hostile archives refused."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.voices.conftest import opened
from tests.voices.refi import problems

from throughcare.errors import InputError, UsageError
from throughcare.voices.codebook import tree_lines
from throughcare.voices.coding import Coding, add_coding, live_codings, undo_coding
from throughcare.voices.consent import read_texts
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.offsets import READINGS, Reading, Selection, detect, normal
from throughcare.voices.qdpx_in import read_codebook, read_qdpx
from throughcare.voices.qdpx_out import codebook_xml, export_qdpx, project_xml, write_qdpx
from throughcare.voices.taking import take_codes, take_project
from throughcare.voices.zips import read_zip

SPEECH = "I: So \U0001f600 how was it?\nP01: I waited \u2013 a year \U0001f600\U0001f600 or so, really.\nI: And then?\nP01: Then the group began, and it helped.\n"
CODES = {
    "gaps/waiting": {"definition": "Waiting.", "include": "any queue", "exclude": "bail", "colour": "#aa0000"},
    "help": {"definition": "What\nhelped & <how>"},
}


def coding(start, end, code="help", who="ab", memo="", text=SPEECH, number=0):
    return Coding(
        f"c-{number}-{start}-{end}-{code}-{who}",
        "P01",
        start,
        end,
        code,
        text[start:end],
        who,
        "same text",
        memo,
        "2026-04-01T10:00:00.000001Z",
    )


CODINGS = [coding(SPEECH.index(words), SPEECH.index(words) + len(words), code, who, memo)
           for words, code, who, memo in [("I waited \u2013 a year", "gaps/waiting", "ab", "a memo"), ("\U0001f600\U0001f600 or so", "help", "ab", ""),
                                          ("the group began", "help", "cd", "negative case"), ("it helped.\n", "help", "ab", ""), ("I waited \u2013 a year", "help", "cd", "")]]  # fmt: skip


def test_a_project_written_here_is_valid_by_the_standard():
    assert problems(etree.fromstring(project_xml("study", CODES, {"P01": SPEECH}, CODINGS))) == []


@pytest.mark.parametrize(("codes", "texts"), [({}, {}), (CODES, {}), ({}, {"P01": SPEECH})])
def test_a_project_without_codes_or_texts_is_valid_too(codes, texts):
    assert problems(etree.fromstring(project_xml("study", codes, texts, []))) == []


def test_the_check_of_the_standard_can_fail():
    root = etree.fromstring(project_xml("study", CODES, {"P01": SPEECH}, CODINGS))
    root.append(root[0])
    root.find(".//{*}PlainTextSelection").set("startPosition", "one")
    root.find(".//{*}CodeRef").set("targetGUID", "00000000-0000-0000-0000-000000000000")
    assert len(problems(root)) == 3


def test_the_same_material_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_qdpx(tmp_path / name, "study", CODES, {"P01": SPEECH}, CODINGS if name == "a" else CODINGS[::-1])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_every_span_code_person_memo_and_time_comes_back(tmp_path):
    write_qdpx(tmp_path / "a.qdpx", "study", CODES, {"P01": SPEECH}, CODINGS)
    back = read_qdpx(tmp_path / "a.qdpx")
    assert {(c.start, c.end, c.code, c.who, c.memo, c.when) for c in back.codings} == {
        (c.start, c.end, c.code, c.who, c.memo, c.when) for c in CODINGS
    }
    assert back.texts == {"P01": SPEECH}
    assert back.codes == CODES
    assert back.score == 1


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), min_size=1, max_size=60), st.data()
)
def test_any_text_and_any_spans_come_back(text, data):
    spans = data.draw(
        st.lists(
            st.integers(0, len(text) - 1).flatmap(lambda a: st.tuples(st.just(a), st.integers(a + 1, len(text)))),
            min_size=1,
            max_size=8,
            unique=True,
        )
    )
    made = [coding(a, b, text=text, number=n) for n, (a, b) in enumerate(spans)]
    archive = io.BytesIO()
    write_qdpx(Target(archive), "s", {"help": {}}, {"P01": text}, made)
    archive.seek(0)
    back = read_qdpx(Target(archive), Reading(False, False, True, False))
    assert {(c.start, c.end) for c in back.codings} == set(spans)


class Target:
    """A path that is memory, so that a property can try many archives."""

    name = "memory.qdpx"

    def __new__(cls, archive):
        archive.name = cls.name
        archive.parent = cls
        return archive

    @staticmethod
    def mkdir(**_):
        """Nothing to make."""


def as_written(text, reading, spans):
    """A text and its spans as a program with this reading writes them."""
    raw = text.replace("\n", "\r\n")
    kept = [0]
    for sign in text:
        width = 2 if reading.utf16 and ord(sign) > 0xFFFF else 2 if sign == "\n" and reading.crlf_two else 1
        kept.append(kept[-1] + width)
    first = 1 if reading.mark else 0
    return raw, [(kept[a] + first, kept[b] + first - (1 if reading.inclusive else 0)) for a, b in spans]


SPANS = [
    (SPEECH.index(w), SPEECH.index(w) + len(w))
    for w in ("how was it", "a year", "or so", "And then", "the group", "it helped", "really")
]


@pytest.mark.parametrize("named", [True, False], ids=["with names", "without names"])
@pytest.mark.parametrize("reading", READINGS, ids=str)
def test_each_reading_of_positions_is_detected(reading, named):
    raw, written = as_written(SPEECH, reading, SPANS)
    names = [SPEECH[a:b] if named else "" for a, b in SPANS]
    selections = [Selection("P01", a, b, name) for (a, b), name in zip(written, names, strict=True)]
    found, score, spans = detect(selections, {"P01": (raw, True)})
    assert spans == SPANS, (found, score)
    assert normal(raw) == SPEECH


@pytest.mark.parametrize("reading", READINGS, ids=str)
def test_names_that_are_labels_and_no_words_do_not_hinder(reading):
    raw, written = as_written(SPEECH, reading, SPANS)
    selections = [Selection("P01", a, b, f"1:{at} \u00b6 {at} in P01") for at, (a, b) in enumerate(written)]
    assert detect(selections, {"P01": (raw, True)})[2] == SPANS


@pytest.mark.parametrize("utf16", [True, False])
@pytest.mark.parametrize("named", [True, False])
def test_line_ends_counted_as_two_that_came_as_one_are_seen(utf16, named):
    _, written = as_written(SPEECH, Reading(utf16, False, True, False), SPANS)
    selections = [Selection("P01", a, b, SPEECH[c:d] if named else "") for (a, b), (c, d) in zip(written, SPANS, strict=True)]
    assert detect(selections, {"P01": (SPEECH, False)})[2] == SPANS


def test_positions_that_fit_nothing_are_refused_and_can_be_forced():
    selections = [Selection("P01", a + 3, b + 4, SPEECH[a:b]) for a, b in SPANS]
    with pytest.raises(InputError, match="nothing was imported"):
        detect(selections, {"P01": (SPEECH, False)})
    assert detect(selections, {"P01": (SPEECH, False)}, READINGS[0])[2][0] == (SPANS[0][0] + 3, SPANS[0][1] + 4)


def archive(path, project, *, sources=(), project_name="project.qde"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(project_name, project)
        for name, data in sources:
            made.writestr(name, data)
    return path


def other_program(text_path="internal://1.txt", extra="", whole="", names=True):
    """A project as a Windows program writes it: upper-case folder, mark, CRLF, UTF-16 units."""
    _, written = as_written(SPEECH, Reading(True, False, True, False), SPANS)
    ids = [f"00000000-0000-0000-0000-{n:012}" for n in range(100)]
    chosen = "".join(
        f'<PlainTextSelection guid="{ids[10 + n]}" name="{SPEECH[slice(*span)] if names else ""}" startPosition="{a}" endPosition="{b}">'
        f'<Coding guid="{ids[40 + n]}" creatingUser="{ids[1].upper()}"><CodeRef targetGUID="{ids[2]}"/></Coding></PlainTextSelection>'
        for n, ((a, b), span) in enumerate(zip(written, SPANS, strict=True))
    )  # fmt: skip
    return (f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="x"><Users><User guid="{ids[1]}" name="Coder"/></Users>'
            f'<CodeBook><Codes><Code guid="{ids[2]}" name="a/b" isCodable="true"/></Codes></CodeBook><Sources>{extra}'
            f'<TextSource guid="{ids[3]}" name="P01" plainTextPath="{text_path}">{chosen}{whole}</TextSource></Sources></Project>')  # fmt: skip


WINDOWS = b"\xef\xbb\xbf" + SPEECH.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("path", "member"), [("internal://1.txt", "Sources/1.txt"), ("1.TXT", "sources/1.txt"), ("sources\\1.txt", "sources/1.txt")]
)
@pytest.mark.parametrize("names", [True, False])
def test_a_project_of_a_windows_program_is_read_with_utf16_positions(tmp_path, path, member, names):
    made = archive(tmp_path / "a.qdpx", "\ufeff" + other_program(path, names=names), sources=[(member, WINDOWS)])
    back = read_qdpx(made)
    assert sorted((c.start, c.end) for c in back.codings) == sorted(SPANS)
    assert {(c.code, c.who) for c in back.codings} == {("a-b", "Coder")}
    assert back.reading.utf16


def test_a_line_end_doubled_by_text_mode_is_one(tmp_path):
    reading = Reading(False, False, False, False)
    _, written = as_written(SPEECH, reading, SPANS)
    project = other_program()
    _, theirs = as_written(SPEECH, Reading(True, False, True, False), SPANS)
    for (a, b), (c, d) in zip(theirs, written, strict=True):
        project = project.replace(f'startPosition="{a}" endPosition="{b}"', f'startPosition="{c}" endPosition="{d}"', 1)
    text = b"\xef\xbb\xbf" + SPEECH.replace("\n", "\r\r\n").encode()
    back = read_qdpx(archive(tmp_path / "a.qdpx", project, sources=[("sources/1.txt", text)]))
    assert sorted((c.start, c.end) for c in back.codings) == sorted(SPANS)
    assert back.texts["P01"] == SPEECH


def test_a_coding_of_a_whole_text_is_taken_and_other_sources_are_named(tmp_path):
    whole = '<Coding guid="00000000-0000-0000-0000-000000000090"><CodeRef targetGUID="00000000-0000-0000-0000-000000000002"/></Coding>'
    extra = '<PDFSource guid="00000000-0000-0000-0000-000000000091" name="x"/>'
    back = read_qdpx(archive(tmp_path / "a.qdpx", other_program(extra=extra, whole=whole), sources=[("sources/1.txt", WINDOWS)]))
    assert (0, len(SPEECH)) in {(c.start, c.end) for c in back.codings}
    assert any("PDFSource" in warning for warning in back.warnings)


def test_a_text_that_is_not_in_the_archive_is_said(tmp_path):
    back = read_qdpx(archive(tmp_path / "a.qdpx", other_program(), sources=[]))
    assert back.codings == []
    assert any("not in the archive" in warning for warning in back.warnings)


def study_with_codings(study):
    for identity in ("P01", "P02"):
        text = read_texts(opened(study))[identity]
        at = text.index("Nobody")
        add_coding(opened(study), identity, at, at + 28, "gaps/linkage", "ab", "a memo")
        add_coding(opened(study), identity, 3, at, "help", "cd")
    return {(c.participant, c.start, c.end, c.code, c.who, c.memo) for c in live_codings(opened(study))}


def test_a_round_trip_through_another_folder_loses_nothing_and_twice_adds_nothing(study, tmp_path):
    before = study_with_codings(study)
    export_qdpx(opened(study), tmp_path / "a.qdpx")
    assert take_project(opened(study), read_qdpx(tmp_path / "a.qdpx"), "").codings == 0
    for path in (study / "voices" / "codings").iterdir():
        path.unlink()
    (study / "voices" / "codebook.toml").unlink()
    assert take_project(opened(study), read_qdpx(tmp_path / "a.qdpx"), "").codings == len(before)
    assert {(c.participant, c.start, c.end, c.code, c.who, c.memo) for c in live_codings(opened(study))} == before
    assert take_project(opened(study), read_qdpx(tmp_path / "a.qdpx"), "").codings == 0


def test_codings_of_an_older_text_find_their_words_by_the_name_of_the_text(study, tmp_path):
    study_with_codings(study)
    export_qdpx(opened(study), tmp_path / "a.qdpx")
    for path in (study / "voices" / "codings").iterdir():
        path.unlink()
    path = study / "voices" / "transcripts" / "P01.txt"
    path.write_text("I: One more line.\n" + path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    taken = take_project(opened(study), read_qdpx(tmp_path / "a.qdpx"), "")
    assert (taken.codings, taken.lost, taken.unknown) == (4, 0, ())


def test_a_project_on_originals_is_refused(study, tmp_path):
    write_qdpx(tmp_path / "a.qdpx", "x", CODES, {"Interview with a name": SPEECH}, [])
    with pytest.raises(InputError, match="redact first"):
        take_project(opened(study), read_qdpx(tmp_path / "a.qdpx"), "")


def test_undone_codings_do_not_leave(study, tmp_path):
    made = add_coding(opened(study), "P01", 0, 9, "help", "ab")
    undo_coding(opened(study), made, "ab")
    assert export_qdpx(opened(study), tmp_path / "a.qdpx") == 0


def test_a_codebook_goes_out_and_comes_back(study, tmp_path):
    (tmp_path / "a.qdc").write_bytes(codebook_xml(CODES))
    assert read_codebook(tmp_path / "a.qdc") == CODES
    root = etree.fromstring((tmp_path / "a.qdc").read_bytes())
    assert problems(root[0], "urn:QDA-XML:codebook:1.0") == []
    (study / "voices" / "codebook.toml").unlink()
    assert take_codes(opened(study), CODES) == 2
    assert dict(opened(study).codebook) == CODES
    assert any("exclude: bail" in line for line in tree_lines(opened(study).codebook))


def test_taking_codes_keeps_comments_and_writes_nothing_where_none_is_new(study):
    path = study / "voices" / "codebook.toml"
    own = "# agreed on Tuesday\n" + path.read_text(encoding="utf-8")
    path.write_text(own, encoding="utf-8")
    assert take_codes(opened(study), {"help": {"definition": "another"}}) == 0
    assert path.read_text(encoding="utf-8") == own
    assert take_codes(opened(study), {"new": {"definition": "x"}}) == 1
    assert path.read_text(encoding="utf-8").startswith("# agreed on Tuesday\n")
    assert {"help", "new"} <= set(opened(study).codebook)


def test_a_project_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        read_zip(tmp_path / "none.qdpx", ())


def test_taking_codes_keeps_what_a_person_wrote(study):
    before = dict(VoicesFolder(study / "voices").codebook)
    take_codes(opened(study), {"help": {"definition": "another"}, "new": {"definition": "x"}})
    assert {**before, "new": {"definition": "x"}} == dict(opened(study).codebook)


HOSTILE = [
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Project xmlns="urn:QDA-XML:project:1.0" name="&b;"/>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><Project xmlns="urn:QDA-XML:project:1.0" name="x">&a;</Project>',
    "<Project", "", "not xml", "<a>" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("project", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_xml_is_refused(tmp_path, project):
    with pytest.raises(InputError):
        read_qdpx(archive(tmp_path / "a.qdpx", project))
    (tmp_path / "a.qdc").write_text(project, encoding="utf-8")
    with pytest.raises(InputError):
        read_codebook(tmp_path / "a.qdc")


def test_entities_in_utf16_are_refused_too(tmp_path):
    with pytest.raises(InputError):
        read_qdpx(archive(tmp_path / "a.qdpx", HOSTILE[1].encode("utf-16")))


def test_a_zip_bomb_is_refused(tmp_path):
    with pytest.raises(InputError, match="zip bomb"):
        read_qdpx(archive(tmp_path / "a.qdpx", other_program(), sources=[("sources/1.txt", b"0" * 50_000_000)]))


def test_a_bomb_in_a_member_that_is_not_wanted_is_refused(tmp_path):
    with pytest.raises(InputError, match="zip bomb"):
        read_zip(archive(tmp_path / "a.qdpx", other_program(), sources=[("sources/1.bin", b"0" * 50_000_000)]), (".qde",))


@pytest.mark.parametrize("name", ["../../1.txt", "/etc/1.txt", "C:\\1.txt", "..\\1.txt"])
def test_paths_that_leave_the_archive_are_refused(tmp_path, name):
    with pytest.raises(InputError, match="leaves the archive"):
        read_qdpx(archive(tmp_path / "a.qdpx", other_program(), sources=[(name, b"x")]))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip at all", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_archive_or_has_no_project_is_refused(tmp_path, data):
    (tmp_path / "a.qdpx").write_bytes(data)
    with pytest.raises(InputError):
        read_qdpx(tmp_path / "a.qdpx")


def test_two_projects_in_one_archive_are_refused(tmp_path):
    with pytest.raises(InputError, match="expected one"):
        read_qdpx(archive(tmp_path / "a.qdpx", other_program(), sources=[("other.qde", "<a/>")]))
