"""The pages say what the code does."""

import dataclasses
from pathlib import Path

import pytest

from throughcare.evaluation.panel import LABELS
from throughcare.evaluation.plan import parse_plan
from throughcare.evaluation.plan_reference import make_page
from throughcare.evaluation.plans import STARTING_PLANS, copy_plans
from throughcare.evaluation.result import Evaluation

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def test_the_page_of_plans_is_made_from_their_schema():
    page = (REFERENCE / "plan.md").read_text(encoding="utf-8")
    assert page == make_page(), "python -m throughcare.evaluation.plan_reference > docs/reference/plan.md"


def test_the_page_of_evaluations_names_every_part_and_every_estimator():
    page = (REFERENCE / "evaluation.md").read_text(encoding="utf-8")
    for field in dataclasses.fields(Evaluation):
        assert f"`{field.name}`" in page, field.name
    for name in LABELS:
        assert f"`{name}`" in page, name


@pytest.mark.parametrize("path", sorted(STARTING_PLANS.glob("*.toml")), ids=lambda path: path.name)
def test_every_starting_plan_can_be_read(path):
    assert parse_plan(path.read_bytes(), path.name).id == path.stem


def test_starting_plans_are_copied_once(tmp_path):
    assert copy_plans(tmp_path)
    assert copy_plans(tmp_path) == []
