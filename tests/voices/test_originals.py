"""Transcripts as they come: txt in several encodings, vtt by speaker, docx without what the page does not show."""

import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.voices.conftest import opened

from throughcare.errors import InputError, RefusedError
from throughcare.voices.asking import Asking
from throughcare.voices.originals import clean, read_original
from throughcare.voices.redact import redact, rule_on, write_clean

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(path, body, **members):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("word/document.xml", f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>')
        for name, text in members.items():
            made.writestr(name.replace("__", "/") + ".xml", text)
    return path


def paragraph(*runs):
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_the_encodings_people_save(tmp_path, encoding):
    (tmp_path / "P01.txt").write_bytes("P01: Caf\u00e9 \u2013 it\u2019s fine.\r\nI: Oh?\r\n".encode(encoding))
    assert read_original(tmp_path / "P01.txt").text == "P01: Caf\u00e9 \u2013 it\u2019s fine.\nI: Oh?\n"


@given(st.text(max_size=200))
def test_a_clean_text_is_composed_with_line_feeds_and_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not {"\r", "\0", "\ufeff"} & set(once)
    assert once.endswith("\n")


def test_cues_are_joined_by_speaker_and_times_and_tags_are_gone(tmp_path):
    (tmp_path / "P01.vtt").write_text(
        "WEBVTT\n\nNOTE not speech\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Interviewer>How was it?</v>\n\n00:02.000 --> 00:04.000\n<v.loud Sam Poole>It was <i>hard</i>,\nreally.\n\n"
        "01:00:04.000 --> 01:00:05.000\n<v Sam Poole>But it helped.</v>\n",
        encoding="utf-8",
    )
    assert (
        read_original(tmp_path / "P01.vtt").text == "Interviewer: How was it?\n\nSam Poole: It was hard, really. But it helped.\n"
    )


def test_entities_of_cues_are_signs(tmp_path):
    (tmp_path / "P01.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A &amp; B>Marks &amp; Co,&nbsp;1 &lt; 2\n", encoding="utf-8"
    )
    assert read_original(tmp_path / "P01.vtt").text == "A & B: Marks & Co, 1 < 2\n"


def test_tables_are_read_and_a_text_box_once_although_word_writes_it_twice(tmp_path):
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{paragraph('beside')}</w:txbxContent>"
    twice = (
        f"<w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    table = f"<w:tbl><w:tr><w:tc>{paragraph('left')}</w:tc><w:tc>{paragraph('right')}</w:tc></w:tr></w:tbl>"
    number = "<w:p><w:r><w:t>07700</w:t><w:noBreakHyphen/><w:t>900123</w:t></w:r></w:p>"
    made = docx(tmp_path / "P01.docx", f"<w:p><w:r><w:t>said</w:t></w:r>{twice}</w:p>{table}{number}")
    assert read_original(made).text == "said\nbeside\nleft\nright\n07700-900123\n"


def test_a_tracked_move_is_refused_like_a_deletion(tmp_path):
    made = docx(tmp_path / "P01.docx", f"<w:p><w:moveFrom><w:r><w:t>Khan</w:t></w:r></w:moveFrom></w:p>{paragraph('else')}")
    with pytest.raises(InputError, match="1 tracked"):
        read_original(made)


def test_a_word_document_gives_its_paragraphs_and_names_what_is_left_out(tmp_path):
    made = docx(
        tmp_path / "P01.docx",
        paragraph("P01: It ", "helped.") + paragraph("I: Oh?"),
        word__comments="<a>Sam Poole</a>",
        docProps__core="<a>Sam</a>",
    )
    original = read_original(made)
    assert original.text == "P01: It helped.\nI: Oh?\n"
    assert original.left_out == ("docProps/core.xml", "word/comments.xml")


def test_tracked_deletions_are_refused_without_their_words(tmp_path):
    body = paragraph("P01: I met ") + "<w:p><w:del><w:r><w:delText>Sam Poole</w:delText></w:r></w:del></w:p>"
    with pytest.raises(InputError, match="1 tracked") as seen:
        read_original(docx(tmp_path / "P01.docx", body))
    assert "Poole" not in str(seen.value)


@pytest.mark.parametrize("name", ["P01.pdf", "P01.doc"])
def test_other_endings_are_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match="expected"):
        read_original(tmp_path / name)


def test_a_document_with_entities_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "P01.docx", "w") as made:
        made.writestr(
            "word/document.xml", f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><w:document {W}>&a;</w:document>'
        )
    with pytest.raises(InputError, match="refused"):
        read_original(tmp_path / "P01.docx")


def put_original(study, text):
    folder = study / "voices" / "originals"
    folder.mkdir(exist_ok=True)
    (folder / "P01.txt").write_text(text, encoding="utf-8")
    (study / "voices" / "transcripts" / "P01.txt").unlink()
    return folder


def test_nothing_is_written_while_a_term_waits(study):
    put_original(study, "P01: Will was there, and so was Hope.\n")
    found = redact(opened(study), "P01", "ab")
    assert found.waiting
    with pytest.raises(RefusedError, match="wait for a person"):
        write_clean(opened(study), "P01", found)
    assert not (study / "voices" / "transcripts" / "P01.txt").exists()


def test_the_queue_at_the_keyboard_ends_in_a_clean_text_that_keeps_no_original(study):
    folder = put_original(study, "P01: Will was there, and tyreece. We did Thrivewell with Karen Pool. I was 19.\n")
    keys = iter(["x", "n", "b", "n", "n", "k", "1"])
    seen = []
    found = Asking(opened(study), "P01", "ab", lambda _: next(keys, "q"), seen.append).run()
    assert not found.waiting
    write_clean(opened(study), "P01", found)
    text = (study / "voices" / "transcripts" / "P01.txt").read_text(encoding="utf-8")
    assert text == "P01: [name-1] was there, and [name-2]. We did Thrivewell with [name-3]. I was 19.\n"
    kept = (study / "voices" / "redactions" / "P01.csv").read_text(encoding="utf-8")
    assert not any(word in kept for word in ("Will", "tyreece", "Karen"))
    assert (folder / ".gitignore").read_text() == "*\n"


def test_a_ruling_for_every_text_is_asked_once(study):
    put_original(study, "P01: Frobnitz! we did frobnitzing.\n")
    rule_on(opened(study), "all", "frobnitzing", "keep", "word", "ab")
    rule_on(opened(study), "P01", "Frobnitz", "replace", "name", "ab")
    assert redact(opened(study), "P01", "ab").text == "P01: [name-1]! we did frobnitzing.\n"


def test_a_later_ruling_takes_the_place_of_an_earlier_one(study):
    put_original(study, "P01: Frobnitz helped.\n")
    for ruling in ("replace", "keep"):
        rule_on(opened(study), "P01", "Frobnitz", ruling, "name", "ab")
    assert redact(opened(study), "P01", "ab").text == "P01: Frobnitz helped.\n"
