"""What followed: proven reoffending as the Ministry of Justice counts it, and the time people were at liberty to reoffend.

In: convictions and cautions of court and Police National Computer, custody spells, deaths and departures, and the measure as TOML (`measures/`).
Out: every proven offence counted once, index events, time at liberty, outcomes by class, and how much the waiting period misses. It must not know
who received what, so that nobody can choose an outcome after seeing the treatment.
"""
