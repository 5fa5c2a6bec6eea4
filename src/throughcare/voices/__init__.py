"""Interviews: from consent and transcripts to themes that name nobody.

Comes in: the study folder's `voices/` (consent, clean transcripts, codebook, codings; or the themes of a published study).
Goes out: clean text, codings that survive edits, agreement, themes by pooled role, QDPX.
Must not know: any person's record; originals of transcripts are read only by `redact`, never by a build.
"""
