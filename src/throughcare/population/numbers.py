"""How agencies write a person's national numbers: left out, in a dirty but valid form, or, very rarely, somebody else's.

Source of the forms: domain note 3; of the conflict: error_rates.csv `pnc_conflict`. Shares of presence and of dirty forms are assumptions.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from throughcare.population import keys
from throughcare.population.draws import Draws, Ints
from throughcare.population.identity import Errors, empty_where, error_rates, error_scale, present
from throughcare.population.presets import Preset


def untidy(number: str, how: int) -> str:
    """A number in a form that people type: 0 short year and no leading zeros, 1 lower case, 2 stray dash, 3 no slash.

    >>> [untidy("2020/0000009N", how) for how in range(4)]
    ['20/9N', '2020/0000009n', ' - 2020/0000009N', '20200000009N']
    >>> untidy("000001/11X", 0)
    '1/11X'
    """
    before, after = number.split("/")
    if how == 0:
        return f"{before[2:]}/{after.lstrip('0')}" if len(before) == 4 else f"{before.lstrip('0')}/{after}"
    if how == 1:
        return number.lower()
    return f" - {number}" if how == 2 or len(before) != 4 else before + after


def _dirtied(draws: Draws, preset: Preset, purpose: str, person: Ints, slot: Ints, numbers: pa.Array) -> pa.Array:
    at = np.flatnonzero(draws.chance(f"{purpose} dirty", person, preset.number("recording", "dirty_number_share"), slot))
    if not len(at):
        return numbers
    how = draws.whole(f"{purpose} dirty how", person[at], 4, slot[at])
    words = [untidy(number, int(one)) for number, one in zip(numbers.take(pa.array(at)).to_pylist(), how, strict=True)]
    mask = np.zeros(len(person), dtype=np.bool_)
    mask[at] = True
    return pc.replace_with_mask(numbers, pa.array(mask), pa.array(words, pa.string()))


def pnc_as_written(draws: Draws, preset: Preset, agency: str, person: Ints, slot: Ints, first: Ints, errors: Errors) -> pa.Array:
    """PNC identifiers on an agency's records; another person's in as many as the published conflict rate says."""
    numbers = keys.pncs(person, first)
    rate = error_rates(agency)["pnc_conflict"] * error_scale(preset, agency)
    wrong = draws.chance(f"{agency} pnc of another", person, rate, slot)
    at = np.flatnonzero(wrong)
    errors.add(at, "pnc_id", numbers.take(pa.array(at)), "pnc_conflict")
    numbers = pc.if_else(pa.array(wrong), keys.pncs(person + 1, first), numbers)
    numbers = _dirtied(draws, preset, f"{agency} pnc", person, slot, numbers)
    return empty_where(numbers, ~(present(draws, preset, "pnc", agency, person, slot) | wrong))


def cro_as_written(draws: Draws, preset: Preset, agency: str, person: Ints, slot: Ints, first: Ints) -> pa.Array:
    """CRO numbers on an agency's records."""
    numbers = _dirtied(draws, preset, f"{agency} cro", person, slot, keys.cros(person, first))
    return empty_where(numbers, ~present(draws, preset, "cro", agency, person, slot))
