"""A release takes two people: who may do what, in which state, and what comes of it.

The ledger holds each step with who, when and why; a step that the table below does not name is refused. One account acting for two
people cannot be prevented by a program on that account: the ledger keeps both the account and the name.
"""

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from throughcare.engine.ledger import append, read_ledger
from throughcare.errors import DisclosureError

State = Literal["drafted", "submitted", "returned", "approved", "rejected", "withdrawn", "released"]
Act = Literal["draft", "submit", "approve", "return", "reject", "withdraw", "release"]
Role = Literal["author", "checker", "releaser"]

# state -> act -> (who, next state). `draft` makes a release; nothing comes after the last three.
STEPS: dict[State, dict[Act, tuple[Role, State]]] = {
    "drafted": {"submit": ("author", "submitted"), "withdraw": ("author", "withdrawn")},
    "submitted": {"approve": ("checker", "approved"), "return": ("checker", "returned"), "reject": ("checker", "rejected")},
    "returned": {"submit": ("author", "submitted"), "withdraw": ("author", "withdrawn")},
    "approved": {"release": ("releaser", "released"), "withdraw": ("releaser", "withdrawn")},
    "rejected": {},
    "withdrawn": {},
    "released": {},
}


@dataclass(frozen=True)
class Person:
    """Who acts: the name declared in study.toml, and the account of the operating system."""

    name: str
    account: str


@dataclass(frozen=True)
class Release:
    """Where a release stands. `sha256` is the hash of the contents that were submitted."""

    release_id: str
    state: State
    author: Person
    sha256: str = ""
    approvals: tuple[Person, ...] = ()


def this_account() -> str:
    """The account that runs this program, as the operating system knows it: an environment variable, which anybody may set, is not asked."""
    user = os.getuid()
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"uid {user}"


def this_person(name: str) -> Person:
    """The person at the keyboard, under the name they give."""
    return Person(name, this_account())


def is_same(one: Person, other: Person) -> bool:
    """Whether two acts are one person's: the same name or the same account."""
    return one.name.casefold() == other.name.casefold() or one.account == other.account


def can_act(release: Release, act: Act, person: Person) -> bool:
    """Whether this person may do this now; never raises."""
    step = STEPS[release.state].get(act)
    if step is None:
        return False
    if step[0] == "author":
        return is_same(person, release.author)
    if step[0] == "checker":
        return not is_same(person, release.author) and not any(is_same(person, before) for before in release.approvals)
    return not is_same(person, release.author)


def check_can_act(release: Release, act: Act, person: Person) -> None:
    """Raise where `can_act` answers no, with the reason."""
    step = STEPS[release.state].get(act)
    if step is None:
        possible = ", ".join(STEPS[release.state]) or "nothing more"
        raise DisclosureError(
            f"release {release.release_id} is {release.state}: it cannot be taken to '{act}'; possible: {possible}"
        )
    if not can_act(release, act, person):
        raise DisclosureError(f"release {release.release_id}: {say_refusal(release, act, person, step[0])}")


def say_refusal(release: Release, act: Act, person: Person, role: Role) -> str:
    """Why this person may not do this, and who may."""
    if role == "author":
        return f"'{act}' is for its author, {release.author.name}; ask that person"
    before = [("its author", release.author), *(("somebody who approved it", one) for one in release.approvals)]
    whose, one = next((whose, one) for whose, one in before if is_same(person, one))
    how = "under the name" if person.name.casefold() == one.name.casefold() else "from the account"
    return f"'{act}' takes somebody else, on an account of their own: you act {how} of {whose}"


def read_releases(ledger: Path) -> dict[str, Release]:
    """Every release as the ledger has it, replayed from its first step; a step that was not allowed is named."""
    releases: dict[str, Release] = {}
    for line in read_ledger(ledger):
        event = line["event"]
        if event.get("verb") not in {f"release.{act}" for act in get_args(Act)}:
            continue
        known = releases.get(event["release"])
        releases[event["release"]] = _after(known, event)
    return releases


def _after(release: Release | None, event: Mapping[str, Any]) -> Release:
    person = Person(event["who"], event["account"])
    act: Act = event["verb"].removeprefix("release.")
    if release is None:
        if act != "draft":
            raise DisclosureError(f"release {event['release']}: the ledger has no draft of it")
        return Release(event["release"], "drafted", person)
    check_can_act(release, act, person)
    state = STEPS[release.state][act][1]
    approvals = release.approvals
    if act == "submit":
        return Release(release.release_id, state, release.author, event["sha256"])
    if act == "approve":
        approvals = (*approvals, person)
        state = "approved" if len(approvals) >= event["checkers"] else "submitted"
    return Release(release.release_id, state, release.author, release.sha256, approvals)


def take_step(
    ledger: Path, release_id: str, act: Act, person: Person, *, when: str, sha256: str = "", reason: str = "", checkers: int = 1
) -> Release:
    """Do one step and write it down. What was submitted is frozen: later steps name its hash, and another hash is refused."""
    release = read_releases(ledger).get(release_id)
    if act == "draft":
        if release is not None:
            raise DisclosureError(f"release {release_id} exists already; take another id, a correction is a new release")
    elif release is None:
        raise DisclosureError(f"release {release_id}: the ledger knows none of that id; draft it first")
    else:
        check_can_act(release, act, person)
        if act in {"approve", "release"} and sha256 != release.sha256:
            raise DisclosureError(
                f"release {release_id}: its files are not those that were submitted; return it and submit again"
            )
        if act in {"return", "reject", "approve"} and not reason:
            raise DisclosureError(f"release {release_id}: '{act}' needs a reason (--because)")
    event = {
        "verb": f"release.{act}",
        "release": release_id,
        "who": person.name,
        "account": person.account,
        "when": when,
        "sha256": sha256,
        "reason": reason,
        "checkers": checkers,
    }
    after = _after(release, event)
    append(ledger, event)
    return after


def draw_states() -> str:
    """The state diagram as a table in Markdown, for the documentation."""
    lines = ["| state | act | who | next |", "|---|---|---|---|"]
    for state, acts in STEPS.items():
        for act, (role, after) in acts.items():
            who = {"author": "author", "checker": "checker, never the author", "releaser": "releaser, never the author"}[role]
            lines.append(f"| `{state}` | {act} | {who} | `{after}` |")
        if not acts:
            lines.append(f"| `{state}` | | nobody | end |")
    return "\n".join(lines)
