"""Draws belong to a person and a purpose, and to nothing else."""

import numpy as np
import pytest

from throughcare.population.draws import Draws

PEOPLE = np.arange(200_000)


def test_a_draw_does_not_depend_on_who_else_is_drawn():
    draws = Draws(1)
    whole = draws.uniform("age", PEOPLE)
    assert np.array_equal(draws.uniform("age", PEOPLE[500:700]), whole[500:700])
    assert np.array_equal(draws.uniform("age", PEOPLE[::-1]), whole[::-1])


@pytest.mark.parametrize("other", ["height", "age "])
def test_draws_of_two_purposes_are_unrelated(other):
    draws = Draws(1)
    assert abs(np.corrcoef(draws.uniform("age", PEOPLE), draws.uniform(other, PEOPLE))[0, 1]) < 0.01


def test_draws_of_two_slots_are_unrelated():
    draws = Draws(1)
    assert abs(np.corrcoef(draws.uniform("age", PEOPLE, 0), draws.uniform("age", PEOPLE, 1))[0, 1]) < 0.01
    assert abs(np.corrcoef(draws.uniform("age", PEOPLE), draws.uniform("age", PEOPLE + 1))[0, 1]) < 0.01


def test_a_slot_is_the_same_as_a_number_and_as_an_array():
    draws = Draws(3)
    assert np.array_equal(draws.uniform("age", PEOPLE, 5), draws.uniform("age", PEOPLE, np.full(len(PEOPLE), 5)))


def test_another_seed_gives_other_draws():
    assert not np.array_equal(Draws(1).uniform("age", PEOPLE), Draws(2).uniform("age", PEOPLE))


def test_uniform_draws_are_uniform_and_normal_draws_normal():
    draws = Draws(1)
    uniform, normal = draws.uniform("a", PEOPLE), draws.normal("b", PEOPLE)
    assert np.abs(np.quantile(uniform, [0.1, 0.5, 0.9]) - [0.1, 0.5, 0.9]).max() < 0.005
    assert abs(normal.mean()) < 0.01
    assert abs(normal.std() - 1) < 0.01


def test_picks_follow_their_weights():
    picks = Draws(1).pick("kind", PEOPLE, [1, 0, 3])
    assert np.bincount(picks, minlength=3)[1] == 0
    assert abs((picks == 2).mean() - 0.75) < 0.005
