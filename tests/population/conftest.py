"""Invented populations for the tests of this room: one of 20,000 people, made once, and small ones."""

from pathlib import Path

import duckdb
import pytest

from throughcare.population import simulate
from throughcare.records import EXTRACTS, TRUTH


class World:
    """An invented population on disk, asked in SQL."""

    def __init__(self, folder: Path, people: int, preset: str, seed: int = 1) -> None:
        self.folder, self.people = folder, people
        self.manifest = simulate(folder, people=people, preset=preset, seed=seed, file_format="parquet")
        self.con = duckdb.connect()
        for table in [*EXTRACTS, *TRUTH]:
            part = "truth" if table in TRUTH else "records"
            self.con.execute(f"create view {table} as select * from '{folder}/{part}/{table}.parquet'")

    def rows(self, sql: str) -> list[tuple]:
        """All rows of a query."""
        return self.con.execute(sql).fetchall()

    def one(self, sql: str):
        """The single value of a query."""
        return self.rows(sql)[0][0]


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """20,000 people of the calibrated preset."""
    return World(tmp_path_factory.mktemp("world"), 20_000, "calibrated-2017")


@pytest.fixture(scope="session")
def perfect(tmp_path_factory):
    """3,000 people with perfect identifiers and clean recording."""
    return World(tmp_path_factory.mktemp("perfect"), 3_000, "perfect-identifiers")


@pytest.fixture(scope="session")
def make_world(tmp_path_factory):
    """Makes a population with another preset, seed or size."""

    def make(people: int, preset: str = "calibrated-2017", seed: int = 1) -> World:
        return World(tmp_path_factory.mktemp(preset), people, preset, seed)

    return make
