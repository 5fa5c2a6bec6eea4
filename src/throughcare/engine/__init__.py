"""The engine: tables as files, built in order, stored once under what they depend on.

Comes in: `.sql` files, Python tables and a study's parameters. Goes out: Parquet in the store, with a manifest each.
It knows nothing of police, prisons or programmes.
"""
