"""The living review of literature: from search exports to a gap map, in files a person can read.

Comes in: the study folder's `evidence/` (protocol, searches, decisions, charted tables).
Goes out: references, duplicates, screened, flow, map, synthesis, the review's own inconsistencies, tables for the report.
Must not know: any person's record, or what the interviews said; it reads no table of the records rooms.
"""
