"""The catalogue refuses what it does not know; the score counts each true delivery once."""

from datetime import date
from pathlib import Path

import pytest

import throughcare.interventions.catalogue as room
from throughcare.errors import StudyError
from throughcare.interventions.score import Delivery, owners, score_deliveries


def changed(tmp_path, before, after):
    text = (Path(room.__file__).with_name("catalogue.toml")).read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "catalogue.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


def test_every_intervention_has_a_public_health_level():
    known = room.read_catalogue()
    assert {level for _, level in known.levels.values()} == {"primary", "secondary", "tertiary"}
    assert known.level("Horizon", "programme") == "tertiary"


def test_a_level_that_is_not_known_is_an_error_with_the_nearest_word(tmp_path):
    with pytest.raises(StudyError, match=r"'secondry' is not one of .*nearest: secondary"):
        room.read_catalogue(changed(tmp_path, 'level = "secondary"', 'level = "secondry"'))


def test_regimes_may_not_overlap(tmp_path):
    with pytest.raises(StudyError, match="sotp must end before horizon_kaizen begins"):
        room.read_catalogue(changed(tmp_path, "to = 2017-03-31", "to = 2017-04-01"))


def of(person, day, programme="Horizon", hi=None):
    return Delivery(person, "programme", programme, day, hi or day)


def test_a_delivery_found_twice_is_right_once():
    true, twice = [of("a", date(2017, 1, 1))], [of("a", date(2017, 1, 1)), of("a", date(2017, 1, 9))]
    scored = score_deliveries(twice, true)
    assert (scored["precision"], scored["recall"]) == (0.5, 1.0)


def test_an_interval_that_holds_the_true_day_is_right():
    assert score_deliveries([of("a", date(2017, 1, 1), hi=date(2017, 12, 31))], [of("a", date(2017, 8, 1))])["recall"] == 1.0
    assert score_deliveries([of("a", date(2017, 1, 1))], [of("a", date(2017, 8, 1))])["recall"] == 0.0


def test_another_person_or_programme_is_wrong():
    true = [of("a", date(2017, 1, 1))]
    assert score_deliveries([of("b", date(2017, 1, 1))], true)["precision"] == 0.0
    assert score_deliveries([of("a", date(2017, 1, 1), "Kaizen")], true)["precision"] == 0.0


def test_a_cluster_belongs_to_whoever_has_most_of_its_records():
    assert owners([("x", "b"), ("x", "a"), ("x", "a"), ("y", "d"), ("y", "c")]) == {"x": "a", "y": "c"}
