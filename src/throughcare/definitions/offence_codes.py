"""The class of an offence code: by the CJS code, by the code without its inchoate suffix, by the Home Office code, else unmatched.

Source: domain note, section 9. The twin of `offence_codes.sql`, used where one record is looked at by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from throughcare.records.reference import read_codes

# A attempt, B aid and abet, C conspiracy, E encourage.
INCHOATE_SUFFIXES = "ABCE"


@dataclass(frozen=True)
class OffenceCode:
    """What a code resolves to; `resolved_by` is 'cjs_code', 'base_code', 'ho_code' or 'unmatched'."""

    ho_code: str | None
    offence_class: str | None
    resolved_by: str


@cache
def by_code(name: str, key: str) -> Mapping[str, Mapping[str, str]]:
    """A packaged code list by its key column."""
    return {row[key]: row for row in read_codes(name)}


def resolve_offence(cjs_code: str | None, ho_code: str | None = None) -> OffenceCode:
    """The Home Office code and class of an offence; a miss is 'unmatched', never 'not sexual'."""
    offences = by_code("offences", "cjs_code")
    classes = by_code("home_office_codes", "ho_code")
    for code, how in ((cjs_code, "cjs_code"), (base_of(cjs_code), "base_code")):
        if code is not None and code in offences:
            return OffenceCode(offences[code]["ho_code"] or ho_code, offences[code]["offence_class"], how)
    if ho_code is not None and ho_code in classes:
        return OffenceCode(ho_code, classes[ho_code]["offence_class"], "ho_code")
    return OffenceCode(ho_code, None, "unmatched")


def base_of(cjs_code: str | None) -> str | None:
    """The code without its inchoate suffix; None where it has none."""
    if cjs_code and len(cjs_code) > 1 and cjs_code[-1] in INCHOATE_SUFFIXES:
        return cjs_code[:-1]
    return None
