"""Made-up pairs, one hypothesis each: the same person written otherwise must reach a level above "else", another person must not weigh as much.

Source: linkage note, section 14. The pairs stand among 400 invented people, so that frequencies are those of a register.
"""

from datetime import date

import invented
import pytest

import chain

BORN = date(1985, 3, 9)
SAME = {
    "transliteration": (("Mohammed", "Hussain"), ("Muhammad", "Hussein")),
    "order": (("Wei", "Zhao"), ("Zhao", "Wei")),
    "double-barrelled": (("Peter", "Aldwick-Crane"), ("Peter", "Crane")),
    "nickname": (("Robert", "Thornwell"), ("Bob", "Thornwell")),
    "apostrophe": (("Sean", "O'Dunleavy"), ("Sean", "ODUNLEAVY")),
    "accents": (("José", "Peñalver"), ("Jose", "Penalver")),
    "spelling": (("Jonathan", "Pemberley"), ("Jonathon", "Pemberly")),
    "changed surname": (("Gwendolyn", "Ashcombe"), ("Gwendolyn", "Fairlie")),
}
DIFFERENT = {
    "father and son": (("Robert", "Thornwell", date(1955, 3, 9)), ("Robert", "Thornwell", date(1985, 11, 20))),
    "brothers": (("Adam", "Aldwick", BORN), ("Kevin", "Aldwick", date(1988, 7, 1))),
    "common name, other date": (("John", "Smith", BORN), ("John", "Smith", date(1971, 12, 2))),
}


@pytest.fixture(scope="module")
def weights():
    """The weight of each pair by its hypothesis; none where blocking or the floor left it out."""
    received, _, _ = invented.invent(400, seed=9)
    police, court = [], []
    for kind, pairs in (("same", SAME), ("different", DIFFERENT)):
        for name, (one, other) in pairs.items():
            for rows, column, person in ((police, "nominal_ref", one), (court, "defendant_id", other)):
                born = person[2] if len(person) > 2 else BORN
                rows.append(
                    {
                        column: f"{kind} {name}",
                        "forenames": person[0],
                        "surname": person[1],
                        "dob": born,
                        "postcode": "LS1 9ZZ",
                        "force_code": "13",
                    }
                )
    import pyarrow as pa

    for name, rows in (("police_person", police), ("court_defendant", court)):
        received[f"{name}_received"] = pa.concat_tables([received[f"{name}_received"], invented.received(name, rows)])
    built = chain.build_room(received, order=("identifiers", "nodes", "edges"))
    found = {}
    for row in built("edges").to_pylist():
        left, right = row["left_key"].split(":", 1)[1], row["right_key"].split(":", 1)[1]
        if left == right:
            found[left] = row["match_weight"]
    return found


@pytest.mark.parametrize("name", list(SAME))
def test_one_person_written_otherwise_weighs_above_the_wide_link_set(weights, name):
    assert weights[f"same {name}"] > -3


@pytest.mark.parametrize("name", list(DIFFERENT))
def test_two_people_weigh_below_the_default_link_set(weights, name):
    assert weights.get(f"different {name}", -99) < 1
