"""What a plan may say: every section and key, with its kind, its default and its meaning.

The reference page of plans is made from this file, and `plan.read_plan` holds every plan against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "texts", "number", "whole", "wholes", "yes_no", "column"]

REQUIRED = object()


@dataclass(frozen=True)
class Key:
    """One key of a section: `choices` where the words are few; numbers lie from `least` to `most`; a default of None means that it may be left out."""

    name: str
    kind: Kind
    meaning: str
    default: Any = None
    choices: tuple[str, ...] = ()
    least: float = 0
    most: float = 1e12

    @property
    def is_required(self) -> bool:
        """Whether a plan must say it."""
        return self.default is REQUIRED


@dataclass(frozen=True)
class Section:
    """One table of the file, or one of several (`many`), with its keys."""

    name: str
    meaning: str
    keys: tuple[Key, ...]
    many: bool = False
    required: bool = False


ESTIMATORS = ("match", "match_replacement", "radius", "ipw", "overlap", "entropy", "aipw", "regression")

SECTIONS = (
    Section(
        "",
        "The plan itself.",
        (
            Key("id", "text", "Short name of the plan, as it appears in tables.", REQUIRED),
            Key("title", "text", "Title of the report.", REQUIRED),
            Key("question", "text", "The question in one sentence.", REQUIRED),
            Key("version", "text", "Version of the plan.", "1"),
            Key("registered", "text", "Where the plan is registered, if it is.", ""),
        ),
        required=True,
    ),
    Section(
        "cohort",
        "Who is in, and what the file calls it.",
        (
            Key(
                "key",
                "column",
                "Column with one value a person; empty quotes: a column without a heading, or rows by number.",
                "person",
            ),
            Key("eligibility", "texts", "The rules of eligibility, in words.", REQUIRED),
            Key("excluded", "column", "Column with the reason why a row is left out (empty: kept); counted in the flow."),
            Key(
                "benchmark",
                "yes_no",
                "A published data set, nobody's records here: ethnicity may then stand in the model, as published.",
                False,
            ),
            Key("invented", "yes_no", "Every row is an invented person; said on every page.", False),
        ),
        required=True,
    ),
    Section(
        "treatment",
        "What is compared with what.",
        (
            Key("column", "column", "Column that is 1 for people who started and 0 for the others.", "treated"),
            Key("strategy", "text", "The strategy evaluated, in words.", REQUIRED),
            Key("comparison", "text", "What it is compared with, in words.", REQUIRED),
            Key(
                "start_days", "column", "Column with days from time zero to the start (0 or less: by then; empty: never started)."
            ),
            Key("provider_words", "text", "The provider's own words about the programme, printed as theirs.", ""),
        ),
        required=True,
    ),
    Section(
        "clock",
        "When counting begins, and how membership is decided.",
        (
            Key("time_zero", "text", "The event that is time zero, in words.", REQUIRED),
            Key("horizon_days", "whole", "Days of follow-up at which rates are compared.", 365, least=1, most=36_525),
            Key("days_shown", "wholes", "Days for which curves are given; left out: twelve days up to the horizon.", ()),
            Key("waiting_months", "whole", "Months after the follow-up in which proof may still come.", 6),
            Key(
                "exposure",
                "text",
                "How treatment is handled that begins after time zero.",
                "by_time_zero",
                ("by_time_zero", "time_varying", "sequential_trials", "landmark"),
            ),
            Key("membership", "text", "What makes somebody treated.", "started", ("started", "ever_started", "completed")),
            Key("landmark_days", "whole", "Landmark: the day on which membership is decided and counting begins.", least=1),
            Key("clock_from", "text", "Landmark: where counting begins.", "time_zero", ("time_zero", "landmark")),
            Key("window_days", "whole", "Sequential trials: length of each trial's window.", 60, least=1),
            Key("same_time_zero", "yes_no", "Both groups have the same kind of time zero.", True),
            Key(
                "drop_early_failures",
                "text",
                "Whose early failures are dropped.",
                "none",
                ("none", "both", "treated", "comparison"),
            ),
        ),
        required=True,
    ),
    Section(
        "outcomes",
        "What may follow; exactly one is primary.",
        (
            Key("id", "text", "Short name.", REQUIRED),
            Key("label", "text", "What it is called in sentences: 'a proven sexual reoffence within a year'.", REQUIRED),
            Key("role", "text", "What it is for.", "secondary", ("primary", "secondary", "negative_control")),
            Key("class", "text", "Class of the measure: any, sexual, sexual_child, violent, breach.", ""),
            Key("measure", "text", "Measure and version, as 'proven-reoffending-12m 2017-10'.", ""),
            Key(
                "kind",
                "text",
                "What the column holds: yes or no (1 or 0), or an amount whose mean is compared.",
                "yes_no",
                ("yes_no", "number"),
            ),
            Key("event", "column", "Column that is 1 where it happened within the horizon; for an amount, the amount.", REQUIRED),
            Key("count", "column", "Column with how often it happened."),
            Key("days", "column", "Column with days to the first event, or to the end of being watched."),
            Key(
                "ended",
                "column",
                "Column saying how those days ended: event, recall, death, deportation, other; empty: censored.",
            ),
            Key(
                "curve_days",
                "column",
                "Column with days to the first of the event, recall, death, deportation, or to the end of being watched: for the curves and the hazard ratio "
                "alone, where `event` counts everybody over the whole follow-up, recalled or not.",
            ),
            Key("curve_ended", "column", "Column saying how curve_days ended, in the words of `ended`."),
            Key("at_liberty_days", "column", "Column with days at liberty within the horizon."),
            Key("late", "column", "Column with offences in time but proven too late to count."),
            Key("disposal", "column", "Column with the court outcome of the first reoffence."),
            Key("custody_count", "column", "Column with how many custodial sentences followed."),
            Key(
                "expected_rate",
                "number",
                "Rate expected without the programme, for power; empty: the rate of all, groups not told apart.",
                most=1,
            ),
            Key("why", "text", "Negative controls: why the programme cannot touch it.", ""),
        ),
        many=True,
        required=True,
    ),
    Section(
        "covariates",
        "What was known at time zero and is made alike. Ethnicity is refused.",
        (
            Key("column", "column", "Column.", REQUIRED),
            Key("kind", "text", "What it holds.", "number", ("number", "yes_no", "category")),
            Key("because", "text", "Why it belongs here.", REQUIRED),
            Key("missing", "text", "What is done where it is empty.", "indicator", ("indicator", "refuse")),
            Key("known_days", "column", "Column with days from time zero to when it became known (above 0 is hindsight)."),
            Key("squared", "yes_no", "Numbers: also the square.", False),
        ),
        many=True,
        required=True,
    ),
    Section(
        "estimator",
        "The primary estimator, and the settings of all.",
        (
            Key("primary", "text", "The one estimator whose answer is the headline.", "entropy", ESTIMATORS),
            Key("estimand", "text", "For whom the effect is meant.", "ATT", ("ATT", "ATO")),
            Key(
                "caliper",
                "number",
                "Matching: widest distance, in standard deviations of the logit over the whole sample (n - 1); 0: none.",
                0.2,
            ),
            Key("ratio", "whole", "Matching: partners a person.", 1, least=1),
            Key("order", "text", "Matching: who chooses first.", "largest", ("largest", "smallest", "data")),
            Key(
                "first",
                "text",
                "Matching: which of two equally near people is the first: the one with the lower key, or the one earlier in the file; left out: "
                "file where cohort.key is empty, else key.",
                None,
                ("key", "file"),
            ),
            Key("ties", "text", "Matching with replacement: what equal distances do.", "first", ("first", "share")),
            Key("exact", "texts", "Columns on which partners must agree.", ()),
            Key(
                "unlike",
                "text",
                "Compared people whom nobody who started resembles (a level that none of those has, for one): left out before anything is fitted and counted "
                "in the flow, or kept. The effect on those who started does not depend on them.",
                "leave_out",
                ("leave_out", "keep"),
            ),
            Key("radius", "number", "Radius matching: width on the logit.", 0.05),
            Key("tie_orders", "whole", "Random orders of tied people tried for the range.", 200),
            Key("seed", "whole", "Seed of everything drawn.", 1),
        ),
    ),
    Section(
        "subgroups",
        "Groups between which the effect may differ; only the interaction is tested.",
        (
            Key("column", "column", "Column that is 1 inside the group.", REQUIRED),
            Key("label", "text", "What the group is called.", REQUIRED),
            Key("otherwise", "text", "What the others are called.", "the others"),
        ),
        many=True,
    ),
    Section(
        "variants",
        "The same evaluation under another definition, link set or drawn linkage.",
        (
            Key("id", "text", "Short name.", REQUIRED),
            Key("kind", "text", "What is varied.", REQUIRED, ("definition", "link_set", "draw")),
            Key("member", "column", "Column that is 1 for people who belong to the cohort under it; empty: everybody."),
            Key("suffix", "text", "Outcome columns under it end in this; empty: the same columns.", ""),
        ),
        many=True,
    ),
    Section(
        "gates",
        "Below these, no headline.",
        (
            Key("treated_at_least", "whole", "People treated.", 60),
            Key("events_at_least", "whole", "Events in both groups together.", 10),
            Key("largest_difference", "number", "Largest absolute standardised difference after adjustment.", 0.1),
            Key("overlap_lost", "number", "Share of the treated without anybody comparable.", 0.10, most=1),
            Key(
                "unwatched",
                "number",
                "Share of people whose days end before the horizon with nothing that ended them: they count as not having had the event, which nobody knows.",
                0.05,
                most=1,
            ),
        ),
    ),
    Section(
        "linkage",
        "What is known of linkage error; without it the grid is printed and our place on it left open.",
        (
            Key("linked_treated", "number", "Share of true outcomes linked, treated.", most=1),
            Key("linked_comparison", "number", "Share of true outcomes linked, comparison.", most=1),
            Key("false_treated", "number", "Share of treated without an outcome who get somebody else's.", most=1),
            Key("false_comparison", "number", "The same in the comparison group.", most=1),
            Key("linked_se", "number", "Standard error of the linked shares.", 0.0, most=1),
            Key("false_se", "number", "Standard error of the false shares.", 0.0, most=1),
            Key(
                "link_set",
                "column",
                "Column that says to which link set a row belongs, where one file holds several: a person stands once in each.",
            ),
            Key("main", "text", "The link set of the plan itself, where a column tells link sets apart.", "default"),
            Key(
                "draws",
                "text",
                "Link sets whose name begins so are draws, combined by Rubin's rules; the others are a sweep.",
                "draw",
            ),
            Key("from", "text", "Where these come from (clerical review, truth of an invented population).", ""),
        ),
    ),
)


def section(name: str) -> Section:
    """The section of that name."""
    return next(one for one in SECTIONS if one.name == name)
