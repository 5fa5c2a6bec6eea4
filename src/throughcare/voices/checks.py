"""The interviews held against their own files: who is not heard, which roles are one person, which points say only "experts"."""

from collections.abc import Iterator

from throughcare.evidence.finding import Finding
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.own_checks import check_own_material
from throughcare.voices.pooling import SMALLEST_GROUP
from throughcare.voices.published import coarse_subthemes, is_interview


def check_unheard(folder: VoicesFolder) -> Iterator[Finding]:
    """Roles that were interviewed and are never quoted under a label of their own, and quotations nobody can assign."""
    silent = [row for row in folder.interviewees if int(row["interviewed"] or 0) and not int(row["quotations_printed"] or 0)]
    printed = sum(int(theme["quotations_printed"] or 0) for theme in folder.themes)
    labelled = sum(int(row["quotations_printed"] or 0) for row in folder.interviewees)
    if silent:
        seen = "; ".join(
            f"{row['id']} ({row['interviewed']} interviewed) has no quotation under a label of its own" for row in silent
        )
        seen += (
            f"; {printed - labelled} of {printed} quotations are anonymous, so people cannot be counted"
            if printed > labelled
            else ""
        )
        yield Finding("voice-unheard", _chapters(folder), seen, tuple(row["id"] for row in silent))


def check_small_roles(folder: VoicesFolder) -> Iterator[Finding]:
    """Roles held by one person, above all those quoted under a label that names the role."""
    single = [row for row in folder.interviewees if row["interviewed"] == "1"]
    if single:
        quoted = [row for row in single if int(row["quotations_printed"] or 0)]
        seen = f"{len(single)} roles are one person each ({', '.join(row['id'] for row in single)})"
        seen += f"; quoted under a label: {', '.join(row['id'] for row in quoted)}" if quoted else ""
        narrower = [row["id"] for row in quoted if "narrower" in row["note"]]
        seen += f"; label narrower than the role: {', '.join(narrower)}" if narrower else ""
        yield Finding(
            "role-small",
            _chapters(folder, "interviews"),
            f"{seen}; pool them to groups of {SMALLEST_GROUP}",
            tuple(row["id"] for row in single),
        )


def check_coarse(folder: VoicesFolder) -> Iterator[Finding]:
    """Points of the interviews that nobody but "experts" is said to have raised."""
    coarse, of_all = coarse_subthemes(folder)
    if coarse:
        seen = f"{coarse} of {of_all} subthemes say only \u201cexperts\u201d, so a theme by role matrix cannot be rebuilt"
        yield Finding("attribution-coarse", _chapters(folder), seen)


def _chapters(folder: VoicesFolder, otherwise: str = "themes") -> str:
    chapters = sorted({theme["section"].split(".")[0] for theme in folder.themes if theme["section"] and is_interview(theme)})
    return f"chapter {', '.join(chapters)}" if chapters else otherwise


def check_voices(folder: VoicesFolder) -> list[Finding]:
    """Everything that the interviews' own files contradict or leave out."""
    published = [*check_unheard(folder), *check_small_roles(folder), *check_coarse(folder)]
    own = folder.consent or folder.codings or any(folder.transcripts.glob("*.txt")) or folder.originals.is_dir()
    return published + (check_own_material(folder) if own else [])
