"""A small review: its protocol and what its search found."""

PROTOCOL = """schema = 1
version = "1"
[study]
title = "Mentoring"
[[question]]
id = "Q1"
text = "Does mentoring after release help people who have been in prison?"
[concept]
text = "mentoring"
[[source]]
kind = "database"
names = ["PubMed"]
[[string]]
id = "S1"
text = "mentor* AND prison*"
[[criterion]]
id = "I1"
kind = "include"
text = "people released from prison with a mentor"
[[criterion]]
id = "E1"
kind = "exclude"
text = "no mentor"
[[criterion]]
id = "E2"
kind = "exclude"
text = "no data"
[screening]
seed = "1"
screeners = ["ab", "cd", "ef"]
[[form]]
name = "study"
fields = [{ name = "design", words = ["randomised", "matched", "none"] }, { name = "n", type = "number" }, "notes"]
[map]
rows = "intervention"
columns = "level"
levels = ["primary", "secondary"]
gap = { count = "distinct references", where = "comparison = yes", fewer_than = 2 }
[update]
every_months = 6
"""


def ris(*rows):
    """RIS of records given as (title, year, abstract)."""
    lines = []
    for title, year, abstract in rows:
        lines += [
            "TY  - JOUR",
            f"TI  - {title}",
            "AU  - Hill, A.",
            f"PY  - {year}",
            "JO  - Probation Journal",
            f"AB  - {abstract}",
            "ER  - ",
            "",
        ]
    return "\n".join(lines)


RECORDS = [
    ("Mentoring of prisoners after release", 2015, "A mentor met each person at the gate of the prison."),
    ("Mentors in prison and reconviction", 2016, "Mentoring in prison was compared with none."),
    ("Peer mentors at the gate", 2017, "Peer mentors met people released from prison."),
    ("Growth of barley in wet soil", 2014, "Barley was sown in wet soil."),
    ("Catalysts for polymer films", 2013, "A catalyst was tried on films."),
    ("Fishery quotas in the north", 2012, "Quotas of fish were set."),
]
