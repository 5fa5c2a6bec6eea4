"""Numbers that name people and cases, brought to one form each, with their check letters.

PNC (police), CRO (criminal records), ASN (arrest summons), NOMS (prison), CRN (probation) and the police reference of a court case.
Source: hmpps-person-record, bichard7-next-core; numbers that must hold stand in tests/records/test_identifiers.py.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from throughcare.records.schema import Number

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"

Standing = Literal["valid", "doubtful", "invalid", "dummy", "empty"]


@dataclass(frozen=True)
class NumberRead:
    """A number as read: `value` is canonical where it is valid or doubtful, else as written.

    Doubtful: the form is right, the check letter is not, and the kind is known for wrong letters (ASN). Dummy: known to stand for no number.
    """

    value: str
    standing: Standing

    @property
    def is_usable(self) -> bool:
        """Whether two records may be joined by this number."""
        return self.standing in {"valid", "doubtful"}


def check_letter(number: int) -> str:
    """The letter that belongs to a number: its remainder by 23, in an alphabet without I, O and S."""
    return LETTERS[number % len(LETTERS)]


def tidy(written: str) -> str:
    """Trimmed, without a leading dash, in capitals, without inner blanks."""
    return re.sub(r"\s+", "", written.strip().removeprefix("-")).upper()


def full_year(year: str, this_year: int) -> str:
    """A two-digit year in full: up to this year it is 20yy, above it 19yy."""
    if len(year) == 4:
        return year
    return ("20" if int(year) <= this_year % 100 else "19") + year


def split_pnc(number: str) -> tuple[str, str, str] | None:
    """Year, serial and letter of a PNC. Without a slash twelve characters are the long form, up to ten the short; eleven could be either."""
    if "/" in number:
        found = re.fullmatch(r"(\d{4}|\d{2})/(\d{1,7})([A-Z])", number)
    else:
        found = re.fullmatch(r"(\d{4})(\d{7})([A-Z])", number) or re.fullmatch(r"(\d{2})(\d{1,7})([A-Z])", number)
    return (found[1], found[2], found[3]) if found else None


def read_pnc(number: str, this_year: int) -> NumberRead:
    """`YYYY/NNNNNNNL`; the letter is made from the year's last two digits and the serial of seven."""
    parts = split_pnc(number)
    if parts is None:
        return NumberRead(number, "invalid")
    year, serial, letter = full_year(parts[0], this_year), parts[1].zfill(7), parts[2]
    if letter != check_letter(int(year[2:] + serial)):
        return NumberRead(number, "invalid")
    return NumberRead(f"{year}/{serial}{letter}", "dummy" if int(serial) == 0 else "valid")


def read_cro(number: str, this_year: int) -> NumberRead:  # noqa: ARG001  # every reader takes the same arguments
    """`NNNNNN/YYL`, or the file form `SFYY/N...L` whose serial is not padded."""
    if found := re.fullmatch(r"(\d{1,6})/(\d{2})([A-Z])", number):
        serial = found[1].zfill(6)
        canonical, good = f"{serial}/{found[2]}{found[3]}", check_letter(int(found[2] + serial)) == found[3]
    elif found := re.fullmatch(r"SF(\d{2})/(\d{1,7})([A-Z])", number):
        serial = found[2]
        canonical, good = number, check_letter(int(found[1] + serial)) == found[3]
    else:
        return NumberRead(number, "invalid")
    if not good:
        return NumberRead(number, "invalid")
    return NumberRead(canonical, "dummy" if int(serial) == 0 else "valid")


ASN_FORM = re.compile(r"(\d{2})([A-Z0-9]{2})([A-Z0-9]{2})([A-Z0-9]{2,3})(\d{11})([A-HJ-NP-RT-Z])")


def is_dummy_asn(number: str) -> bool:
    """Whether an arrest summons number is one of those that courts make up where police gave none."""
    force, unit = number[2:4], number[4:6]
    return (
        number.startswith(("0800NP01", "0800PP01"))
        or number[4:8] == "NRPR"
        or number[2:8] in {"12LN00", "00NP00"}
        or force + unit in {"6300", "06SS", "00XX"}
        or (force == "50" and unit in {"11", "12", "21", "41", "42", "43", "OF", "SJ"})
    )


def read_asn(number: str, this_year: int) -> NumberRead:  # noqa: ARG001  # every reader takes the same arguments
    """Year, force, unit, system, sequence and letter without slashes; a wrong letter is doubtful, because real ones occur."""
    number = number.replace("/", "")
    if is_dummy_asn(number):
        return NumberRead(number, "dummy")
    found = ASN_FORM.fullmatch(number)
    if found is None:
        return NumberRead(number, "invalid")
    year, force, _unit, system, sequence, letter = found.groups()
    digits = "".join(part for part in (force, system) if part.isdigit()) + year + sequence
    return NumberRead(number, "valid" if check_letter(int(digits)) == letter else "doubtful")


def read_by_form(form: str, dummy: str = "(?!)") -> Callable[[str, int], NumberRead]:
    """A reader for numbers that have a form and no check letter."""

    def read(number: str, this_year: int) -> NumberRead:  # noqa: ARG001  # every reader takes the same arguments
        if re.match(dummy, number):
            return NumberRead(number, "dummy")
        return NumberRead(number, "valid" if re.fullmatch(form, number) else "invalid")

    return read


READERS: dict[Number, Callable[[str, int], NumberRead]] = {
    "pnc": read_pnc,
    "cro": read_cro,
    "asn": read_asn,
    "noms": read_by_form(r"[A-Z]\d{4}[A-Z]{2}"),
    "crn": read_by_form(r"[A-Z]\d{6}"),
    "urn": read_by_form(r"[A-Z0-9]{4}[0-9]{3,7}", dummy=r"00NP|00PP|\d\d00"),
}


def read_number(kind: Number, written: str | None, this_year: int) -> NumberRead:
    """A number of one kind in its canonical form, with how far it can be trusted; one that fails stays as written.

    >>> read_number("pnc", " - 20/0009n ", 2026)
    NumberRead(value='2020/0000009N', standing='valid')
    """
    number = tidy(written or "")
    if not number:
        return NumberRead("", "empty")
    result = READERS[kind](number, this_year)
    return result if result.standing in {"valid", "doubtful", "dummy"} else NumberRead((written or "").strip(), "invalid")
