"""How long 100 replications of 20 sites over 10 years take. Run: python benchmarks/capacity.py."""

import time

from throughcare.capacity.model import Service, Site, simulate

REPLICATIONS, SITES, YEARS, BUDGET_SECONDS = 100, 20, 10, 120


def main() -> None:
    """Print the CPU seconds beside the budget, and what one replication held."""
    sites = tuple(Site(f"S{number}", 65.0, 3.7, (9,), tuple(range(60, 1800, 10)), 182) for number in range(SITES))
    service = Service(sites, tuple(n % 4 for n in range(174)), 0.12, 0.1)
    begun = time.process_time()
    runs = [simulate(service, years=YEARS, seed=number) for number in range(REPLICATIONS)]
    spent = time.process_time() - begun
    people = sum(len(run.days) for run in runs) / REPLICATIONS
    print(
        f"{REPLICATIONS} replications of {SITES} sites over {YEARS} years: {spent:.1f} CPU seconds of {BUDGET_SECONDS}; {people:,.0f} waits in each"
    )


if __name__ == "__main__":
    main()
