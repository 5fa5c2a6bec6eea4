"""What the five questions and the seven recommendations are answered with: aggregate tables with true counts.

In come the tables of every room to the left. Out go small tables, one row per group of people, and what each column is a count of.
They stand on the analysis side: only the disclosure room reads them, and the report never does.
"""
