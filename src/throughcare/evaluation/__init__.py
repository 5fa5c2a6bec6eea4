"""Does it work? An effect, its plan, what was corrected for, and what cannot be said.

Comes in: one row per person with what was known at time zero, who started, what followed; and a plan.
Goes out: an `Evaluation`, every part of a report in its order, as plain data.
Must not know: names, who a pseudonym belongs to, how a page looks, what the disclosure policy allows.
"""
