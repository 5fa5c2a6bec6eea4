"""Rows of what an evaluation says before any outcome: people, what is missing, what could be detected, overlap, balance."""

from collections.abc import Iterator

from throughcare.findings.estimates import EXACT, Document, Row, main_estimate, smallest_of, times

BANDS = 10


def flow(result: Document) -> Iterator[Row]:
    """Everybody in the file, shared out between those left out, by reason, and those who take part; then those compared."""
    steps = {one["step"]: one for one in result["flow"]}
    first = result["flow"][0]
    yield {"label": "All", "people": first["people"]}
    for at, (step, one) in enumerate((s for s in steps.items() if s[0].startswith("left out: ")), start=1):
        yield {"label": f"{at} left out: {step.removeprefix('left out: ')}", "people": one["people"]}
    yield {"label": "90 taking part", "people": steps["eligible"]["people"]}


def missing(result: Document) -> Iterator[Row]:
    """People without a value, by covariate, and what was done."""
    empty = [one for one in result["missing"] if one["empty_treated"] or one["empty_comparison"]]
    for at, one in enumerate(empty, start=1):
        yield {
            "label": f"{at} {one['column']}: {one['handling']}",
            "started": one["empty_treated"],
            "compared": one["empty_comparison"],
        }


def detectable(result: Document) -> Iterator[Row]:
    """What this study could have detected, by outcome: ratios, and people who would have to start."""
    of_primary = main_estimate(result)
    people = next(one for one in result["flow"] if one["step"] == "eligible")["treated"]
    behind = smallest_of(of_primary) if of_primary else people
    at = 0
    for outcome, one in result["detectable"].items():
        if one is None:
            continue
        needed = {f"people needed for a ratio of {ratio}": count for ratio, count in one["treated_needed"].items()}
        figures = {"smallest fall: ratio": one["smallest_ratio"], "smallest rise: ratio": one["smallest_increase"], **needed}
        for words, value in figures.items():
            at += 1
            yield {
                "label": f"{at} {outcome}: {words}",
                "value": value,
                "smallest_level": behind if outcome == result["primary"]["outcome"] else people,
            }


def overlap(result: Document) -> Iterator[Row]:
    """People of either group by band of the score, lowest first."""
    found = result["overlap"]
    width = len(found["treated"]) // BANDS
    for band in range(BANDS):
        part = slice(band * width, (band + 1) * width)
        words = {0: " (least likely to start)", BANDS - 1: " (most likely)"}.get(band, "")
        yield {
            "label": f"{band + 1} band {band + 1}{words}",
            "started": sum(found["treated"][part]),
            "compared": sum(found["comparison"][part]),
        }
    yield {"label": "All", "started": sum(found["treated"]), "compared": sum(found["comparison"])}


def balance(result: Document) -> Iterator[Row]:
    """Every term before and after the primary adjustment: standardised difference (value, ratio), variance ratio, largest distance."""
    found = result["balance"]
    arms = next(one for one in result["flow"] if one["step"] == "eligible")
    people = (arms["treated"], arms["comparison"])
    for at, (one, other) in enumerate(zip(found["before"], found["after"], strict=True), start=1):
        level = one["variance_ratio"] is None
        means = zip(people, (one["mean_treated"], one["mean_comparison"]), strict=True)
        counts = [n * s for n, mean in means for s in (mean, 1 - mean)] if level else list(people)
        yield {
            "label": f"{at} {one['term']}", "value": times(one["difference"], 1), "ratio": times(other["difference"], 1),
            "variance_before": one["variance_ratio"], "variance_after": other["variance_ratio"],
            "distance_before": one["distance_largest"], "distance_after": other["distance_largest"],
            "smallest_level": int(min(counts) + EXACT),
        }  # fmt: skip


def weights(result: Document) -> Iterator[Row]:
    """People of either group, and how many equally weighted people (value) the primary adjustment leaves of them."""
    found = result["balance"]
    arms = next(one for one in result["flow"] if one["step"] == "eligible")
    for label, people, effective in (
        ("1 started", arms["treated"], found["effective_treated"]),
        ("2 compared", arms["comparison"], found["effective_comparison"]),
    ):
        yield {"label": label, "people": people, "value": effective, "smallest_level": people}
    yield {"label": "All", "people": arms["treated"] + arms["comparison"]}
