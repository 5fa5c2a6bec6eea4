"""Fifty-eight studies pooled as metafor pools them, with a tight stopping rule."""

import numpy as np
import pytest

from throughcare.errors import InputError
from throughcare.evaluation.synthesis import leave_one_out, pool_effects, regress_effects, small_study_effect
from throughcare.evaluation.two_by_two import Tables, effects_from, mantel_haenszel, peto

NAMES = {
    "b": "estimate", "se": "se", "ci.lb": "low", "ci.ub": "high", "tau2": "tau2", "I2": "i2", "H2": "h2", "QE": "q", "QEp": "q_p_value",
    "pi.lb": "prediction_low", "pi.ub": "prediction_high", "zval": "statistic", "pval": "p_value",
}  # fmt: skip


@pytest.fixture(scope="module")
def reference(golden):
    found = {}
    for row in golden.rows("meta_reference.csv"):
        found.setdefault(row["what"], {})[row["term"]] = float(row["value"])
    return found


@pytest.fixture(scope="module")
def studies(golden):
    rows = golden.rows("landenberger2005.csv")

    def column(*names):
        return np.array([sum(float(row[name]) for name in names) for row in rows])

    return Tables(column("n.cbt.rec"), column("n.cbt.rec", "n.cbt.non"), column("n.ctrl.rec"), column("n.ctrl.rec", "n.ctrl.non"))


@pytest.fixture(scope="module")
def effects(studies):
    return effects_from(studies)


def test_effects_of_each_study(golden, effects):
    assert effects[0] == pytest.approx(golden.column("landenberger2005_effects.csv", "log_or"), abs=1e-12)
    assert effects[1] == pytest.approx(golden.column("landenberger2005_effects.csv", "variance"), abs=1e-12)


@pytest.mark.parametrize("method", ["FE", "REML", "ML", "DL", "PM", "EB", "SJ", "HE"])
def test_each_method_without_adjustment(reference, effects, method):
    pooled = pool_effects(*effects, method=method, knapp_hartung=False)
    for term, value in reference[method].items():
        if term in NAMES:
            assert getattr(pooled, NAMES[term]) == pytest.approx(value, abs=1e-6), term


@pytest.mark.parametrize("method", ["REML", "DL"])
def test_knapp_hartung(reference, effects, method):
    pooled = pool_effects(*effects, method=method, truncate=False)
    for term, value in reference[f"{method}_knapp_hartung"].items():
        assert getattr(pooled, NAMES[term]) == pytest.approx(value, abs=1e-6), term


def test_the_profile_interval_of_the_spread_meets_its_quantiles_exactly(reference, effects):
    # metafor's own root finder stops within 1e-5 here; ours stops at 1e-12, so the golden value is met to 2e-5.
    pooled = pool_effects(*effects)
    assert pooled.tau2_low == pytest.approx(reference["REML"]["tau2_qprofile_lb"], abs=2e-5)
    assert pooled.tau2_high == pytest.approx(reference["REML"]["tau2_qprofile_ub"], abs=2e-5)
    y, v = effects
    for tau2, quantile in ((pooled.tau2_low, 79.75220), (pooled.tau2_high, 38.02680)):
        w = 1 / (v + tau2)
        assert w @ (y - (w @ y) / w.sum()) ** 2 == pytest.approx(quantile, abs=1e-3)


def test_knapp_hartung_never_narrows(reference, effects):
    first = (effects[0][:5], effects[1][:5])
    bare, held = pool_effects(*first, truncate=False), pool_effects(*first)
    assert bare.se == pytest.approx(reference["REML_knapp_hartung_first5"]["se"], abs=1e-6)
    assert held.se == pytest.approx(0.253682, abs=1e-6)
    assert held.truncated
    assert held.high - held.low > bare.high - bare.low


def test_moderators_small_studies_and_leaving_one_out(golden, reference, effects):
    randomised = np.array([[float(row["design"] == "rct")] for row in golden.rows("landenberger2005.csv")])
    fitted = regress_effects(*effects, randomised)
    expected = reference["REML_mods_rct"]
    assert fitted.coefficients == pytest.approx((expected["coef_intercept"], expected["coef_rct"]), abs=1e-6)
    assert fitted.errors[1] == pytest.approx(expected["se_rct"], abs=1e-6)
    assert (fitted.tau2, fitted.q) == pytest.approx((expected["tau2"], expected["QE"]), abs=1e-6)
    egger = reference["egger_se_regression"]
    assert small_study_effect(*effects) == pytest.approx((egger["zval"], egger["pval"]), abs=1e-6)
    without = leave_one_out(*effects)
    assert min(one for one, _ in without) == pytest.approx(reference["leave_one_out"]["min_b"], abs=1e-6)
    assert max(one for one, _ in without) == pytest.approx(reference["leave_one_out"]["max_b"], abs=1e-6)
    assert without[53][1] == pytest.approx(0.033569, abs=1e-6)


def test_mantel_haenszel_and_peto(reference, studies):
    for pooled, name in ((mantel_haenszel(studies), "mantel_haenszel"), (peto(studies), "peto")):
        assert pooled == pytest.approx((reference[name]["log_or"], reference[name]["se"]), abs=1e-6)


def test_only_a_study_with_an_empty_cell_gets_half_a_person_and_one_without_events_is_listed():
    tables = Tables(*(np.array(one, float) for one in ([0, 5, 0], [50, 50, 40], [4, 10, 0], [50, 50, 40])))
    effects, variances = effects_from(tables)
    assert effects[0] == pytest.approx(np.log(0.5 * 46.5 / (4.5 * 50.5)))
    assert effects[1] == pytest.approx(np.log(5 * 40 / (10 * 45)))
    assert np.isnan(effects[2])
    with pytest.raises(InputError, match="1 of 3 effects"):
        pool_effects(effects, variances)


def test_one_study_is_itself():
    pooled = pool_effects(np.array([0.2]), np.array([0.04]))
    assert (pooled.estimate, pooled.se, pooled.tau2, pooled.prediction_low, pooled.unstable) == (0.2, 0.2, 0.0, None, True)
