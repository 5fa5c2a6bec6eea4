"""One module a verb, each with a click command called `command`. They may use every room; no room uses them.

What the commands share stands in `commands/_shared.py`.
"""
