"""The data dictionary in docs is what the schemas say."""

from pathlib import Path

from throughcare.records import EXTRACTS, TRUTH
from throughcare.records.dictionary import make_dictionary

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "data-dictionary.md"


def test_the_page_is_up_to_date():
    made = make_dictionary(EXTRACTS, TRUTH)
    assert PAGE.read_text(encoding="utf-8") == made, (
        "run: python -m throughcare.records.dictionary > docs/reference/data-dictionary.md"
    )


def test_a_table_row_has_as_many_cells_as_its_header():
    for line in make_dictionary(EXTRACTS, TRUTH).splitlines():
        if line.startswith("| `"):
            assert line.count("|") in {4, 7}, line
