"""Hypothesis draws the same examples at every run, so that a change is judged by what it changes; HYPOTHESIS_PROFILE=search draws new ones.

No test fails because the machine is busy: time is measured in benchmarks.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("fixed", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", parent=settings.get_profile("fixed"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
