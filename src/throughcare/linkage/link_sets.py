"""The three published link sets: how heavy a link must be in each."""

from typing import Final

STRICT, DEFAULT, WIDE = "strict", "default", "wide"

# Bits, prior included. Used where no identifier is held by enough records to choose thresholds by it (linkage note, sections 9 and 11).
STANDING: Final = {STRICT: 10.0, DEFAULT: 1.0, WIDE: -3.0}

# A cluster once made is shown as doubtful when it would fall apart this much above its threshold.
NEAR = 3.0
