"""Codes as readers say them. A code that stands in no list is printed as it is, with blanks for underscores."""

import re

from throughcare.evaluation.panel import LABELS as ESTIMATORS

LABELS = {
    "All": "All",
    "sotp": "SOTP",
    "horizon_kaizen": "Horizon and Kaizen",
    "building_choices": "Building Choices",
    "none": "before or between regimes",
    "MET": "met",
    "PROBABLE": "probable",
    "POSSIBLE": "possible",
    "CHILD_SEXUAL_ONLY": "child sexual offence, exploitation not evidenced",
    "NO_EVIDENCE": "no evidence recorded",
    "NOT_MET": "not met (statutory list)",
    "STAT-SOA-47-50": "Sections 47 to 50",
    "ENG-2017": "England 2017",
    "ENG-2009": "England 2009",
    "WAL-2021": "Wales 2021",
    "custody_release": "release from custody",
    "community_sentence": "community sentence",
    "community_sentence_or_caution": "community sentence or caution",
    "any": "any offence",
    "sexual": "sexual offence",
    "sexual_child": "sexual offence against a child",
    "violent": "violent offence",
    "breach": "breach of an order",
    "LOW": "low",
    "MEDIUM": "medium",
    "HIGH": "high",
    "VERY_HIGH": "very high",
    "still_waiting": "still waiting",
    "SHPO": "Sexual Harm Prevention Order (SHPO)",
    "ISHPO": "interim SHPO",
    "SOPO": "Sexual Offences Prevention Order (SOPO)",
    "ISOPO": "interim SOPO",
    "SRO": "Sexual Risk Order (SRO)",
    "ISRO": "interim SRO",
    "RSHO": "Risk of Sexual Harm Order (RSHO)",
    "IRSHO": "interim RSHO",
    "FTO": "Foreign Travel Order (FTO)",
    "STPO": "Slavery and Trafficking Prevention Order (STPO)",
    "STRO": "Slavery and Trafficking Risk Order (STRO)",
    "CAWN": "Child Abduction Warning Notice (CAWN)",
    "nsi": "non-statutory intervention",
    "STANDARD": "standard determinate",
    "EXTENDED": "extended determinate",
    "SOPC": "offenders of particular concern",
    "INDETERMINATE": "life or indeterminate",
    "LEGACY": "under earlier law",
    "DTO": "detention and training order",
    "suspended": "suspended sentence",
    "asian": "Asian",
    "black": "Black",
    "white": "White",
    "START": "referral made",
    "MOVED_TO_BUILDING_CHOICES": "moved to Building Choices",
    "gang_associated": "gang-associated",
}

OUTCOME_CLASSES = ("any", "sexual", "sexual_child", "violent", "breach")


def pretty(label: str) -> str:
    """A label for people."""
    if label in LABELS:
        return LABELS[label]
    plain = label.replace("_", " ")
    return plain.lower() if plain.isupper() and len(plain) > 6 else plain


# Codes inside the labels of an evaluation's rows; their other words are a plan's own and stay as they are.
POINTS = ESTIMATORS | {name: LABELS[name] for name in ("ENG-2017", "ENG-2009", "WAL-2021", "STAT-SOA-47-50", *OUTCOME_CLASSES)}
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


def pretty_point(label: str) -> str:
    """A label that carries its place in front ('3 conviction'), without it and with its codes in words."""
    number, _, rest = label.partition(" ")
    if not number.isdigit() or not rest:
        return pretty(label)
    return ": ".join(POINTS.get(part) or CODE.sub(lambda code: code[0].replace("_", " "), part) for part in rest.split(": "))
