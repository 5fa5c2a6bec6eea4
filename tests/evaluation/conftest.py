"""Golden files of trusted programs, read from ../shared beside the checkout; a test that needs them says so where they are absent."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden" / "outcomes"


class Golden:
    """Reads the golden files by name."""

    def rows(self, name):
        path = GOLDEN / name
        if not path.exists():
            pytest.skip(f"golden file {name} is not beside the checkout (../shared/golden/outcomes)")
        with path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def column(self, name, column):
        return np.array([float(row[column]) for row in self.rows(name)])


@pytest.fixture(scope="session")
def golden():
    return Golden()


@dataclass(frozen=True)
class LaLonde:
    ids: list
    treated: np.ndarray
    earnings: np.ndarray
    names: list
    columns: np.ndarray
    race: np.ndarray
    given: np.ndarray

    @property
    def model_columns(self):
        return np.delete(self.columns, self.names.index("raceblack"), axis=1)


@pytest.fixture(scope="session")
def lalonde(golden):
    rows = golden.rows("lalonde.csv")
    names = ["age", "educ", "raceblack", "racehispan", "racewhite", "married", "nodegree", "re74", "re75"]
    races = ["black", "hispan", "white"]
    columns = [[float(r["race"] == n[4:]) if n.startswith("race") else float(r[n]) for n in names] for r in rows]
    return LaLonde(
        [row[""] for row in rows],
        np.array([row["treat"] == "1" for row in rows]),
        np.array([float(row["re78"]) for row in rows]),
        names,
        np.array(columns),
        np.array([races.index(row["race"]) for row in rows]),
        golden.column("lalonde_logit.csv", "logit"),
    )


BASE = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75")


@dataclass(frozen=True)
class NswCps:
    treated: np.ndarray
    earnings: np.ndarray
    base: np.ndarray
    rich: np.ndarray


@pytest.fixture(scope="session")
def nsw_cps():
    """The treated of the experiment against a survey's comparison people, from the packages that carry them."""
    causaldata = pytest.importorskip("causaldata", reason="causaldata carries the NSW and CPS files")
    nsw, cps = causaldata.nsw_mixtape.load_pandas().data, causaldata.cps_mixtape.load_pandas().data
    people = {name: np.concatenate([nsw[nsw.treat == 1][name], cps[name]]).astype(float) for name in (*BASE, "re78")}
    base = np.column_stack([people[name] for name in BASE])
    age, educ = people["age"], people["educ"]
    extra = [people["re74"] == 0, people["re75"] == 0, age**2, age**3 / 1000, educ**2, educ * people["re74"]]
    treated = np.arange(len(base)) < int((nsw.treat == 1).sum())
    return NswCps(treated, people["re78"], base, np.column_stack([base, *extra]).astype(float))


PLAN = """
id = "invented"
title = "An invented programme"
question = "Does starting the invented programme change proven reoffending within a year?"

[cohort]
key = "person"
eligibility = ["released from custody"]
invented = true

[treatment]
column = "started"
strategy = "starting the programme before release"
comparison = "not starting it"
start_days = "start_days"

[clock]
time_zero = "the day of release"

[[outcomes]]
id = "any"
label = "a proven reoffence within a year"
role = "primary"
class = "any"
event = "reoffended"
count = "offences"
days = "days"
ended = "ended"
at_liberty_days = "at_liberty_days"
late = "late"
disposal = "disposal"

[[outcomes]]
id = "violent"
label = "a proven violent reoffence within a year"
event = "violent"

[[outcomes]]
id = "driving"
label = "a driving offence"
role = "negative_control"
event = "driving"
why = "the programme does not speak of driving"

[[covariates]]
column = "age"
because = "reoffending falls with age"
squared = true

[[covariates]]
column = "priors"
because = "the strongest single predictor"

[[covariates]]
column = "risk_band"
kind = "category"
because = "places go by risk"

[[covariates]]
column = "denial"
kind = "yes_no"
because = "denial keeps people out"

[[covariates]]
column = "site"
kind = "category"
because = "not every site runs it"

[[subgroups]]
column = "young"
label = "aged 18 to 24"
otherwise = "aged 25 and over"

[estimator]
primary = "aipw"
tie_orders = 5

[linkage]
linked_treated = 0.96
linked_comparison = 0.93
false_treated = 0.003
false_comparison = 0.002
from = "invented"
"""


@pytest.fixture(scope="session")
def plan_text():
    return PLAN


@pytest.fixture(scope="session")
def invented_table():
    """Makes invented cohorts as Arrow tables; the same arguments give the same people."""
    import pyarrow as pa

    from throughcare.evaluation.invent import Invention, invent_study

    made = {}

    def make(**words):
        key = tuple(sorted(words.items()))
        if key not in made:
            made[key] = pa.table(invent_study(Invention(**words)).columns)
        return made[key]

    return make
