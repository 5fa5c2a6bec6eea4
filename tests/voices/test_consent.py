"""Without consent nothing is read; withdrawn means gone from every table, text, page and export, and the ledger does not say whose."""

from datetime import date

import pytest
from click.testing import CliRunner
from tests.voices.conftest import canary, make_study, opened, person

from throughcare.cli import throughcare
from throughcare.engine.ledger import read_ledger, verify
from throughcare.errors import InputError
from throughcare.evidence.files import write_table
from throughcare.voices.answers import study_tables
from throughcare.voices.coding import add_coding, live_codings
from throughcare.voices.consent import due_for_deletion, participants, read_texts
from throughcare.voices.own_checks import check_own_material
from throughcare.voices.qdpx_out import export_qdpx
from throughcare.voices.redact import redact
from throughcare.voices.settling import rule_on_coding
from throughcare.voices.themes import not_heard, theme_matrix
from throughcare.voices.withdrawal import note_withdrawals, withdraw
from throughcare.voices.zips import read_zip


def code_everything(study):
    for identity in participants(opened(study)):
        text = read_texts(opened(study))[identity]
        at = text.index("Nobody")
        add_coding(opened(study), identity, at, text.index("\n", at), "gaps/linkage", "ab", f"memo on {canary(identity)}")


def everything_left(study):
    """All bytes that the folder, the tables and an export hold, except the row of consent."""
    export = study.parent / "export.qdpx"
    export_qdpx(opened(study), export)
    files = [path for path in study.rglob("*") if path.is_file() and path.name != "consent.csv"]
    said = "".join(path.read_text(encoding="utf-8", errors="replace") for path in files)
    said += "".join(data.decode(errors="replace") for data in read_zip(export).values())
    return said + str(study_tables(study)) + " ".join(path.name for path in files)


def test_no_consent_row_no_transcript(study):
    (study / "voices" / "transcripts" / "P77.txt").write_text("P77: words\n", encoding="utf-8")
    assert "P77" not in read_texts(opened(study))
    assert "consent-missing" in {finding.code for finding in check_own_material(opened(study))}


def test_consent_without_a_day_is_no_consent(tmp_path):
    study = make_study(tmp_path / "s", [person(1, consent=""), person(2), person(3)])
    assert set(read_texts(opened(study))) == {"P02", "P03"}
    with pytest.raises(InputError, match="no consent"):
        redact(opened(study), "P01", "ab")


def test_withdrawn_means_gone_from_texts_codings_quotations_themes_and_exports(study):
    code_everything(study)
    (study / "voices" / "codebook.toml").write_text(
        (study / "voices" / "codebook.toml").read_text() + f'example = "The canary is {canary("P04")}."\n', encoding="utf-8"
    )
    write_table(study / "voices" / "approaches.csv", ("id", "date", "field", "role", "how", "referred_by", "outcome"),
                [{"id": "A1", "field": "police", "role": "lead", "how": "snowball", "referred_by": "P04", "outcome": "declined"}])  # fmt: skip
    for place in ("originals", "originals/rulings"):
        (study / "voices" / place).mkdir(exist_ok=True)
    (study / "voices" / "originals" / "P04.txt").write_text(canary("P04"), encoding="utf-8")
    write_table(
        study / "voices" / "originals" / "rulings" / "P04.csv", ("term", "ruling"), [{"term": canary("P04"), "ruling": "keep"}]
    )
    assert canary("P04") in everything_left(study)
    withdraw(opened(study), "P04", date(2026, 4, 1))
    left = everything_left(study)
    assert canary("P04") not in left
    assert "P04" not in left
    assert all(canary(other) in left for other in ("P01", "P02", "P09"))


def approach(study, *fields):
    columns = ("id", "date", "field", "role", "how", "referred_by", "outcome")
    rows = [
        {"id": f"A{at}", "field": field, "role": "any", "how": "purposive", "outcome": "declined"}
        for at, field in enumerate(fields)
    ]
    write_table(study / "voices" / "approaches.csv", columns, rows)


