"""Which extract holds people, and what each of its columns says about one.

A source is data, not code: the SQL that gathers person records is written from it. Source: domain note, section 4.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Source:
    """A table with people in it: its own key, and the columns it has of those that linkage reads.

    `scope` is a column within which the key is unique; where two scopes use one number, the number is prefixed by its scope.
    """

    extract: str
    agency: str
    key: str
    scope: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    has: frozenset[str] = field(default_factory=frozenset)


PERSON = frozenset({"forenames", "surname", "dob"})

SOURCES = (
    Source(
        "police_person",
        "police",
        "nominal_ref",
        "force_code",
        (("pnc", "pnc_id"), ("cro", "cro_number"), ("asn", "asn")),
        PERSON | {"aliases", "address", "postcode", "sex"},
    ),
    Source(
        "court_defendant",
        "court",
        "defendant_id",
        "",
        (("pnc", "pnc_id"), ("cro", "cro_number"), ("asn", "asn"), ("master", "master_defendant_id")),
        PERSON | {"address", "postcode", "sex"},
    ),
    Source(
        "prison_person",
        "prison",
        "noms_number",
        "",
        (("noms", "noms_number"), ("pnc", "pnc_id"), ("cro", "cro_number")),
        PERSON | {"aliases", "sex"},
    ),
    Source(
        "probation_person",
        "probation",
        "crn",
        "",
        (("crn", "crn"), ("noms", "noms_number"), ("pnc", "pnc_id"), ("cro", "cro_number")),
        PERSON | {"aliases", "address", "postcode", "sex", "other_ids"},
    ),
    Source("community_service", "community", "service_user_ref", "provider", (("crn", "crn"),), PERSON | {"postcode"}),
    Source("circle", "community", "core_member_ref", "", (("crn", "crn"),), PERSON),
)

# Numbers by which one agency knows one person for life; two of them at once contradict a link unless a merge is recorded.
ONE_PER_PERSON = ("pnc", "cro", "noms")

DOMAINS = {source.extract: source.key for source in SOURCES}


def number_expression(kind: str, column: str) -> str:
    """A number as written, upper case and without blanks and leading hyphens; null when empty."""
    del kind
    return f"nullif(regexp_replace(upper({column}::varchar), '^[\\s-]+|\\s', '', 'g'), '')"


def source_key(source: Source) -> str:
    """The record's own key; prefixed by its scope only where two scopes use the same number."""
    if not source.scope:
        return f"{source.key}::varchar"
    shared = (
        f"{source.key} in (select {source.key} from {source.extract}_received where {source.key} is not null"
        f" group by {source.key} having count(distinct {source.scope}) > 1)"
    )
    return f"case when {shared} then {source.scope}::varchar || ':' || {source.key}::varchar else {source.key}::varchar end"
