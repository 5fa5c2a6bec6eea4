"""study.toml is held against what it may say before anything is read: a slip is named with its setting and what was expected."""

import re
import tomllib

import pytest
from click.testing import CliRunner

from throughcare.commands._shared import open_study
from throughcare.commands.doctor import command as doctor
from throughcare.commands.init import STUDY_TOML
from throughcare.commands.status import command as status
from throughcare.errors import StudyError
from throughcare.settings import FOLLOW_UP, SOURCE, SPARK, TOP, check_settings

EXTRACTS = {"prison_person", "police_person"}
PERSONS = '[sources.prison_person]\nfile = "records/prison_person.csv"\n'


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("title = 5", "title"),
        ('invented = "yes"', "invented"),
        ("start = 2010-01-01T00:00:00", "start"),
        ('known_at = "later"', "known_at"),
        ('classes = "MET"', "classes"),
        ('engine = "sql"', "engine"),
        ("threads = 0", "threads"),
        ('threads = "two"', "threads"),
        ('memory = "lots"', "memory"),
        ("seed = true", "seed"),
        ("people = ['a']", "people"),
        ("follow_up = 'x'", "follow_up"),
        ("[follow_up]\nmonths = '12'", "follow_up.months"),
        ("[follow_up]\nmonths = -1", "follow_up.months"),
        ("sources = 'x'", "sources"),
        ("[sources]\nprison_person = 'x.csv'", "sources.prison_person"),
        ("[sources.prison_person]\nfile = 3", "sources.prison_person.file"),
        (PERSONS + "delimiter = '||'", "sources.prison_person.delimiter"),
        (PERSONS + "encoding = 'klingon'", "sources.prison_person.encoding"),
        (PERSONS + "encoding = 'base64'", "sources.prison_person.encoding"),
        (PERSONS + "date_format = '%Q'", "sources.prison_person.date_format"),
        (PERSONS + "extracted_on = '31/12/2020'", "sources.prison_person.extracted_on"),
        (PERSONS + "[sources.prison_person.columns]\ndob = 3", "sources.prison_person.columns"),
        (PERSONS + "[sources.prison_person.constants]\nsex = []", "sources.prison_person.constants"),
        ('at_rest = "encrypted"', "at_rest"),
        ("start = 2020-01-01\nextract_end = 2010-01-01", "extract_end"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_its_place(said, place):
    with pytest.raises(StudyError, match=f"study.toml: {place}: "):
        check_settings(tomllib.loads(said), EXTRACTS)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("titel = 1", "nearest: title"),
        ("[follow_up]\nmonth = 1", "nearest: months"),
        ("[sources.prison_persons]", "nearest: prison_person"),
    ],
)
def test_a_word_that_is_no_setting_is_named_with_the_nearest(said, words):
    with pytest.raises(StudyError, match=words):
        check_settings(tomllib.loads(said), EXTRACTS)


@pytest.mark.parametrize(
    "said",
    [
        "",
        'known_at = "2018-12-31"',
        "known_at = 2018-12-31",
        'memory = "1.5GiB"',
        PERSONS + 'delimiter = "tab"\nencoding = "cp850"\ndate_format = "DD/MM/YYYY"\nextracted_on = 2026-01-31',
        PERSONS + '[sources.prison_person.columns]\nforenames = ["A", "B"]\n[sources.prison_person.constants]\nldc = false',
    ],
)
def test_what_may_be_said_passes(said):
    check_settings(tomllib.loads(said), EXTRACTS)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('definition = "ENG-2018"', "definition: 'ENG-2018'.*nearest: ENG-2017"),
        ('classes = ["MET", "MAYBE"]', "classes: 'MAYBE'"),
        ('link_set = "loose"', "link"),
        ('policy = "five-five"', "no such policy"),
        ('definitions = ["none.toml"]', "none.toml: cannot be read"),
        ("[follow_up]\nmeasure = 'other'", "measure"),
        ('definitions = ["mine.toml"]', "mine.toml: this is not TOML"),
    ],
)
def test_a_name_that_nobody_knows_is_found_when_the_study_is_opened(tmp_path, said, words):
    (tmp_path / "study.toml").write_text(said)
    (tmp_path / "mine.toml").write_text("schema = ")
    with pytest.raises(StudyError, match=words):
        open_study(tmp_path)


def test_a_definition_that_is_not_utf_8_is_named(tmp_path):
    (tmp_path / "study.toml").write_text('definitions = ["mine.toml"]')
    (tmp_path / "mine.toml").write_bytes(b"title = '\xe9'")
    with pytest.raises(StudyError, match=r"mine\.toml: is not UTF-8"):
        open_study(tmp_path)


def test_a_toml_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "study.toml").write_text("\ufefftitle = 'Two words'", encoding="utf-8")
    assert open_study(tmp_path).title == "Two words"


def test_an_extract_that_is_there_twice_is_refused(tmp_path):
    (tmp_path / "records").mkdir()
    (tmp_path / "study.toml").write_text("")
    for ending in ("csv", "parquet"):
        (tmp_path / "records" / f"prison_person.{ending}").write_text("")
    with pytest.raises(StudyError, match="both there"):
        open_study(tmp_path)


def test_hashes_that_cannot_be_read_are_made_again(tmp_path):
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "prison_person.csv").write_text("noms_number\n")
    (tmp_path / "study.toml").write_text("")
    before = open_study(tmp_path).source_parameters()
    (tmp_path / "out" / "store" / "files.json").write_text("{")
    assert open_study(tmp_path).source_parameters() == before


def test_a_new_study_s_file_shows_every_setting_and_can_be_read_with_all_of_them_on(tmp_path):
    written = STUDY_TOML.format(title='"T"', invented="false", extract_end="extract_end = 2026-06-30", key_file='"../x.key"')
    names = {name for part in (TOP, FOLLOW_UP, SPARK, SOURCE) for name in part}
    assert [name for name in sorted(names) if not re.search(rf"\b{name}( = |[].])", written)] == []
    on = "\n".join(re.sub(r"^# (?=[a-z_]+ = |\[)", "", line) for line in written.splitlines())
    settings = tomllib.loads(on)
    check_settings(settings, EXTRACTS)
    assert settings["sources"]["prison_person"]["constants"] == {"sex": "M"}


def test_a_date_as_people_write_it_is_told_how_to_write_it(tmp_path):
    (tmp_path / "study.toml").write_text("extract_end = 30/06/2026\n")
    with pytest.raises(StudyError, match="a date is written 2026-06-30"):
        open_study(tmp_path)


@pytest.mark.parametrize("command", [doctor, status])
def test_a_folder_that_is_no_study_is_told_what_makes_one(tmp_path, command):
    done = CliRunner().invoke(command, [str(tmp_path / "nowhere")])
    assert "throughcare init" in str(done.exception)
