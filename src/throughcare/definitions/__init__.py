"""Which episodes are related to child sexual exploitation, under every definition side by side.

In: analysis-side extracts, who is who (`local_person`, `people`), code lists, and definitions as TOML (`elements.toml`, `rules/`, `texts/`, and the
study's own files). Out: episodes with their records, which rule each record fired, the class of every episode and person with the day on which it
could be known. It must not know names, what anybody received, or how anybody fared; no silence is read as "no".
"""
