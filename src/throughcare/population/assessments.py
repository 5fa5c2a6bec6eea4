"""What assessments say: OASys with its scores, in the versions of their time, and what staff noted of denial."""

import numpy as np

from throughcare.population import keys
from throughcare.population.cases import CUSTODY
from throughcare.population.draws import NONE, Bools, Floats, Ints, day, known
from throughcare.population.frames import Block, Frame, Output, figures, flags, stacked
from throughcare.population.identity import empty_where
from throughcare.population.prison import with_second_number
from throughcare.population.probation import crn_of, supervised
from throughcare.population.risk import BANDS, osp_percent
from throughcare.population.text import word

OSP_FROM, RENAMED, NEEDS_FROM = (
    day("2021-03-01"),
    day("2023-09-01"),
    day("2024-06-01"),
)  # assumption: the days are not in the sources
LEVELS: list[str | None] = ["LOW", "MEDIUM", "HIGH"]
_BANDS: list[str | None] = [*BANDS, "NOT_APPLICABLE"]


def _assessed(block: Block, at: Ints, on: Ints, which: int) -> Frame:
    lives, draws = block.lives, block.draws
    cases, risk, people = lives.cases, lives.risk, lives.people
    row, person, slot = cases.row[at], cases.person[at], cases.slot[at] * 4 + which
    sexual = (people.woman[row] == 0) & (people.kind[row] == 0)
    wobble = draws.normal("score wobble", person, slot)
    ogrs, ovp = np.clip(risk.ogrs[row] + wobble, 1, 99), np.clip(risk.ovp[row] + wobble, 1, 99)
    inside = (cases.disposal[at] == CUSTODY) & (on < cases.released[at])
    osp = (on >= OSP_FROM) & sexual
    band = np.where(sexual, risk.band[row], 4)
    silent = ~draws.chance("denial noted", person, block.number("recording", "denial_recorded"), slot)
    needs = on >= NEEDS_FROM
    return {
        "assessment_id": keys.uuid_of(draws, "assessment", person, slot),
        "noms_number": empty_where(
            keys.noms_numbers(person, (with_second_number(block, person) & (cases.slot[at] == 0)).astype(np.int64)), ~inside
        ),
        "crn": empty_where(crn_of(block, person, cases.slot[at])[0], inside & draws.chance("no crn", person, 0.3, slot)),
        "completed_on": on,
        **_general_scores(ogrs, ovp, risk.rsr[row], draws.chance("static only", person, 0.2, slot)),
        "osp_dc_pct": figures(osp_percent(risk.points[row]), ~osp),
        "osp_dc_band": word(np.where(on >= OSP_FROM, band, NONE), _BANDS),
        "osp_iic_pct": figures(risk.iic_percent[row], ~osp),
        "osp_iic_band": word(np.where(on >= OSP_FROM, np.where(sexual, risk.iic[row], 4), NONE), _BANDS),
        "osp_version": word(np.where(osp, np.where(on >= RENAMED, 1, 0), NONE), ["C_I", "DC_IIC"]),
        "rm2000_s": word(np.where(sexual & (on < OSP_FROM), np.clip(risk.band[row] + (wobble > 1.2), 0, 3), NONE), list(BANDS)),
        "sara_partner": word(
            np.where(draws.chance("sara", person, 0.15), draws.pick("sara band", person, [6, 3, 1]), NONE), LEVELS
        ),
        "sara_others": word(
            np.where(draws.chance("sara", person, 0.15), draws.pick("sara others", person, [7, 2, 1]), NONE), LEVELS
        ),
        "pni_need": word(np.where(needs, risk.need_band[row], NONE), LEVELS),
        "pni_risk": word(np.where(needs, risk.risk_band[row], NONE), LEVELS),
        "pni_pathway": word(
            np.where(needs, np.where(risk.pathway[row] == 0, np.where(inside, 0, 1), risk.pathway[row]), NONE),
            ["HIGH", "MODERATE", "ALTERNATIVE"],
        ),
        "rosh_children": word(
            np.where(sexual, np.clip(risk.band[row] + 1, 0, 3), draws.pick("rosh", person, [6, 3, 1])), list(BANDS)
        ),
        "rosh_overall": word(
            np.where(sexual, np.clip(risk.band[row] + 1, 0, 3), draws.pick("rosh", person, [5, 4, 1])), list(BANDS)
        ),
        "accepts_responsibility": flags(~people.denial[row], silent),
        "maintains_innocence": flags(people.denial[row], silent | (on < day("2022-01-01"))),
        "recorded_on": block.lag("oasys", person, on, slot),
    }


def _general_scores(ogrs: Floats, ovp: Floats, rsr: Floats, static: Bools) -> Frame:
    return {
        "ogrs3_1yr": figures(ogrs * 0.6),
        "ogrs3_2yr": figures(ogrs),
        "ogp_1yr": figures(ogrs * 0.5),
        "ogp_2yr": figures(ogrs * 0.85),
        "ovp_1yr": figures(ovp * 0.6),
        "ovp_2yr": figures(ovp),
        "rsr_pct": figures(np.clip(rsr, 0, 99)),
        "rsr_static_or_dynamic": word(static.astype(np.int64), ["DYNAMIC", "STATIC"]),
    }


def _done(block: Block, at: Ints, on: Ints, which: int) -> tuple[Ints, Ints, int]:
    lives = block.lives
    cases = lives.cases
    missed = block.draws.chance(
        "no assessment", cases.person[at], block.number("recording", "oasys_missing"), cases.slot[at] * 4 + which
    )
    keep = (on <= lives.end) & (on != NONE) & ~missed & (lives.people.death[cases.row[at]] > on)
    return at[keep], on[keep], which


def find_assessments(block: Block) -> list[tuple[Ints, Ints, int]]:
    """Assessments done after sentence (0) and, from custody, before release (1): the cases, the days, which."""
    cases, draws = block.lives.cases, block.draws
    at = np.flatnonzero(supervised(block))
    after = cases.sentenced[at] + 10 + draws.days("assessed after", cases.person[at], 45.0, 0.5, cases.slot[at])
    inside = cases.disposal[at] == CUSTODY
    after = np.where(inside & (after >= cases.released[at]), np.maximum(cases.sentenced[at] + 1, cases.released[at] - 3), after)
    before = np.where(
        inside & known(cases.released[at]) & (cases.released[at] - cases.sentenced[at] > 300), cases.released[at] - 60, NONE
    )
    return [_done(block, at, after, 0), _done(block, at, before, 1)]


def write_assessments(block: Block, out: Output) -> None:
    """Every assessment done, as it was written down."""
    out.table("oasys", stacked([_assessed(block, *done) for done in find_assessments(block)]))
