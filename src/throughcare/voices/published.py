"""A published study without transcripts: its subthemes and who is said to have raised them, by pooled role.

The study prints labels ("a probation officer", "experts"). A label that names a role counts for that role's pooled group; the rest
is shown as what it is, so that nobody reads "experts" as everyone.
"""

from dataclasses import dataclass

from throughcare.evidence.files import Row
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.pooling import OTHER, Place, pool_roles

NO_ROLE = "experts or participants, role not said"
ANONYMOUS = "anonymous"
NOT_INTERVIEWS = frozenset({"literature", "authors"})


@dataclass(frozen=True)
class Heard:
    """The pooled groups of a published study, and the group of each printed label."""

    sizes: dict[str, int]
    labels: tuple[tuple[str, str], ...]
    places: tuple[tuple[Place, str], ...]

    def shown(self, row: Row) -> str:
        """The pooled group of one row of interviewees.csv."""
        return dict(self.places).get(place_of(row), OTHER)

    def group_of(self, label: str) -> str:
        """The pooled group of a printed label."""
        lowered = label.lower()
        if lowered.startswith(ANONYMOUS):
            return ANONYMOUS
        found = [(len(start), group) for start, group in self.labels if lowered.startswith(start)]
        return max(found)[1] if found else NO_ROLE


def pool_published(interviewees: list[Row]) -> Heard:
    """Pool the roles of a published study by the numbers interviewed."""
    people: list[Place] = []
    for row in interviewees:
        people += [place_of(row)] * int(row["interviewed"] or 0)
    shown = pool_roles(people)
    sizes: dict[str, int] = {}
    for place in people:
        sizes[shown[place]] = sizes.get(shown[place], 0) + 1
    labels = tuple(
        (row["label"].lower(), shown[place_of(row)]) for row in interviewees if row["label"] and place_of(row) in shown
    )
    return Heard(sizes, labels, tuple(shown.items()))


def place_of(row: Row) -> Place:
    """Group, field and role of a participant's or a role's row."""
    return Place(row["group"], row["field"], row["role"])


def is_interview(theme: Row) -> bool:
    """True for a subtheme that somebody interviewed raised."""
    return not NOT_INTERVIEWS & set(theme.parts("raised_by"))


def groups_of(theme: Row, heard: Heard) -> list[str]:
    """The pooled groups that raised a subtheme, each once."""
    return list(dict.fromkeys(heard.group_of(label) for label in theme.parts("raised_by")))


def theme_by_group(folder: VoicesFolder) -> tuple[list[str], list[tuple[str, list[int], int]]]:
    """Columns (groups) and, per theme of the interviews, the number of its subthemes that each group raised and of all."""
    heard = pool_published(folder.interviewees)
    columns = [*heard.sizes, NO_ROLE, ANONYMOUS]
    themes = [theme for theme in folder.themes if is_interview(theme)]
    rows = []
    for name in dict.fromkeys(theme["theme"] for theme in themes):
        own = [theme for theme in themes if theme["theme"] == name]
        rows.append((name, [sum(1 for t in own if column in groups_of(t, heard)) for column in columns], len(own)))
    return columns, rows


def coarse_subthemes(folder: VoicesFolder) -> tuple[int, int]:
    """How many subthemes of the interviews say only "experts", and how many there are."""
    themes = [theme for theme in folder.themes if is_interview(theme)]
    return sum(1 for theme in themes if theme["raised_by"].strip().lower() == "experts"), len(themes)