def test_a_field_whose_only_voice_withdrew_is_not_said_to_be_unheard(tmp_path):
    study = make_study(tmp_path / "s", [*(person(number) for number in range(1, 8)), person(8, field="courts", group="expert")])
    approach(study, "courts", "prisons")
    withdraw(opened(study), "P08", date(2026, 4, 1))
    said = " ".join(not_heard(opened(study), theme_matrix(opened(study))))
    assert "courts" not in said
    assert "prisons (approached" in said


def test_a_day_typed_into_consent_is_enough_for_the_next_build(study):
    code_everything(study)
    path = study / "voices" / "consent.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    rows = [line.replace(",yes,,2090", ",yes,2026-04-01,2090") if line.startswith("P04") else line for line in rows]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert "P04" not in {coding.participant for coding in live_codings(opened(study))}
    assert canary("P04") not in str(study_tables(study))
    assert note_withdrawals(opened(study)) == 1
    assert note_withdrawals(opened(study)) == 0
    assert "consent-missing" in {finding.code for finding in check_own_material(opened(study))}


def test_the_ledger_says_that_and_not_whose(study):
    withdraw(opened(study), "P04", date(2026, 4, 1))
    withdraw(opened(study), "P05", date(2026, 4, 2))
    ledger = study / "out" / "ledger.jsonl"
    assert [line["event"]["said"] for line in read_ledger(ledger)] == ["one participant's material was withdrawn"] * 2
    assert verify(ledger) == 2
    said = ledger.read_text(encoding="utf-8")
    assert not any(word in said for word in ("P04", "P05", "police", "probation", "2026-04"))


def test_rulings_of_the_withdrawn_go_too(study):
    code_everything(study)
    text = read_texts(opened(study))["P04"]
    coding = add_coding(opened(study), "P04", 0, 5, "help", "cd")
    rule_on_coding(opened(study), coding, "keep", "it helped", "ef")
    assert text
    withdraw(opened(study), "P04", date(2026, 4, 1))
    assert not opened(study).settled


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"id": "Imran"}, "id"), ({"attribution": "name"}, "attribution"), ({"quote": "perhaps"}, "quote"), ({"withdrawn": "last week"}, "withdrawn"),
     ({"consent": "yes"}, "consent"), ({"role": ""}, "role"), ({"id": "../P01"}, "id")],
    ids=str,
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named_and_never_taken_for_a_yes(tmp_path, cells, column):
    people = [person(1), person(2), person(3)]
    folder = tmp_path / "s" / "voices"
    write_table(folder / "consent.csv", (*tuple(people[0]), "withdrawn"), [people[0] | cells, *people[1:]])
    with pytest.raises(InputError, match=rf"consent.csv:2: {column}") as seen:
        participants(opened(tmp_path / "s"))
    assert "Imran" not in str(seen.value)


def test_originals_are_listed_when_their_day_has_come_and_when_nobody_gave_one(study):
    originals = study / "voices" / "originals" / "rulings"
    originals.mkdir(parents=True)
    for name in ("P01.docx", "P77.txt", "names.txt", "rulings/P02.csv"):
        (study / "voices" / "originals" / name).write_text("x", encoding="utf-8")
    assert due_for_deletion(opened(study), date(2089, 1, 1)) == [("P77.txt", "no retention date")]
    assert [name for name, _ in due_for_deletion(opened(study), date(2090, 1, 1))] == ["P01.docx", "P77.txt", "rulings/P02.csv"]


def test_originals_that_a_repository_keeps_are_found(study):
    index = study / ".git" / "index"
    index.parent.mkdir()
    index.write_bytes(b"DIRC....voices/originals/P01.docx\0")
    assert "originals-kept" in {finding.code for finding in check_own_material(opened(study))}


def test_the_commands_of_withdrawal_say_kinds_and_no_words(study):
    code_everything(study)
    done = CliRunner().invoke(throughcare, ["voices", "withdraw", str(study), "P04"])
    assert done.exit_code == 0, done.output
    assert "transcript" in done.output
    assert canary("P04") not in done.output
