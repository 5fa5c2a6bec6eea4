"""Which works stand removed before screening, from the rows that say so."""

from collections.abc import Mapping, Sequence

from throughcare.evidence.files import Row


def standing_removals(rows: Sequence[Row], aliases: Mapping[str, str]) -> dict[str, Row]:
    """Each removed work and the row that removed it; what was taken back is left out, and so is a record that no search holds."""
    undone = {row["undoes"] for row in rows if row["undoes"]}
    live = [row for row in rows if row["id"] not in undone and not row["undoes"] and row["record"] in aliases]
    return {aliases[row["record"]]: row for row in sorted(live, key=lambda row: (row["when"], row["id"]), reverse=True)}
