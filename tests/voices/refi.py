"""The rules of a REFI-QDA 1.0 project as a table of our own: which elements, in which order, how often, with which attributes.

Written from the published standard (Rotterdam Exchange Format Initiative, qdasoftware.org), for what a project of texts may hold.
"""

import re

GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
ANY, WHOLE, YES = r"[\s\S]*", r"[+-]?\d+", r"true|false|1|0"
WHEN = r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
MANY = 10**9
TEXT = [
    ("Description", 0, 1),
    ("PlainTextContent", 0, 1),
    ("PlainTextSelection", 0, MANY),
    ("Coding", 0, MANY),
    ("NoteRef", 0, MANY),
    ("VariableValue", 0, MANY),
]
TEXT_ATTRIBUTES = {
    "guid!": GUID,
    "name": ANY,
    "richTextPath": ANY,
    "plainTextPath": ANY,
    "creatingUser": GUID,
    "creationDateTime": WHEN,
}
# Element: children in their order with fewest and most, and attributes (`!` = must be there).
RULES = {
    "Project": (
        [("Users", 0, 1), ("CodeBook", 0, 1), ("Variables", 0, 1), ("Cases", 0, 1), ("Sources", 0, 1), ("Notes", 0, 1), ("Links", 0, 1), ("Sets", 0, 1),
         ("Graphs", 0, 1), ("Description", 0, 1), ("NoteRef", 0, MANY)],
        {"name!": ANY, "origin": ANY, "creatingUserGUID": GUID, "creationDateTime": WHEN},
    ),
    "Users": ([("User", 1, MANY)], {}),
    "User": ([], {"guid!": GUID, "name": ANY, "id": ANY}),
    "CodeBook": ([("Codes", 1, 1)], {}),
    "Codes": ([("Code", 1, MANY)], {}),
    "Code": ([("Description", 0, 1), ("NoteRef", 0, MANY), ("Code", 0, MANY)], {"guid!": GUID, "name!": ANY, "isCodable!": YES, "color": r"#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})"}),
    "Sources": ([("TextSource", 1, MANY)], {}),
    "TextSource": (TEXT, TEXT_ATTRIBUTES),
    "Notes": ([("Note", 1, MANY)], {}),
    "Note": (TEXT, TEXT_ATTRIBUTES),
    "PlainTextSelection": (
        [("Description", 0, 1), ("Coding", 0, MANY), ("NoteRef", 0, MANY)],
        {"guid!": GUID, "name": ANY, "startPosition!": WHOLE, "endPosition!": WHOLE, "creatingUser": GUID, "creationDateTime": WHEN},
    ),
    "Coding": ([("CodeRef", 1, 1), ("NoteRef", 0, MANY)], {"guid!": GUID, "creatingUser": GUID, "creationDateTime": WHEN}),
    "CodeRef": ([], {"targetGUID!": GUID}),
    "NoteRef": ([], {"targetGUID!": GUID}),
    "Description": ([], {}),
    "PlainTextContent": ([], {}),
}  # fmt: skip


def problems(root, namespace="urn:QDA-XML:project:1.0"):
    """Everything in which a project breaks the rules, and references that lead nowhere."""
    found = list(_element_problems(root, f"{{{namespace}}}"))
    ids = [element.get("guid") for element in root.iter() if element.get("guid")]
    found += [f"guid twice: {one}" for one in set(ids) if ids.count(one) > 1]
    for element in root.iter():
        found += [
            f"{name} leads nowhere"
            for name in ("targetGUID", "creatingUser")
            if element.get(name) and element.get(name) not in ids
        ]
        if element.tag.endswith("TextSource") and (element.get("plainTextPath") is None) == (
            element.find("{*}PlainTextContent") is None
        ):
            found.append("a text needs either its content or its path")
    return found


def _element_problems(element, prefix):
    name = element.tag.removeprefix(prefix)
    if name not in RULES:
        yield f"{element.tag} is no element here"
        return
    children, attributes = RULES[name]
    order = [child for child, _, _ in children]
    at = [order.index(child.tag.removeprefix(prefix)) if child.tag.removeprefix(prefix) in order else -1 for child in element]
    if at != sorted(at) or -1 in at:
        yield f"{name}: its children are strange or in no order"
    for child, fewest, most in children:
        if not fewest <= sum(one.tag == prefix + child for one in element) <= most:
            yield f"{name}: {child} too few or too many"
    known = {key.removesuffix("!"): pattern for key, pattern in attributes.items()}
    yield from (f"{name}: {key} is missing" for key in attributes if key.endswith("!") and element.get(key[:-1]) is None)
    yield from (
        f"{name}: {key} is wrong"
        for key, value in element.attrib.items()
        if key not in known or not re.fullmatch(known[key], value)
    )
    for child in element:
        yield from _element_problems(child, prefix)
