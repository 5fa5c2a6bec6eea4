"""How well and how fast is the review: deduplication on labelled sets, import at scale, what a new order costs.

    python benchmarks/evidence.py [duplicates] [scale] [refit]

Targets: sensitivity and precision .99 with full metadata and .98 damaged; 100,000 references imported in 20 CPU seconds and
deduplicated in 60; a 200 MB RIS file streamed; a refit on 20,000 references under 1 CPU second. Labelled sets are invented
(tests/evidence/labelled.py; other words, vendors and damage:
other_styles.py). How good the order is: benchmarks/ranking.py.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "evidence"))

from labelled import LAYOUTS, make_labelled_set, score, write_layout
from other_styles import make_other_set, write_ris

from throughcare.evidence.duplicates.works import find_works
from throughcare.evidence.export import write_references
from throughcare.evidence.readers.export import read_export, stream_export
from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.screening.ranking import make_ranker

FULL, DAMAGED = 0.99, 0.98
IMPORT_SECONDS, DEDUPE_SECONDS, REFIT_SECONDS = 20.0, 60.0, 1.0


def peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_duplicates():
    """Sensitivity and precision over pairs, automatic zone alone, directly and through every layout of columns."""
    worst = {False: 1.0, True: 1.0}
    for cut in (False, True):
        for seed in range(211, 215):
            records, groups = make_other_set(1500, seed, cut=cut)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "set.ris"
                write_ris(path, records)
                read = read_export(path).records
            for got, given in zip(read, records, strict=True):
                got.record = given.record
            found = score(find_works(read), read, groups)
            worst[cut] = min(worst[cut], *found)
            print(
                f"other styles, {'titles cut' if cut else 'full':<10} seed {seed}  {len(records)} records  {found[0]:.4f}/{found[1]:.4f}"
            )
    for damaged in (False, True):
        for seed in range(201, 205):
            records, groups = make_labelled_set(1500, seed, damaged=damaged)
            found = [("records", score(find_works(records), records, groups))]
            for layout in LAYOUTS:
                with tempfile.TemporaryDirectory() as folder:
                    path = Path(folder) / "set.csv"
                    write_layout(path, records, layout)
                    read = read_export(path).records
                for got, given in zip(read, records, strict=True):
                    got.record = given.record
                found.append((layout, score(find_works(read), read, groups)))
            worst[damaged] = min(worst[damaged], *(min(values) for _, values in found))
            shown = "  ".join(f"{name} {sensitivity:.4f}/{precision:.4f}" for name, (sensitivity, precision) in found)
            print(f"{'damaged' if damaged else 'full':<8} seed {seed}  {len(records)} records  {shown}")
    print(f"worst: full {worst[False]:.4f} (target {FULL}), damaged {worst[True]:.4f} (target {DAMAGED})")


def measure_scale():
    """Import and deduplication of 100,000 references, and a RIS file of 200 MB read record by record."""
    records, groups = make_labelled_set(54_800, 301)
    records, groups = records[:100_000], groups[:100_000]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.ris"
        for at, record in enumerate(records):
            record.record = f"r{at}"
        write_references(records, path, "ris")
        began = time.process_time()
        read = read_export(path).records
        took = time.process_time() - began
        print(
            f"import {len(read):,} references, {path.stat().st_size / 1e6:.0f} MB: {took:.1f} CPU s ({took / IMPORT_SECONDS:.2f} of the target)"
        )
        for got, given in zip(read, records, strict=True):
            got.record = given.record
        began = time.process_time()
        works = find_works(read)
        took = time.process_time() - began
        sensitivity, precision = score(works, read, groups)
        print(
            f"dedupe {len(read):,}: {took:.1f} CPU s ({took / DEDUPE_SECONDS:.2f} of the target), {sensitivity:.4f}/{precision:.4f}, peak {peak_megabytes():.0f} MB"
        )
        large = Path(folder) / "huge.ris"
        text = path.read_bytes()
        with large.open("wb") as out:
            while out.tell() < 200_000_000:
                out.write(text)
                out.write(b"\n")
        began, reading = time.process_time(), Reading("huge.ris")
        count = sum(1 for _ in stream_export(large, reading))
        took = time.process_time() - began
        kept = reading.lines_read == reading.lines_used + reading.lines_named
        print(
            f"stream {large.stat().st_size / 1e6:.0f} MB: {count:,} references, {took:.1f} CPU s, every line accounted for: {kept}"
        )


def measure_refit():
    """What the order of 20,000 references costs: features once, a refit after a tenth, a half and all decisions but the last 500."""
    records, _ = make_labelled_set(11_000, 401)
    texts = [f"{record.title} {record.abstract}" for record in records[:20_000]]
    began = time.process_time()
    ranker = make_ranker(texts)
    print(f"{len(texts):,} references: features once {time.process_time() - began:.1f} CPU s")
    labels = {at: "offender" in text.lower() and at % 2 == 0 for at, text in enumerate(texts)}
    for decided in (2_000, 10_000, 19_500):
        took = []
        for number in (decided - decided // 21, decided):
            began = time.process_time()
            ranker.fit(dict(list(labels.items())[:number]))
            took.append(time.process_time() - began)
        print(f"refit on {decided:,} decisions: {took[1]:.2f} CPU s ({took[1] / REFIT_SECONDS:.2f} of the target)")


if __name__ == "__main__":
    chosen = sys.argv[1:] or ["duplicates", "scale", "refit"]
    for name in chosen:
        {"duplicates": measure_duplicates, "scale": measure_scale, "refit": measure_refit}[name]()
