"""Records that say too little: the weight that a record would have with a copy of itself, value frequencies left out.

Splink's "unlinkable records", but read off the model and what a record holds, so that a million records take a moment.
"""

from math import log2
from typing import Any

# Which level a copy would reach, by fact: the first condition that holds.
COPIES = (
    ("name", (("full_name is not null", "whole name equal"), ("surname is not null", "surname"), ("forename is not null", "forename"))),
    ("birth", (("dob is not null", "equal"),)),
    ("address", (("postcodes is not null and address is not null", "postcode and address"), ("postcodes is not null", "postcode shared"),
                 ("address is not null", "address alike"))),
    ("middle", (("middle is not null", "equal"),)),
    ("numbers", ((("(pnc is not null)::int + (cro is not null)::int + (noms is not null)::int + (crn is not null)::int"
                  " + (asn is not null)::int + (master is not null)::int >= 2"), "two kinds agree"),
                 ("pnc is not null", "PNC agrees"), ("noms is not null", "prison number agrees"), ("crn is not null", "CRN agrees"),
                 ("cro is not null", "CRO agrees"), ("coalesce(asn, master) is not null", "court or arrest number agrees"))),
    ("hearings", (("sentence_dates is not null", "date shared, many"),)),
)  # fmt: skip


def copy_weight(model: dict[str, Any]) -> str:
    """The SQL of a node's weight with its own copy, prior included."""
    weight = {(row["fact"], row["level"]): log2(row["m"] / row["u"]) for row in model["levels"]}
    parts = [
        "case " + " ".join(f"when {condition} then {weight[fact, level]!r}" for condition, level in levels) + " else 0 end"
        for fact, levels in COPIES
    ]
    return f"({float(model['prior_bits'])!r} + {' + '.join(parts)})"
