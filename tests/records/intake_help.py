"""Write a file, take it in, look at what became of it."""

import tempfile
from pathlib import Path

from throughcare.records.accounts import make_accounts
from throughcare.records.delivery import Delivery
from throughcare.records.intake import receive

KEY = b"k" * 32
HEADER = "noms_number,pnc_id,forenames,surname,dob,sex,ldc\n"


def take_in(content, table="prison_person", *, name=None, encoding="utf-8", show_values=False, **said):
    """Take in one file, or several given as a list; (messages, remarks, counts, accepted rows)."""
    contents = content if isinstance(content, list) else [content]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = []
        for number, one in enumerate(contents):
            file = name or f"{table}{number or ''}.csv"
            (folder / file).write_bytes(one if isinstance(one, bytes) else one.encode(encoding))
            files.append(file)
        scratch = folder / "scratch"
        received = receive(
            Delivery(table, tuple(files), **said), folder, this_year=2026, scratch=scratch, show_values=show_values
        )
        accounts = make_accounts(received, KEY)
        rows = sorted(received.accepted(KEY).to_pylist(), key=lambda row: (row["extract_id"], row["source_row"]))
        messages = [problem.text() for problem in received.problems()]
        remarks = [remark.text() for remark in received.remarks]
        counts = [(count.rows_read, count.accepted, count.quarantined) for count in received.counts]
        received.con.close()
        return Taken(messages, remarks, counts, rows, accounts, received.supplied)


class Taken:
    """What became of a file."""

    def __init__(self, messages, remarks, counts, rows, accounts, supplied):
        self.messages, self.remarks, self.counts, self.rows = messages, remarks, counts, rows
        self.accounts, self.supplied = accounts, supplied

    @property
    def said(self):
        return "\n".join(self.messages + self.remarks)
