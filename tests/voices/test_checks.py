"""`voices check` finds each fault it names, once each is made; a sound folder has none. No message holds a word of a transcript."""

import pytest
from tests.voices.conftest import canary, opened

from throughcare.voices.checks import check_voices
from throughcare.voices.coding import add_coding
from throughcare.voices.consent import participants, read_texts


@pytest.fixture
def sound(study):
    for identity in participants(opened(study)):
        text = read_texts(opened(study))[identity]
        for code in ("gaps/linkage", "help"):
            add_coding(opened(study), identity, text.index("Nobody"), text.index(" The canary"), code, "ab")
    return study


def codes(study):
    return {finding.code for finding in check_voices(opened(study))}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def add_to(path, text):
    write(path, (path.read_text(encoding="utf-8") if path.exists() else "") + text)


FAULTS = {
    "identifier-left": lambda v: add_to(v / "transcripts" / "P01.txt", "P01: ring me on 07700 900123, or ask Karen Walker.\n"),
    "redaction-missing": lambda v: (v / "redactions" / "P01.csv").unlink(),
    "consent-missing": lambda v: write(v / "transcripts" / "P50.txt", "P50: words\n"),
    "code-undefined": lambda v: add_to(v / "codebook.toml", '[codes."empty"]\ndefinition = ""\n'),
    "code-unused": lambda v: add_to(v / "codebook.toml", '[codes."extra"]\ndefinition = "x"\n'),
    "codebook-field": lambda v: add_to(v / "codebook.toml", 'colours = "red"\n'),
    "coding-orphan": lambda v: write(v / "transcripts" / "P01.txt", "P01: short.\n"),
    "coders-disagree": lambda v: add_coding(opened(v.parent), "P01", 0, 5, "help", "cd"),
    "retention-due": lambda v: write(v / "originals" / "P77.txt", "x"),
    "originals-kept": lambda v: write(v.parent / ".git" / "index", "DIRC voices/names.txt "),
}


def test_a_sound_folder_has_no_finding(sound):
    assert codes(sound) == set()


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(sound, fault):
    FAULTS[fault](sound / "voices")
    assert fault in codes(sound)


def test_findings_hold_no_word_of_a_transcript(sound):
    for make in FAULTS.values():
        make(sound / "voices")
    said = str(check_voices(opened(sound)))
    assert not any(word in said for word in ("07700", "Karen", "Walker", "joins", *(canary(f"P{n:02}") for n in range(1, 10))))
