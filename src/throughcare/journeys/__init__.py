"""What happened to each person, in which order, and where the trail ends.

In: the analysis-side extracts, `local_person`, `people`, `episodes`, `episode_records`, `person_class`.
Out: `events`, `spells`, `states`, `directly_follows`, `variants`, `conformance`, `contradictions`, `tracking`.
It must not know: which intervention works, or who reoffended. It repairs nothing: what cannot be true is listed, not mended.
"""
