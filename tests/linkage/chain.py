"""Run the linkage room's own tables in their order over received tables made in a test, through the engine's edge."""

import tempfile
import time
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from throughcare.engine.duck import connect
from throughcare.engine.edge import write_table
from throughcare.engine.table import Input, Rows, Run
from throughcare.linkage import tables

ORDER = (
    "identifiers",
    "nodes",
    "edges",
    "clusters",
    "crosswalk",
    "drawn_links",
    "person_link",
    "local_person",
    "people",
    "link_quality",
    "link_rates",
    "link_fairness",
)
PARAMETERS = {"extract_end": date(2026, 6, 30), "link_set": "default"}

OTHERS = {
    "court_charge_received": {"charge_id": pa.string(), "defendant_id": pa.string()},
    "court_disposal_received": {"charge_id": pa.string(), "disposal_date": pa.date32()},
    "prison_booking_received": {"book_id": pa.string(), "noms_number": pa.string()},
    "prison_sentence_received": {"book_id": pa.string(), "sentence_date": pa.date32()},
    "probation_event_received": {"crn": pa.string(), "conviction_date": pa.date32(), "start": pa.date32()},
    "oasys_received": {"noms_number": pa.string(), "crn": pa.string()},
    "recall_received": {"noms_number": pa.string(), "crn": pa.string()},
    "mappa_received": {"visor_ref": pa.string(), "crn": pa.string(), "pnc_id": pa.string()},
    "pnc_conviction_received": {"pnc_id": pa.string()},
    "ref_ethnicity_codes": {"code": pa.string(), "group": pa.string()},
}
ETHNICITY = pa.table({"code": ["W1", "A2"], "group": ["white", "asian"]})


class Room:
    """The built tables by name."""

    def __init__(self, study_folder, folder):
        self.study_folder = study_folder
        self.folder = folder
        self.inputs = {}

    def put(self, name, table):
        place = self.folder / name
        place.mkdir(exist_ok=True)
        pq.write_table(table, place / "data.parquet")
        self.inputs[name] = Input(name, place / "data.parquet")

    def make(self, name, parameters, threads=2, engine="duckdb", session=None):
        table = getattr(tables, name)
        place = self.folder / name
        place.mkdir(exist_ok=True)
        inputs = {needed: self.inputs[needed] for needed in table.inputs}
        chosen = {key: parameters.get(key) for key in table.parameters}
        run = Run(
            place, inputs, chosen, key=b"k" * 32, engine=engine, spark=session, threads=threads, study_folder=self.study_folder
        )
        made = table.make(run, *(inputs[needed] for needed in table.inputs))
        con = connect({}, [place], place, threads=threads)
        con.register("made", made.arrow() if isinstance(made, Rows) else made)
        write_table(con, "made", name, table.key, place / "data.parquet")
        self.inputs[name] = Input(name, place / "data.parquet")

    def __call__(self, name):
        return self.inputs[name].arrow()


def build_room(received, *, parameters=None, order=ORDER, verbose=False, threads=2, study_folder=None):
    """Every table of the room over the given received tables; the others are empty."""
    import invented

    room = Room(study_folder, Path(tempfile.mkdtemp(prefix="linkage-")))
    empty = {f"{name}_received": invented.received(name, []) for name in invented.COLUMNS}
    empty |= {name: pa.table({c: pa.array([], k) for c, k in columns.items()}) for name, columns in OTHERS.items()}
    for name, table in (empty | {"ref_ethnicity_codes": ETHNICITY} | dict(received)).items():
        room.put(name, table)
    for name in order:
        start = time.monotonic()
        room.make(name, PARAMETERS | (parameters or {}), threads)
        if verbose:
            print(name, round(time.monotonic() - start, 2))
    return room
