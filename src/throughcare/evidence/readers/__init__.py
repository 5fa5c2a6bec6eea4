"""Search exports, read so that every input line is part of a record or of a named problem.

Comes in: RIS, EndNote XML, PubMed nbib, Web of Science ciw, CSV or TSV, CSL-JSON, BibTeX. Goes out: records and problems.
Must not know: protocol, decisions, or any other export.
"""
