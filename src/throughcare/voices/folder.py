"""A study folder's `voices/`, each table read when it is first asked for; originals are never read here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from throughcare.errors import InputError, StudyError
from throughcare.evidence.files import Row, read_table


@dataclass(frozen=True)
class VoicesFolder:
    """The interviews of one study: participants, texts, codes; or the themes of a published study without transcripts."""

    path: Path

    @cached_property
    def themes(self) -> list[Row]:
        """Subthemes of a published study."""
        return read_table(self.path, "themes", ("theme_id", "theme", "subtheme_id", "subtheme", "raised_by"))

    @cached_property
    def interviewees(self) -> list[Row]:
        """Roles of a published study, in numbers only."""
        return read_table(self.path, "interviewees", ("id", "group", "field", "role", "interviewed"))

    @cached_property
    def consent(self) -> list[Row]:
        """Participants with role, consent and the wish to be named by role or not."""
        return read_table(self.path, "consent", ("id", "group", "field", "role", "consent", "attribution", "quote", "withdrawn"))

    @cached_property
    def approaches(self) -> list[Row]:
        """Whom the study asked, how, and what came of it."""
        return read_table(self.path, "approaches", ("id", "date", "field", "role", "how", "referred_by", "outcome"))

    @cached_property
    def codings(self) -> list[Row]:
        """Stand-off codings as written, of every coder."""
        return read_table(self.path, "codings", ("id", "participant", "text_sha", "start", "end", "code", "quote"))

    @cached_property
    def settled(self) -> list[Row]:
        """Rulings on disagreements of coders, as written."""
        return read_table(self.path, "settled", ("id", "coding", "participant", "choice", "who", "when"))

    @cached_property
    def rulings(self) -> dict[str, str]:
        """The last ruling on each coding: keep or drop."""
        ordered = sorted(self.settled, key=lambda row: (row["when"], row["id"]))
        return {row["coding"]: row["choice"] for row in ordered}

    @cached_property
    def codebook(self) -> Mapping[str, Mapping[str, Any]]:
        """Codes by their path (`gaps/linkage`), with definition, include, exclude, example, questions, colour."""
        path = self.path / "codebook.toml"
        if not path.is_file():
            return {}
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
            raise StudyError(f"voices/codebook.toml: {bad}; mend this line") from bad
        codes = data.get("codes", {})
        if not isinstance(codes, dict):
            raise StudyError('voices/codebook.toml: codes: expected tables as [codes."gaps/linkage"]')
        return {str(code): fields for code, fields in codes.items() if isinstance(fields, dict)}

    @property
    def transcripts(self) -> Path:
        """Where clean texts stand."""
        return self.path / "transcripts"

    @property
    def originals(self) -> Path:
        """Where originals wait for redaction; never read by a build, never in a repository."""
        return self.path / "originals"


def open_voices(study: Path) -> VoicesFolder:
    """The `voices/` of a study folder (or that folder itself). Raises InputError when there is none."""
    for candidate in (study / "voices", study):
        if candidate.is_dir() and (
            candidate.name == "voices" or (candidate / "consent.csv").is_file() or (candidate / "themes.csv").is_file()
        ):
            return VoicesFolder(candidate)
    raise InputError(
        f"{study}: no voices/ folder here; it holds consent.csv and transcripts/, or themes.csv of a published study"
    )


def has_voices(study: Path) -> bool:
    """True where a study folder holds interviews or the themes of a published study."""
    folder = study / "voices"
    return any((folder / name).exists() for name in ("themes.csv", "consent.csv", "themes", "consent"))
