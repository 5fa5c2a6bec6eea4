"""Local pages over released packs.

Comes in: a folder of packs whose hashes hold. Goes out: pages on this machine only. It cannot open a store, and knows no true count.
"""
