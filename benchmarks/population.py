"""CPU seconds and peak memory to invent a population with all its records: `python benchmarks/population.py [PEOPLE]`.

The limit is 90 CPU seconds for 100,000 people; the exit status is 1 beyond it.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from throughcare.population import simulate

LIMIT_SECONDS = 90.0


def main() -> int:
    """Invent, measure, print."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        begun, cpu = time.perf_counter(), time.process_time()
        manifest = simulate(Path(folder), people=people)
        wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
        rows, size = (
            sum(file.rows for file in manifest.files),
            sum((Path(folder) / file.path).stat().st_size for file in manifest.files),
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{people:,} people, {rows:,} rows, {size / 1e6:,.0f} MB: {cpu:.1f} CPU s, {wall:.1f} s, peak {peak:,.0f} MiB")
    print(f"limit: {LIMIT_SECONDS * people / 100_000:.1f} CPU s")
    return int(cpu > LIMIT_SECONDS * people / 100_000)


if __name__ == "__main__":
    sys.exit(main())
