"""Small invented tables for the disclosure tests."""

import itertools

import numpy as np

from throughcare.disclosure.policy import read_policy
from throughcare.disclosure.protect import Context
from throughcare.findings.spec import ALL, TrueTable, make_finding

POLICY = read_policy()
CONTEXT = Context("ENG-2017 1.0", "2024-03-31")

HEADER = """-- People by a and b.
-- Question: Q1.
-- Title: People by a and b.
-- Population: {population}.
-- Dimensions: a, b.
-- Measures: people count{more}.
"""


def finding(name="by_a_b", *, population="everybody", more=""):
    return make_finding(name, HEADER.format(population=population, more=more))


def cross(counts, name="by_a_b", *, population="everybody", margins=True):
    """A two-way table with its margins, from a matrix of true counts."""
    counts = np.asarray(counts)
    rows = [
        {"a": f"a{i}", "b": f"b{j}", "people": int(counts[i, j])}
        for i, j in itertools.product(range(counts.shape[0]), range(counts.shape[1]))
    ]
    if margins:
        rows += [{"a": f"a{i}", "b": ALL, "people": int(x)} for i, x in enumerate(counts.sum(1))]
        rows += [{"a": ALL, "b": f"b{j}", "people": int(x)} for j, x in enumerate(counts.sum(0))]
        rows += [{"a": ALL, "b": ALL, "people": int(counts.sum())}]
    return TrueTable(finding(name, population=population), tuple(rows))


def draw(seed, shape=(4, 5), people=600):
    """A random two-way table with some large and some small cells."""
    random = np.random.default_rng(seed)
    weights = np.outer(random.dirichlet(np.ones(shape[0])), random.dirichlet(np.ones(shape[1]))).ravel()
    return random.multinomial(people, weights / weights.sum()).reshape(shape)
