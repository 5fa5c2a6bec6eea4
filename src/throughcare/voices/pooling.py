"""Roles with few participants are pooled until no group names a person.

Source: the policy `voices`: role, then field, then "other roles", until each group has three and none can be got by subtraction.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

SMALLEST_GROUP = 3
OTHER = "other roles"
ALL = "all participants"


@dataclass(frozen=True)
class Place:
    """Where a participant stands: experts or service users, then field, then role."""

    group: str
    field: str
    role: str


def pool_roles(people: Iterable[Place], smallest: int = SMALLEST_GROUP) -> dict[Place, str]:
    """The name of the group in which each place is shown.

    A field is split into its roles only when each of them has `smallest` participants, so that no small role is left as a
    difference. Where even all others together are fewer, the smallest group joins them.
    """
    counts = Counter(people)
    shown: dict[Place, str] = {}
    for group in sorted({place.group for place in counts}):
        own = {place: n for place, n in counts.items() if place.group == group}
        shown |= _pool_fields(own, smallest)
    return _absorb(counts, shown, smallest)


def _pool_fields(own: dict[Place, int], smallest: int) -> dict[Place, str]:
    shown: dict[Place, str] = {}
    for field in sorted({place.field for place in own}):
        roles = {place: n for place, n in own.items() if place.field == field}
        if len(roles) > 1 and min(roles.values()) >= smallest:
            shown |= {place: place.role for place in roles}
        elif sum(roles.values()) >= smallest:
            label = next(iter(roles)).group.replace("_", " ") + "s" if next(iter(roles)).group == "service_user" else field
            shown |= dict.fromkeys(roles, label)
        else:
            shown |= dict.fromkeys(roles, OTHER)
    return shown


def _absorb(counts: Counter[Place], shown: dict[Place, str], smallest: int) -> dict[Place, str]:
    """Join the smallest groups to the pooled one until every group is large enough, or there is one group of all."""
    result = dict(shown)
    while True:
        sizes: Counter[str] = Counter()
        for place, name in result.items():
            sizes[name] += counts[place]
        small = [name for name, n in sizes.items() if n < smallest]
        if not small:
            return result
        if len(sizes) == 1:
            return dict.fromkeys(result, ALL)
        joined = min((n, name) for name, n in sizes.items() if name != OTHER)[1]
        result = {place: OTHER if name == joined else name for place, name in result.items()}


def shown_count(number: int, smallest: int = SMALLEST_GROUP) -> str:
    """A count of participants as it is printed: 0, a range below `smallest`, or the number."""
    return str(number) if number == 0 or number >= smallest else f"1-{smallest - 1}"
