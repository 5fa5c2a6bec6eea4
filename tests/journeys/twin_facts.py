"""Code lists and small helpers for the slow plain-Python twins of the SQL."""

import csv
from datetime import date

from throughcare.engine.table import PACKAGE

from .world import END, PARAMETERS


def facts(name):
    """The rows of a packaged code list; an empty cell is None, as in the tables."""
    path = PACKAGE / "records" / "reference" / f"{name}.csv"
    with path.open(encoding="utf-8") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]


def by(rows, *columns):
    """Rows by the value of a column, or of several."""
    return {tuple(row[c] for c in columns) if len(columns) > 1 else row[columns[0]]: row for row in rows}


OFFENCES = by(facts("offences"), "cjs_code")
OUTCOMES = by(facts("charge_outcomes"), "code")
DISPOSALS = by(facts("disposals"), "code")
MOVES = by(facts("movement_reasons"), "code")
STATUSES = by(facts("referral_statuses"), "service", "status")
TRANSITIONS = {(r["service"], r["from_status"], r["to_status"]) for r in facts("referral_transitions")}
ATTENDED = {r["code"]: r["attended"] for r in facts("attendance_codes")}
REASONS = by(facts("withdrawal_reasons"), "system", "code")
PROGRAMMES = facts("programmes")
SEXUAL = {
    "child_sexual",
    "child_image",
    "child_sexual_material",
    "sexual_any_age",
    "sexual_other",
    "trafficking_sexual",
    "prostitution_gain",
}


def day(moment):
    """The day of a timestamp."""
    return moment.date() if moment is not None else None


def first(*values):
    """The first value that is known."""
    return next((value for value in values if value is not None), None)


def least(*values):
    """The smallest known value."""
    known = [value for value in values if value is not None]
    return min(known) if known else None


def most(values):
    """The greatest known value."""
    known = [value for value in values if value is not None]
    return max(known) if known else None


def nulls_last(*values):
    """A sort key in which an unknown value comes after all others."""
    return tuple((value is None, value if value is not None else 0) for value in values)


class People:
    """Who a local number belongs to."""

    def __init__(self, rows):
        self.known = {(row["domain"], row["number"]): (row["person"], row["probability"]) for row in rows}

    def find(self, *tries):
        """Person and probability of the first number that is known, from pairs of domain and number."""
        for domain, number in tries:
            if number is not None and (domain, number) in self.known:
                return self.known[(domain, number)]
        return None


def names_of_programmes(names):
    """Each recorded name with its programme, regime and intensity."""
    made = {}
    for name in names:
        plain = name.replace("(legacy list)", "").strip().lower()
        hits = [
            p
            for p in PROGRAMMES
            if plain
            in [p["programme"].lower()]
            + [other.replace(" (legacy list)", "").lower() for other in (p["also_called"] or "").split("; ")]
        ]
        made[name] = {
            "name": name,
            "programme": min((p["programme"] for p in hits), default=name),
            "regime": min((p["regime"] for p in hits), default="not in the list"),
            "intensity": least(*(p["intensity"] for p in hits)),
        }
    return made


__all__ = ["END", "PARAMETERS", "date"]
