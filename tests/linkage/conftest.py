"""The room built once over one invented population, for the tests that only look."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import invented

import chain


@pytest.fixture(scope="session")
def invented_800():
    """(received tables, truth of records, truth of persons) of 800 people."""
    return invented.invent(800, seed=11)


@pytest.fixture(scope="session")
def room(invented_800):
    """The room over those 800 people."""
    return chain.build_room(invented_800[0])
