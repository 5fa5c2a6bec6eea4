"""Every error this package raises on purpose, each with its exit status.

    ThroughcareError
    + UsageError              the command was called wrongly                           2
    + StudyError              study.toml, a definition, a plan or a policy is wrong    2
    + InputError              an extract or a reference file breaks its schema         1
    + DisclosureError         a table may not leave                                    1
      - PriorReleaseError     alone it could; beside an earlier release it may not     1
    + RefusedError            a result is refused, with its reason                     1
    + BusyError               another run holds the store; wait for it                 2
    + StoreError              a stored table is not what its manifest says             3
    + TableError              a table broke its own promise (key, columns)             3

A message says what was seen (file, line, column, count; never a value from a record), what was expected, and what to do.
"""

import difflib
from collections.abc import Iterable

WITHOUT_COUNTS = "the reason holds numbers of people, and stands in the exact result"


class ThroughcareError(Exception):
    """Base of all; `exit_status` is what the command line ends with."""

    exit_status = 3


class UsageError(ThroughcareError):
    """The command was called with words it does not know, in the wrong place, or with a file that is not there."""

    exit_status = 2


class StudyError(ThroughcareError):
    """study.toml, a definition, a plan or a policy cannot be used as written."""

    exit_status = 2


class InputError(ThroughcareError):
    """An extract or a reference file breaks its schema."""

    exit_status = 1


class DisclosureError(ThroughcareError):
    """A table may not leave the analysis side."""

    exit_status = 1


class PriorReleaseError(DisclosureError):
    """A table could leave alone, but beside an earlier release it would show a small number."""


class RefusedError(ThroughcareError):
    """A result is refused because what it needs is not there; the message is the reason.

    `in_short` is the reason as protected text may have it: without a count of people and without a level of a covariate.
    """

    exit_status = 1

    def __init__(self, message: str, *, in_short: str = "") -> None:
        super().__init__(message)
        has_no_count = not any(sign.isdigit() or sign == "'" for sign in message)
        self.in_short = in_short or (message if has_no_count else WITHOUT_COUNTS)


class BusyError(ThroughcareError):
    """Another run is at work on the same store."""

    exit_status = 2


class StoreError(ThroughcareError):
    """A stored table is not what its manifest says."""


class TableError(ThroughcareError):
    """A table broke its own promise: its key is not unique, or a declared column is missing."""


def nearest(word: str, known: Iterable[str], *, at_most: int = 3) -> str:
    """`; nearest: a, b` for a word that is not known, or nothing when no word is near."""
    close = difflib.get_close_matches(word, sorted(known), n=at_most, cutoff=0.6)
    return f"; nearest: {', '.join(close)}" if close else ""
