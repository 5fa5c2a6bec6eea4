"""Hypothesis draws the same examples at every run, so that a change is judged by what it changes; HYPOTHESIS_PROFILE=search draws new ones."""

import os

from hypothesis import settings

settings.register_profile("fixed", derandomize=True)
settings.register_profile("search", derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
