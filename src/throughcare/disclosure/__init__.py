"""The only way out: policy, protection, attack and release.

In come the findings room's aggregate tables with true counts and the statements of earlier releases.
Out go `PublishedTable`s, which have no field for a true count, and what an outsider now knows.
The room must not know how a table is drawn, and never a person's row.
"""
