"""The sections of the report: one function a finding, from published tables to a sentence, a chart and a caveat."""
