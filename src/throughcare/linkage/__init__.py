"""Who is who: one person, many numbers.

In: the person tables as received, with names, dates of birth, postcodes and numbers (identity side).
Out: a crosswalk from every record to a person at three link sets, with probabilities; its pseudonymous twin for the analysis side; quality figures.
It must not know: offences, programmes, outcomes, ethnicity. Dates of hearings and sentences are the only dates of a person's case it may read.

Splink is used here and nowhere else.
"""
