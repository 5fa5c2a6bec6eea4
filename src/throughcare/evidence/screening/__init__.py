"""Screening: two people blind to each other, a third for conflicts, an order that helps and never decides.

Comes in: works, decisions, the protocol's criteria. Goes out: what each record's standing is, queues, agreement, estimates.
Must not know: what is charted of a record.
"""
