"""The five questions and the seven recommendations: their words, and the sections that answer each."""

from collections.abc import Callable
from dataclasses import dataclass

from throughcare.report.block import Block, Given
from throughcare.report.sections import (
    coverage,
    definitions,
    lived,
    orders,
    outcomes,
    paths,
    quality,
    received,
    rollout,
    support,
    tracking,
    young,
)

Section = Callable[[Given], Block | None]


@dataclass(frozen=True)
class Question:
    """A part of the report. `silence` is said where neither records nor evidence answer it."""

    id: str
    short: str
    words: str
    blocks: tuple[Section, ...] = ()
    silence: str = ""


QUESTIONS = (
    Question(
        "Q1",
        "What is provided",
        "What interventions are provided to people convicted of CSE-related offences?",
        (*received.BLOCKS, *coverage.BLOCKS, *received.UNFINISHED),
        "Records alone answer this: the study has none, or their numbers allow no statement.",
    ),
    Question(
        "Q2",
        "Specialist interventions",
        "Do any specialist interventions exist?",
        (),
        "No review stands in this study's folder, so this question is not answered.",
    ),
    Question(
        "Q3",
        "Promising practice",
        "Have elements of promising practice been identified?",
        (),
        "No review and no interviews stand in this study's folder, so this question is not answered.",
    ),
    Question("Q4", "Effectiveness", "What evidence is there of effectiveness?", outcomes.BLOCKS),
    Question(
        "Q5",
        "Views",
        "What are experts\u2019 and service users\u2019 views on the right approach?",
        (),
        "No interviews stand in this study\u2019s folder, so this question is not answered.",
    ),
)

RECOMMENDATIONS = (
    Question("R1", "Rollout", "Monitor the rollout of new programmes for this group", rollout.BLOCKS),
    Question(
        "R2",
        "Tracking",
        "Track individuals through the system: interventions received, and outcomes",
        (*tracking.BLOCKS, *paths.BLOCKS),
    ),
    Question("R3", "Prevention beside orders", "Preventative interventions, above all beside civil orders", orders.BLOCKS),
    Question("R4", "Beliefs and areas", "Gender-based beliefs, areas, educators and community", support.AREAS),
    Question("R5", "Community support", "Community partnerships and support on release", support.SUPPORT),
    Question(
        "R6",
        "Lived experience",
        "Service users as facilitators and peer supporters",
        lived.BLOCKS,
        "No agency records who leads or supports a programme; without a review or interviews nothing can be said here.",
    ),
    Question("R7", "Young adults", "The young adult\u2019s journey beside the older person\u2019s", young.BLOCKS),
)

BEHIND = (
    Question("D", "Definitions side by side", "How much hangs on the definition", definitions.BLOCKS),
    Question("K", "Quality of records and linkage", "How good the records and the linkage are", quality.BLOCKS),
)
