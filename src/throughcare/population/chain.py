"""The population from first to last: who could be treated, the queue of all of them, then whole lives and their records, block by block.

The first pass keeps some ninety bytes for each person who could be referred in custody, about one in ten; nothing else grows with people.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from throughcare.errors import UsageError
from throughcare.population.assessments import write_assessments
from throughcare.population.court import write_court
from throughcare.population.cse import make_truth
from throughcare.population.draws import Draws, Floats, Ints
from throughcare.population.frames import Block, Output
from throughcare.population.life import make_lives, make_start
from throughcare.population.police import write_police
from throughcare.population.presets import Preset, read_preset
from throughcare.population.prison import write_prison
from throughcare.population.probation import write_probation
from throughcare.population.programmes import write_programmes
from throughcare.population.queue import Legs, run_queue, start_shares
from throughcare.population.services import write_services
from throughcare.population.supervision import write_supervision
from throughcare.population.treatment import Candidates, sites_used
from throughcare.population.truth import planted_effects, write_truth
from throughcare.population.write import Manifest, Writer, write_manifest

BLOCK = 5_000
QUEUED_A_YEAR = 0.0032  # queued people a year for each invented person, only to choose how many sites are in use
Progress = Callable[[str, int, int], None]


def _numbers(start: int, people: int) -> Ints:
    return np.arange(start, min(start + BLOCK, people), dtype=np.int64)


def all_candidates(draws: Draws, preset: Preset, people: int, progress: Progress) -> Candidates:
    """Everyone of the whole population who could be referred in custody."""
    parts = []
    for start in range(0, people, BLOCK):
        parts.append(make_start(draws, preset, _numbers(start, people), expected=people * QUEUED_A_YEAR).candidates)
        progress("Inventing people", min(start + BLOCK, people), people)
    return Candidates(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])})


def write_block(
    draws: Draws, preset: Preset, number: Ints, people: int, legs: Legs, shares: tuple[Ints, Floats], writer: Writer
) -> None:
    """The records and the truth of one block of people."""
    start = make_start(draws, preset, number, expected=people * QUEUED_A_YEAR)
    low, high = np.searchsorted(legs.person, [number[0], number[-1] + 1])
    within = np.zeros(len(legs), dtype=np.bool_)
    within[low:high] = True
    share = shares[1][np.searchsorted(shares[0], start.candidates.person)] if len(start.candidates) else np.zeros(0)
    block = Block(draws, preset, make_lives(draws, preset, start, legs.only(within), share))
    out, truth = Output(writer.take), make_truth(block)
    write_police(block, out, truth)
    write_court(block, out, truth)
    stays = write_prison(block, out, truth)
    write_programmes(block, out)
    community = write_probation(block, out, stays)
    write_supervision(block, out, truth, community)
    write_assessments(block, out)
    support = write_services(block, out, truth)
    write_truth(block, out, truth, stays, community, support)


def _quiet(message: str, done: int, total: int) -> None:
    """Says nothing."""


def make_population(
    folder: Path, *, people: int, preset: str, seed: int, progress: Progress | None, file_format: str
) -> Manifest:
    """Write a whole population; see `throughcare.population.simulate`."""
    if people < 1:
        raise UsageError(f"people: {people} given; expected 1 or more")
    if file_format not in ("csv", "parquet"):
        raise UsageError(f"format: {file_format} given; expected csv or parquet")
    tell, figures, draws = progress or _quiet, read_preset(preset), Draws(seed)
    end = figures.date("offending", "extract_end")
    candidates = all_candidates(draws, figures, people, tell)
    legs = run_queue(draws, figures, candidates, sites=sites_used(figures, people * QUEUED_A_YEAR), end=end)
    shares = (candidates.person, start_shares(candidates, legs))
    writer = Writer(folder, file_format=file_format, extract_end=end)
    for start in range(0, people, BLOCK):
        write_block(draws, figures, _numbers(start, people), people, legs, shares, writer)
        tell("Writing records", min(start + BLOCK, people), people)
    writer.take("truth_effect", planted_effects(figures))
    manifest = Manifest(preset, seed, people, date(1970, 1, 1) + timedelta(days=end), writer.close())
    write_manifest(folder, manifest)
    return manifest
