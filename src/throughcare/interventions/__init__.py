"""Who was offered, given and refused which intervention, how long it took, and what was never reached.

In: the analysis-side extracts, `local_person`, `people`, `person_class`, and the journeys room's `events` and `spells`.
Out: `referrals`, `received`, `waits`, `coverage` and the monitors of the recommendations.
It must not know: outcomes. A requirement, a sentence or a referral is never read as an intervention received.
"""
