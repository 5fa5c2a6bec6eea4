"""From the findings of a study to its published tables: read each true table, protect them all together.

`read` gives one table of the analysis side by name; it is the only thing this room knows of the store.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from throughcare.disclosure.policy import Policy
from throughcare.disclosure.protect import Context, Protected, protect
from throughcare.disclosure.published import PublishedTable
from throughcare.disclosure.statements import Knowledge
from throughcare.findings.spec import TrueTable, read_findings

if TYPE_CHECKING:
    import pyarrow as pa


def read_true_tables(read: Callable[[str], "pa.Table"], names: Iterable[str] | None = None) -> list[TrueTable]:
    """Every finding (or those named) with its true numbers."""
    findings = read_findings()
    chosen = findings if names is None else list(names)
    return [TrueTable(findings[name], tuple(read(name).to_pylist())) for name in chosen]


def publish_all(
    read: Callable[[str], "pa.Table"],
    policy: Policy,
    context: Context,
    earlier: Sequence[Knowledge] = (),
    names: Iterable[str] | None = None,
) -> Protected:
    """Everything a release needs: the tables, what they say, and the attacker's verdict."""
    return protect(read_true_tables(read, names), policy, context, earlier)


def publish(read: Callable[[str], "pa.Table"], policy: Policy, context: Context) -> list[PublishedTable]:
    """The published tables of a study."""
    return list(publish_all(read, policy, context).tables)
