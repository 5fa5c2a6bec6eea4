"""Planted effects are where the preset puts them, and nowhere else.

Rates are expected ones, from each person's own hazard, so that chance does not blur half a percentage point.
"""

import numpy as np
import pytest

from throughcare.population.cases import NORMAL
from throughcare.population.chain import QUEUED_A_YEAR, all_candidates
from throughcare.population.draws import Draws, known
from throughcare.population.life import make_lives, make_start
from throughcare.population.people import CONVICTED
from throughcare.population.presets import read_preset
from throughcare.population.queue import run_queue, start_shares
from throughcare.population.treatment import sites_used

YEARS_8 = 8.2 * 365.25
PEOPLE = 60_000


def _lives(preset: str, people: int = PEOPLE):
    figures, draws = read_preset(preset), Draws(1)
    end = figures.date("offending", "extract_end")
    candidates = all_candidates(draws, figures, people, lambda *_: None)
    legs = run_queue(draws, figures, candidates, sites=sites_used(figures, people * QUEUED_A_YEAR), end=end)
    start = make_start(draws, figures, np.arange(people), expected=people * QUEUED_A_YEAR)
    return make_lives(draws, figures, start, legs, start_shares(candidates, legs)), figures


@pytest.fixture(scope="module")
def calibrated():
    """Whole lives under the calibrated preset."""
    return _lives("calibrated-2017")


def _risks(lives, figures, regime: int, effect: str):
    treated = np.isin(lives.people.number, lives.legs.person[known(lives.legs.started) & (lives.legs.regime == regime)])
    hazard = np.exp(lives.risk.log_hazard[treated]) * YEARS_8 ** figures.number("reoffending", "sexual_shape")
    factor = np.exp(figures.number("effect", effect))
    return (1 - np.exp(-hazard)).mean(), (1 - np.exp(-hazard * factor)).mean(), treated


def test_core_sotp_reoffend_ten_in_a_hundred_and_would_have_eight(calibrated):
    without, with_it, _ = _risks(*calibrated, 0, "sotp")
    assert without == pytest.approx(0.08, abs=0.005)
    assert with_it == pytest.approx(0.10, abs=0.005)


def test_harm_has_a_risk_ratio_of_five_quarters_in_every_regime():
    lives, figures = _lives("harm")
    for regime, name in enumerate(("sotp", "horizon_kaizen", "building_choices")):
        without, with_it, treated = _risks(lives, figures, regime, name)
        assert with_it / without == pytest.approx(1.25, abs=0.02)
        seen = treated & (lives.y0 < 14_610) & (lives.y0 > 30)
        assert (lives.y1[seen] < lives.y0[seen]).all()


def test_harm_is_what_was_published_once_deaths_and_late_proof_are_counted_in():
    """People who started in custody, were released and could be followed 8.2 years and six months: proven to reoffend, without the harm and with it."""
    lives, figures = _lives("harm")
    treated = np.isin(lives.people.number, lives.legs.person[known(lives.legs.started)])
    followed = known(lives.y0) & (lives.first.entry <= lives.end - YEARS_8 - 183)
    lost = np.minimum(np.where(known(lives.left), lives.left, lives.end), np.minimum(lives.people.death - 30, lives.end))
    can = (lives.people.kind == CONVICTED) & (lives.first.release_how <= NORMAL)
    reach = np.where(can, np.clip(np.minimum(lost - lives.first.entry, YEARS_8), 0, None), 0)
    hazard = np.exp(lives.risk.log_hazard) * reach ** figures.number("reoffending", "sexual_shape")
    group, factor = treated & followed, np.exp(figures.number("effect", "sotp"))
    sexual = lives.cases.slot == 2
    row = lives.cases.row[sexual]
    after = (lives.cases.offence_from[sexual] - lives.first.entry[row] <= YEARS_8) & followed[row]
    in_time = (lives.cases.convicted[sexual] - lives.first.entry[row] <= YEARS_8 + 183)[after].mean()
    without, with_it = (in_time * (1 - np.exp(-hazard[group] * one)).mean() for one in (1.0, factor))
    assert without == pytest.approx(0.08, abs=0.005)
    assert with_it == pytest.approx(0.10, abs=0.005)
    assert with_it / without == pytest.approx(1.25, abs=0.01)


def test_without_an_effect_both_days_are_the_same():
    lives, _ = _lives("null-effect", 10_000)
    assert np.array_equal(lives.y0, lives.y1)


def test_the_planted_effect_is_recoverable_from_the_observed_days(calibrated):
    """Events under treatment per unit of untreated cumulative hazard estimate exp(effect)."""
    lives, figures = calibrated
    began = known(lives.legs.started) & (lives.legs.regime == 0)
    treated = np.isin(lives.people.number, lives.legs.person[began])
    shape = figures.number("reoffending", "sexual_shape")
    horizon = np.full(int(treated.sum()), YEARS_8)
    events = lives.y1[treated] <= horizon
    exposure = np.exp(lives.risk.log_hazard[treated]) * np.minimum(lives.y1[treated], horizon) ** shape
    log_ratio = np.log(events.sum() / exposure.sum())
    assert log_ratio == pytest.approx(figures.number("effect", "sotp"), abs=2.5 / np.sqrt(events.sum()))


def test_the_treated_differ_from_the_untreated_before_treatment(calibrated):
    lives, _ = calibrated
    started = np.isin(lives.candidates.person, lives.legs.person[known(lives.legs.started)])
    row = lives.candidates.row
    for cause in (lives.risk.points, lives.people.unrecorded):
        assert cause[row][started].mean() > cause[row][~started].mean() + 0.02
    assert lives.people.denial[row][started].mean() < lives.people.denial[row][~started].mean() - 0.05


def test_chances_of_treatment_are_calibrated(calibrated):
    lives, _ = calibrated
    chance = lives.candidates.probability * lives.start_share
    started = np.isin(lives.candidates.person, lives.legs.person[known(lives.legs.started) & (lives.legs.started <= lives.end)])
    for low, high in ((0.0, 0.25), (0.25, 0.5), (0.5, 1.0)):
        within = (chance >= low) & (chance < high)
        if within.sum() > 200:
            assert started[within].mean() == pytest.approx(chance[within].mean(), abs=0.05)


def test_waits_exist_and_some_are_released_untreated(calibrated):
    lives, _ = calibrated
    waits = (lives.legs.started - lives.legs.entered)[known(lives.legs.started)]
    assert np.median(waits) > 30
    assert (~known(lives.legs.started)).mean() > 0.15
