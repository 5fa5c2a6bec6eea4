"""The report: what was found, in words, charts and tables, as one HTML file, CSV with metadata, and one ODS.

In come published tables, the evidence and voices rooms' tables, and where everything came from. Out go files.
The room must not know the store, or any number that has not been through disclosure control.
"""
