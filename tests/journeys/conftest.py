"""One database for all tests of this folder: its tables are made anew by each."""

import pytest

from .world import World


@pytest.fixture(scope="session")
def world():
    return World()
