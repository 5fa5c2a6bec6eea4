"""The review held against its own files: each check computes what it says, and gives the place.

Comes in: an evidence folder. Goes out: findings. Must not know: what any particular review is expected to have wrong.
"""
