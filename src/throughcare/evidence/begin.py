"""The commented beginning of a review: a protocol that can be filled in, and the folder beside it."""

from pathlib import Path

from throughcare.errors import UsageError

PROTOCOL = """# What this review set out to do. Change it with a dated [[amendment]], never in silence.
schema = 1
version = "1"

[study]
title = ""
# registration = "where the protocol was registered"
# funder = ""

[[question]]
id = "Q1"
text = ""

[population]
[concept]
text = ""
[context]

[search]
# published_from = 2007
# key_papers = ["ids of papers that any good string must find"]

# [[source]]
# kind = "database"
# names = []

# [[string]]
# id = "S1"
# text = "(perpetrat* OR offend*) AND child* AND exploit*"

# [[criterion]]
# id = "E1"
# kind = "exclude"
# text = ""

[screening]
double = 1.0          # the share that two people screen; drawn in advance from the seed
seed = "1"
screeners = []

# [[form]]
# name = "study"
# fields = [{ name = "design", words = ["randomised", "matched", "single group", "none"] }, { name = "n", type = "number" }]

[map]
rows = "intervention"
columns = "level"
levels = ["primary", "secondary", "tertiary"]
gap = { count = "distinct references", where = "comparison = yes", fewer_than = 2 }

[update]
every_months = 6
"""


def begin_review(study: Path) -> Path:
    """Write `evidence/protocol.toml`; UsageError where one is there already."""
    path = study / "evidence" / "protocol.toml"
    if path.exists():
        raise UsageError(f"{path} is there already; it is not overwritten")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PROTOCOL, encoding="utf-8")
    return path
