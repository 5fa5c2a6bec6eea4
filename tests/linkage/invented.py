"""Invented person records with known truth, for the linkage room's own tests.

Everything is made up: names from syllables and common forms, dates and numbers at random, error rates of the order of the reference table.
"""

import json
import random
from datetime import date, timedelta

import pyarrow as pa

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
FORENAMES = ["James", "John", "David", "Michael", "Robert", "Daniel", "Thomas", "Matthew", "Andrew", "Anthony", "Christopher", "Stephen",
             "Paul", "Mark", "Peter", "Lee", "Craig", "Darren", "Wayne", "Gareth", "Jordan", "Kyle", "Liam", "Ryan", "Scott", "Shane"]  # fmt: skip
OTHER = ["Mohammed", "Ahmed", "Yusuf", "Ibrahim", "Imran", "Tariq", "Bilal", "Omar", "Khalid", "Hassan"]
SPELLINGS = {
    "Mohammed": ["Mohammad", "Muhammad", "Mohamed"], "Ahmed": ["Ahmad"], "Yusuf": ["Yousef", "Yousuf"], "Ibrahim": ["Ebrahim"],
    "Omar": ["Umar"], "Khalid": ["Khaled"], "Hassan": ["Hasan"], "Tariq": ["Tarik"], "Hussain": ["Hussein", "Husain"],
}  # fmt: skip
NICKNAMES = {
    "James": "Jim",
    "David": "Dave",
    "Michael": "Mike",
    "Robert": "Bob",
    "Daniel": "Dan",
    "Thomas": "Tom",
    "Anthony": "Tony",
}
SURNAMES = [
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Williams",
    "Wilson",
    "Johnson",
    "Davies",
    "Patel",
    "Wright",
    "Walker",
    "White",
    "Green",
]
OTHER_SURNAMES = ["Khan", "Hussain", "Ali", "Ahmed", "Akhtar", "Iqbal", "Malik", "Shah", "Begum", "Mahmood"]
SYLLABLES = [
    "bar",
    "ton",
    "wick",
    "den",
    "ley",
    "ham",
    "ford",
    "mor",
    "gan",
    "hal",
    "ster",
    "win",
    "cot",
    "ber",
    "ry",
    "lan",
    "der",
    "kin",
]


def pnc(rng):
    year, serial = rng.randint(70, 99), rng.randint(1, 9_999_999)
    return f"19{year}/{serial:07d}{LETTERS[(year * 10**7 + serial) % 23]}"


def cro(rng):
    year, serial = rng.randint(70, 99), rng.randint(1, 999_999)
    return f"{serial:06d}/{year:02d}{LETTERS[(year * 10**6 + serial) % 23]}"


def typo(name, rng):
    at = rng.randrange(len(name))
    kind = rng.random()
    if kind < 0.3:
        return name[:at] + name[at + 1 :]
    if kind < 0.6:
        return name[:at] + rng.choice("aeiounrst") + name[at + 1 :]
    if kind < 0.8:
        return name[: at + 1] + name[at:]
    return name[: max(at - 1, 0)] + name[max(at - 1, 0) : at + 1][::-1] + name[at + 1 :]


def invent_person(rng, number):
    group = "transliterated" if rng.random() < 0.15 else "latin_uk"
    if group == "latin_uk":
        forename = rng.choice(FORENAMES)
        surname = (
            rng.choice(SURNAMES)
            if rng.random() < 0.25
            else "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3)))).title()
        )
        if rng.random() < 0.03:
            surname += "-" + rng.choice(SURNAMES)
    else:
        forename, surname = rng.choice(OTHER), rng.choice(OTHER_SURNAMES)
        if rng.random() < 0.5:
            surname = rng.choice(OTHER_SURNAMES)[:3].title() + rng.choice(SYLLABLES)
    outcodes = [f"{a}{n}" for a in ("LS", "BD", "S", "M") for n in range(1, 15)]
    codes = [
        f"{rng.choice(outcodes)} 9{rng.choice('ABDEFGH')}{rng.choice('ABDEFGHJLN')}"
        for _ in range(1 + min(3, int(rng.expovariate(0.55))))
    ]
    return {
        "person_id": f"P{number:09d}", "name_script_group": group, "ethnicity": "W1" if group == "latin_uk" else "A2", "forename": forename, "surname": surname,
        "middle": rng.choice(FORENAMES) if rng.random() < 0.5 else None,
        "dob": date(1950, 1, 1) + timedelta(days=rng.randrange(20000)), "pnc": pnc(rng), "cro": cro(rng) if rng.random() < 0.5 else None,
        "noms": f"A{rng.randrange(10000):04d}{rng.choice('ABCDEFGH')}{rng.choice('ABCDEFGHJK')}",
        "alias": (rng.choice(FORENAMES), rng.choice(SURNAMES)) if rng.random() < 0.3 else None, "postcodes": codes,
    }  # fmt: skip


