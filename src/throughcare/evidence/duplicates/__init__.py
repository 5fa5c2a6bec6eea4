"""Duplicates: pairs compared in bulk, merged, asked about or left alone; every merge with its reason.

Comes in: references with their ids, and rulings a person has made. Goes out: works (one per report), pairs to review.
Must not know: who screens, or what was decided of a record.
"""
