"""What `throughcare voices` says of agreement, disagreements and participants; kept apart so that each file stays one idea."""

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from throughcare.evidence.screening.agreement import Agreement, Coefficient
    from throughcare.voices.agreeing import CodeAgreement
    from throughcare.voices.settling import Disagreement


def several(number: int, one: str, more: str) -> str:
    """A number with its word."""
    return f"{number} {one if number == 1 else more}"


def _plain(found: "Agreement") -> dict[str, Any]:
    return asdict(found) | {"table": {f"{one}/{other}": n for (one, other), n in found.table.items()}}


def agreement_result(found: "CodeAgreement") -> dict[str, Any]:
    """One code's agreement as a JSON object; `code` is `all` for the codes together."""
    return {
        "code": found.code or "all",
        "by_participant": _plain(found.by_participant),
        "by_character": _plain(found.by_character),
    }


def _shown(coefficient: "Coefficient") -> str:
    if coefficient.value is None:
        return "undefined" if coefficient.why_not.startswith("undefined") else coefficient.why_not or "undefined"
    if coefficient.low is None or coefficient.high is None:
        return f"{coefficient.value:.3f}"
    return f"{coefficient.value:.3f} ({coefficient.low:.3f} to {coefficient.high:.3f})"


def agreement_table(found: Sequence["CodeAgreement"]) -> str:
    """Percent, kappa and alpha with 95 % intervals per code, and under all of them what could not be computed and why."""
    if not found:
        return "no codes yet (voices/codebook.toml)"
    lines, notes = [], set[str]()
    for one in found:
        lines.append(one.code or "all codes together")
        for name, part in (("by participant", one.by_participant), ("by character", one.by_character)):
            if not part.units:
                lines.append(f"  {name}: nothing was coded by two yet")
                continue
            values = {"percent": part.percent, "kappa": part.kappa, "alpha": part.alpha}
            said = "; ".join(f"{word} {_shown(value)}" for word, value in values.items())
            lines.append(f"  {name}, {part.units} units: {said}")
            notes |= {value.why_not for value in values.values() if value.why_not} | ({part.note} if part.note else set())
            notes |= {
                f"{word} undefined in {value.undefined_share:.0%} of samples ({one.code or 'all'}, {name})"
                for word, value in values.items()
                if value.undefined_share
            }
    return "\n".join([*lines, *sorted(notes)])


def disagreement_result(found: "Disagreement") -> dict[str, Any]:
    """One disagreement as a JSON object."""
    return {"coding": found.coding.id, "participant": found.coding.participant, "code": found.coding.code, "start": found.coding.start,
            "end": found.coding.end, "who": found.coding.who, "without": list(found.without), "instead": [list(pair) for pair in found.instead],
            "ruling": found.ruling}  # fmt: skip


def disagreement_lines(apart: Sequence["Disagreement"]) -> str:
    """One line a disagreement: who has what where, and what the others have there."""
    lines = []
    for one in apart:
        there = ", ".join(f"{who} {code}" for who, code in one.instead) or f"{', '.join(one.without)} nothing"
        words = textwrap.shorten(one.coding.quote, 50, placeholder=" ...")
        lines.append(f"{one.coding.id} {one.coding.participant} {one.coding.start}-{one.coding.end}: {one.coding.who} {one.coding.code}; {there}"
                     f"; {one.ruling or 'waits'}: {words}")  # fmt: skip
    return "\n".join(lines) or "coders differ nowhere"


def participant_rows(folder: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """One row a participant whose material may be used, and a line on how many may not."""
    from throughcare.voices.consent import participants

    cells = {row["id"]: row for row in folder.consent}
    rows = [
        {"id": person.id, "role": cells[person.id]["role"], "setting": cells[person.id]["setting"], "shown_as": person.group or "not heard yet",
         "quoted_as": person.label if person.may_quote else "never quoted", "transcript": (folder.transcripts / f"{person.id}.txt").is_file()}
        for person in participants(folder).values()
    ]  # fmt: skip
    lines = [
        f"{row['id']}: {row['role']}{', ' + row['setting'] if row['setting'] else ''}; shown as {row['shown_as']}; quoted as {row['quoted_as']}; "
        f"{'clean text' if row['transcript'] else 'no clean text yet'}"
        for row in rows
    ]  # fmt: skip
    withdrawn, silent = sum(1 for r in folder.consent if r["withdrawn"]), sum(1 for r in folder.consent if not r["consent"])
    if withdrawn or silent:
        lines.append(f"{withdrawn} withdrew, {silent} without a day of consent: nothing of theirs is read")
    return rows, lines