def spoil(person, rng, *, pnc_present, cro_present, wrong_pnc):
    forename, surname, dob = person["forename"], person["surname"], person["dob"]
    if forename in SPELLINGS and rng.random() < 0.22:
        forename = rng.choice(SPELLINGS[forename])
    if surname in SPELLINGS and rng.random() < 0.22:
        surname = rng.choice(SPELLINGS[surname])
    if forename in NICKNAMES and rng.random() < 0.03:
        forename = NICKNAMES[forename]
    if person["alias"] and rng.random() < 0.045:
        forename, surname = person["alias"]
    if rng.random() < 0.015:
        forename = typo(forename, rng)
    if rng.random() < 0.015:
        surname = typo(surname, rng)
    if rng.random() < 0.0012:
        forename, surname = surname, forename
    if rng.random() < 0.0033:
        surname = rng.choice(SURNAMES)
    draw = rng.random()
    if draw < 0.004 and dob.day <= 12:
        dob = dob.replace(month=dob.day, day=dob.month)
    elif draw < 0.014:
        dob = dob + timedelta(days=rng.choice((-10, -1, 1, 10)))
    elif draw < 0.021:
        dob = dob.replace(year=dob.year + rng.choice((-5, -2, -1, 1, 2, 10)), day=min(dob.day, 28))
    number = person["pnc"] if rng.random() < pnc_present else None
    if number and rng.random() < wrong_pnc:
        number = pnc(rng)
    aliases = None
    if person["alias"] and rng.random() < 0.55:
        aliases = json.dumps([{"forenames": person["alias"][0], "surname": person["alias"][1], "dob": None}])
    return {
        "forenames": forename + (f" {person['middle']}" if person["middle"] and rng.random() < 0.8 else ""), "surname": surname,
        "dob": dob, "pnc_id": number, "cro_number": person["cro"] if person["cro"] and rng.random() < cro_present else None,
        "postcode": rng.choice(person["postcodes"][:2]), "aliases": aliases, "sex": "M",
        "ethnicity": person["ethnicity"], "self_defined_ethnicity": person["ethnicity"],
    }  # fmt: skip


COLUMNS = {
    "police_person": ["force_code", "nominal_ref", "asn", "address", "pnc_id", "cro_number", "forenames", "surname", "dob", "postcode", "aliases", "sex", "self_defined_ethnicity"],
    "court_defendant": ["defendant_id", "master_defendant_id", "asn", "address", "pnc_id", "cro_number", "forenames", "surname", "dob", "postcode", "sex"],
    "prison_person": ["noms_number", "merged_into", "ethnicity", "pnc_id", "cro_number", "forenames", "surname", "dob", "aliases", "sex"],
    "probation_person": ["crn", "noms_number", "pnc_id", "cro_number", "other_ids", "address", "forenames", "surname", "dob", "postcode", "aliases", "sex", "ethnicity"],
    "community_service": ["provider", "service_user_ref", "crn", "forenames", "surname", "dob", "postcode"],
    "circle": ["core_member_ref", "crn", "forenames", "surname", "dob"],
}  # fmt: skip


def received(name, rows):
    """Rows as the received table of an extract: every column the linkage room reads, and the row number."""
    columns = {}
    for column in COLUMNS[name]:
        kind = pa.date32() if column == "dob" else pa.string()
        columns[column] = pa.array([row.get(column) for row in rows], kind)
    columns["source_row"] = pa.array(range(1, len(rows) + 1), pa.int64())
    return pa.table(columns)


def invent(people, seed=1, *, pnc_present=0.75, cro_present=0.6, wrong_pnc=0.0):
    """(received tables by extract name, truth rows, truth persons) for so many people, about four records each."""
    rng = random.Random(seed)
    tables = {name: [] for name in COLUMNS}
    truth, persons = [], []
    for number in range(people):
        person = invent_person(rng, number)
        persons.append({"person_id": person["person_id"], "name_script_group": person["name_script_group"]})
        crn, noms = f"X{number:06d}", f"A{number % 10000:04d}{chr(65 + number // 10000 % 26)}{chr(65 + number // 260000)}"

        def add(name, key, value, extra, *, person=person):
            spoilt = spoil(person, rng, pnc_present=pnc_present, cro_present=cro_present, wrong_pnc=wrong_pnc)
            tables[name].append({**spoilt, key: value, **extra})
            truth.append({"table_name": name, "source_record_id": value, "person_id": person["person_id"]})

        for part in range(rng.choice((1, 1, 2))):
            add("police_person", "nominal_ref", f"N{number}-{part}", {"force_code": "13"})
        for part in range(rng.choice((1, 1, 1, 2, 3))):
            add("court_defendant", "defendant_id", f"D{number}-{part}", {})
        if rng.random() < 0.55:
            add("prison_person", "noms_number", noms, {})
        if rng.random() < 0.8:
            add("probation_person", "crn", crn, {"noms_number": noms if rng.random() < 0.3 else None})
        if rng.random() < 0.1:
            add(
                "community_service",
                "service_user_ref",
                f"S{number}",
                {"provider": "Q", "crn": crn if rng.random() < 0.4 else None},
            )
    return (
        {f"{name}_received": received(name, rows) for name, rows in tables.items()},
        pa.Table.from_pylist(truth),
        pa.Table.from_pylist(persons),
    )
