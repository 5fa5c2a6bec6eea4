"""The chain on one page: the rooms in their order, and every table they make.

    records        extracts received, cleaned, pseudonymised; what was quarantined and why
    linkage        one person, many numbers: crosswalk at several thresholds
    definitions    which episodes are CSE-related, under every definition
    journeys       events, spells, states, where trails end
    interventions  referred, received, waited, covered
    outcomes       proven reoffending and time at liberty
    evaluation     cohorts and effects, by a plan
    capacity       who waited in which queue for a place
    findings       the five questions and the seven recommendations as counts

`throughcare explain STUDY TABLE` says the sentence, rule and inputs of each.
"""

from functools import cache

from throughcare.engine.graph import check_graph, read_graph
from throughcare.engine.table import PACKAGE, Table

ROOMS = ("records", "linkage", "definitions", "journeys", "interventions", "outcomes", "evaluation", "capacity", "findings")


@cache
def read_tables() -> dict[str, Table]:
    """Every table of every room by name."""
    return read_graph(room for room in ROOMS if (PACKAGE / room).is_dir())


@cache
def read_chain() -> dict[str, Table]:
    """The whole chain by name, each table's inputs among them."""
    graph = read_tables()
    check_graph(graph)
    return graph
