"""Closed lists of labels: what a dimension's groups can be, whether or not anybody is in them.

A finding's header names a list that the package keeps (`each regime`), which is read where it stands, or writes it out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from throughcare.errors import TableError, nearest

ALL = "All"


@dataclass(frozen=True)
class ClosedList:
    """A dimension's labels in printing order, `All` among them where the table has totals; `within`: those that stand in one outer label only."""

    labels: tuple[str, ...]
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def has_total(self) -> bool:
        """Whether the dimension has a row for everybody."""
        return ALL in self.labels

    def all_labels(self) -> tuple[str, ...]:
        """Every label under any outer one, those under several last, `All` left out."""
        found = [label for inner in self.within.values() for label in inner]
        in_order = sorted(found, key=lambda label: found.count(label) > 1)
        return tuple(label for label in dict.fromkeys([*in_order, *self.labels]) if label != ALL)

    def labels_in(self, outer: str | None) -> tuple[str, ...]:
        """The labels that can stand under this outer one."""
        return (*self.within.get(outer or "", ()), *self.labels)


def read_lists(text: str, where: str) -> dict[str, ClosedList]:
    """Lists by dimension from `setting = custody; community; All | regime = each regime; none`; TableError where a named list does not exist."""
    found = {}
    for part in filter(None, (part.strip() for part in text.split("|"))):
        dimension, _, said = part.partition(" = ")
        labels: list[str] = []
        within: dict[str, tuple[str, ...]] = {}
        for item in filter(None, (item.strip() for item in said.split(";"))):
            name = item.removeprefix("each ")
            if name == item:
                labels.append(item)
            elif name in FLAT:
                labels += FLAT[name]()
            elif name in WITHIN:
                within |= WITHIN[name]()
            else:
                known = [*FLAT, *WITHIN]
                raise TableError(
                    f"{where}: labels '{item}': there is no such list; known: {', '.join(known)}{nearest(name, known)}"
                )
        found[dimension] = ClosedList(tuple(labels), within)
    return found


def _definitions() -> list[str]:
    from throughcare.definitions.load import load_rulebook

    return [definition.id for definition in load_rulebook().definitions]


def _classes() -> dict[str, tuple[str, ...]]:
    from throughcare.definitions.load import load_rulebook
    from throughcare.definitions.model import CLASSES, MET, NOT_MET

    by_limbs = tuple(name for name in CLASSES if name != NOT_MET)
    return {one.id: by_limbs if one.kind == "limbs" else (MET, NOT_MET) for one in load_rulebook().definitions}


def _risk_bands() -> list[str]:
    from throughcare.records.agencies.risk import Oasys

    return [word for word in Oasys.columns["osp_dc_band"].words if word != "NOT_APPLICABLE"]


def _regimes() -> list[str]:
    from throughcare.interventions.catalogue import packaged_catalogue

    return [regime.name for regime in packaged_catalogue().regimes]


def _levels() -> list[str]:
    from throughcare.interventions.catalogue import LEVELS

    return list(LEVELS)


def _kinds() -> list[str]:
    from throughcare.interventions.catalogue import KINDS

    return list(KINDS)


def _services() -> list[str]:
    from throughcare.records.agencies.community import CommunityService

    return list(CommunityService.columns["service_type"].words)


def _orders() -> list[str]:
    from throughcare.records.agencies.court import CourtOrder
    from throughcare.records.agencies.police import PoliceNotice

    # Those that a court or the police make to prevent; the others ask for no support and are in no finding.
    others = {"NOTIFICATION", "GANG_INJUNCTION", "SCPO", "RESTRAINING", "other"}
    words = [*PoliceNotice.columns["notice_type"].words, *CourtOrder.columns["order_type"].words]
    return sorted(word for word in words if word not in others)


def _reoffences() -> list[str]:
    from throughcare.outcomes.measure import CLASSES

    return list(CLASSES)


def _endings() -> list[str]:
    from throughcare.interventions.wait_tables import CAUSES, STILL

    return [*CAUSES, STILL]


def _sentence_types() -> list[str]:
    from throughcare.records.reference import read_codes

    found = dict.fromkeys(row["classification"] for row in read_codes("sentence_types"))
    return [name for name in found if name not in {"", "NON_CUSTODIAL", "BOTUS"}]


def _programmes() -> dict[str, tuple[str, ...]]:
    from throughcare.interventions.catalogue import packaged_catalogue
    from throughcare.records.reference import read_codes

    named = {name: kind for name, (kind, _) in packaged_catalogue().levels.items()}
    found: dict[str, list[str]] = {regime: [] for regime in [*_regimes(), "other programme", "service or Circle"]}
    for row in read_codes("programmes"):
        if named.get(row["programme"], "programme") == "programme":
            found[row["regime"] if row["regime"] in found else "other programme"].append(row["programme"])
    found["service or Circle"] = [name for name, kind in named.items() if kind == "circle"] + _services()
    return {outer: tuple(inner) for outer, inner in found.items()}


def _reasons() -> dict[str, tuple[str, ...]]:
    from throughcare.records.reference import read_codes

    found: dict[str, dict[str, None]] = {}
    for row in read_codes("withdrawal_reasons"):
        if row["attribution"] and row["reason_group"]:
            found.setdefault(row["attribution"], {})[row["reason_group"]] = None
    return {outer: tuple(sorted(inner)) for outer, inner in found.items()}


def _attributions() -> list[str]:
    return list(_reasons())


def _people() -> dict[str, tuple[str, ...]]:
    from throughcare.linkage.fair_groups import BANDS, NOT_RECORDED
    from throughcare.records.reference import read_codes

    ethnicity = sorted({row["group"] for row in read_codes("ethnicity_codes") if row["group"]})
    return {
        "age": (*(name for _, name in reversed(BANDS)), NOT_RECORDED),
        "ethnicity": (*ethnicity, NOT_RECORDED),
        "sex": ("men", "women", NOT_RECORDED),
    }


FLAT: Mapping[str, Callable[[], list[str]]] = {
    "definition": _definitions,
    "regime": _regimes,
    "risk band": _risk_bands,
    "level of prevention": _levels,
    "kind of intervention": _kinds,
    "service": _services,
    "preventive order": _orders,
    "class of reoffence": _reoffences,
    "ending of a wait": _endings,
    "sentence type": _sentence_types,
    "attribution": _attributions,
}
WITHIN: Mapping[str, Callable[[], dict[str, tuple[str, ...]]]] = {
    "class of a definition": _classes,
    "intervention of a regime": _programmes,
    "reason of an attribution": _reasons,
    "group of people": _people,
}
