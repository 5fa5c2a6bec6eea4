"""The published link sets, how heavy a link must be in each, and the names of the drawn ones."""

from typing import Final

from throughcare.errors import StudyError, nearest

STRICT, DEFAULT, WIDE = "strict", "default", "wide"
THRESHOLDS: Final = (STRICT, DEFAULT, WIDE)

# Bits, prior included. Used where no identifier is held by enough records to choose thresholds by it (linkage note, sections 9 and 11).
STANDING: Final = {STRICT: 10.0, DEFAULT: 1.0, WIDE: -3.0}

# A cluster once made is shown as doubtful when it would fall apart this much above its threshold.
NEAR = 3.0

# Drawn link sets: how many, and the weight from which a link may be drawn at all.
DRAWN: Final = 20
LOWEST_DRAWN: Final = -6.0


def drawn_name(number: int) -> str:
    """The name of a drawn link set, counted from 1."""
    return f"draw-{number:02d}"


def link_set_names(draws: int = DRAWN) -> tuple[str, ...]:
    """Every link set that a study's tables can be built for, or the thresholds and the first so many of the drawn ones."""
    return (*THRESHOLDS, *(drawn_name(number) for number in range(1, draws + 1)))


def check_link_set(name: str) -> str:
    """The name, or StudyError where no link set is called so."""
    if name not in link_set_names():
        raise StudyError(
            f"link_set: '{name}' is no link set{nearest(name, link_set_names())}; expected strict, default, wide, or draw-01 to draw-{DRAWN}"
        )
    return name
