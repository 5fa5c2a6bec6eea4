"""Numbers agencies give to people, cases and records: in the right form, with valid letters, in ranges that are not issued.

Source: domain note 3. Number mod 23 picks the check letter. Prison numbers begin with X, Y or Z, case references with Q to Z;
PNC serials begin at 5,000,000 and CRO serials at 500,000 (assumption: beyond what is issued).
"""

import numpy as np
import pyarrow as pa

from throughcare.population.draws import Draws, Ints, year_of
from throughcare.population.text import codes, digits, joined, letters, uuids

CHECK = "ZABCDEFGHJKLMNPQRTUVWXY"
_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def scrambled(numbers: Ints, below: int, factor: int) -> Ints:
    """Another order of the numbers 0 to below - 1; `factor` shares no divisor with `below`."""
    return np.asarray((numbers * factor + 7919) % below, dtype=np.int64)


def person_ids(person: Ints) -> pa.Array:
    """The true person: P and nine digits."""
    return joined("P", digits(person, 9))


def noms_numbers(person: Ints, second: Ints | int = 0) -> pa.Array:
    """Prison numbers; `second` gives a person another one."""
    number = scrambled(person * 2 + second, 3 * 10_000 * 676, 7_654_321)
    return joined(
        letters(number % 3, "XYZ"),
        digits(number // 3 % 10_000, 4),
        letters(number // 30_000 % 26, _PLAIN),
        letters(number // 780_000, _PLAIN),
    )


def crns(person: Ints, second: Ints | int = 0) -> pa.Array:
    """Probation case references; `second` gives a person another one."""
    number = scrambled(person * 2 + second, 10 * 1_000_000, 6_543_217)
    return joined(letters(number // 1_000_000, "QRSTUVWXYZ"), digits(number % 1_000_000, 6))


def pncs(person: Ints, first_seen: Ints) -> pa.Array:
    """PNC identifiers, of the year a person was first seen."""
    serial = 5_000_000 + scrambled(person, 5_000_000, 1_234_577)
    year = year_of(first_seen)
    check = ((year % 100) * 10_000_000 + serial) % 23
    return joined(digits(year, 4), "/", digits(serial, 7), letters(check, CHECK))


def cros(person: Ints, first_seen: Ints) -> pa.Array:
    """CRO numbers; above half a million people another run of years is used, so that no two people share one."""
    block, serial = person // 500_000, 500_000 + scrambled(person % 500_000, 500_000, 123_457)
    year = year_of(first_seen) % 100
    year = np.where(block == 0, year, (27 + (block - 1) * 7 + year % 7) % 100)
    check = (year * 1_000_000 + serial) % 23
    return joined(digits(serial, 6), "/", digits(year, 2), letters(check, CHECK))


def asns(person: Ints, slot: Ints, force: Ints, forces: list[str], arrested: Ints, wrong: Ints) -> pa.Array:
    """Arrest summons numbers; `wrong` moves the check letter."""
    year, sequence = year_of(arrested) % 100, person * 8 + slot
    number = np.array([int(code) for code in forces])[force]
    # force and system take two digits each before year and sequence: ((force * 100 + 1) * 100 + year) * 10^11 + sequence, mod 23.
    check = (((number * 100 + 1) * 100 + year) % 23 * (10**11 % 23) + sequence) % 23
    return joined(digits(year, 2), codes(force, forces), "ZZ01", digits(sequence, 11), letters((check + wrong) % 23, CHECK))


def dummy_asns(person: Ints, slot: Ints) -> pa.Array:
    """Arrest summons numbers of the kind that many people share."""
    return joined("0800NP0100000000", digits((person + slot) % 40, 3), "A")


def crime_refs(person: Ints, slot: Ints, recorded: Ints) -> pa.Array:
    """Crime references of a force."""
    return joined(
        "C", digits(year_of(recorded) % 100, 2), "/", digits(scrambled(person, 9_999_991, 3_456_789), 7), digits(slot, 1)
    )


def nominal_refs(person: Ints, force: Ints, forces: list[str], second: Ints | int = 0) -> pa.Array:
    """A force's number of a person; `second` tells its numbers of one person apart."""
    return joined("N", codes(force, forces), digits(scrambled(person * 4 + second, 99_999_989, 7_777_771), 8))


def references(prefix: str, person: Ints, slot: Ints, below: int = 99_999_989) -> pa.Array:
    """An agency's own reference: a prefix and eight digits; `slot` is at most 9."""
    return joined(prefix, digits(scrambled(person * 10 + slot, below, 31_415_927), 8))


def uuid_of(draws: Draws, purpose: str, person: Ints, slot: Ints | int = 0) -> pa.Array:
    """A UUID of a person's thing."""
    return uuids(draws.bits(f"{purpose} high", person, slot), draws.bits(f"{purpose} low", person, slot))


def urns(person: Ints, slot: Ints, force: Ints, forces: list[str]) -> pa.Array:
    """Police references of a case, as sent to the court."""
    return joined(codes(force, forces), "AZ", digits((person * 4 + slot) % 10_000_000, 7))
