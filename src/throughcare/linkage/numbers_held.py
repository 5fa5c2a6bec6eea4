"""Every number that a person record carries: as written, canonical, valid or not, and in which role."""

from typing import TYPE_CHECKING

from throughcare.linkage.gather import NUMBER_KINDS
from throughcare.linkage.identifier_rules import canonical
from throughcare.linkage.sources import number_expression

if TYPE_CHECKING:
    import duckdb

# Probation's codes for further numbers (domain note, section 3; the glosses are unverified there): kind and role.
OTHER_IDS = {
    "DNOMS": ("noms", "alias"),
    "XNOMS": ("noms", "alias"),
    "APNC": ("pnc", "alias"),
    "SPNC": ("pnc", "alias"),
    "LCRN": ("crn", "alias"),
    "PCRN": ("crn", "alias"),
    "DCRN": ("crn", "alias"),
    "MFCRN": ("crn", "merged_from"),
    "MTCRN": ("crn", "merged_to"),
    "VISO": ("visor", "alias"),
}

# A number on more records than this belongs to nobody: it is set aside, named in the quality table, and left to names.
MOST_HOLDERS = 50


def written_numbers() -> str:
    """The numbers of `person_rows`, one row each, with kind and role."""
    own = [
        f"select record_key, '{k}' as kind, {k} as recorded, 'own' as role from person_rows where {k} is not null"
        for k in NUMBER_KINDS
    ]
    kind = "case t " + " ".join(f"when '{code}' then '{pair[0]}'" for code, pair in OTHER_IDS.items()) + " end"
    role = "case t " + " ".join(f"when '{code}' then '{pair[1]}'" for code, pair in OTHER_IDS.items()) + " end"
    merged = "select record_key, 'noms' as kind, merged_into as recorded, 'merged_to' as role from person_rows where merged_into is not null"
    others = f"""
        select record_key, {kind} as kind, {number_expression("", "v")} as recorded, {role} as role
        from (
            select record_key, upper(json_extract_string(i, '$.type')) as t, json_extract_string(i, '$.value') as v
            from (
                select record_key, unnest(json_extract(other_ids, '$[*]')) as i
                from person_rows where other_ids is not null and json_valid(other_ids)
            )
        )
    """
    return " union all ".join(f"({part})" for part in [*own, merged, others])


def make_identifiers(con: "duckdb.DuckDBPyConnection", this_year: int) -> None:
    """Leave `made_identifiers`, from `person_rows`: canonical forms worked out once per distinct number."""
    con.execute(f"""
        create or replace temp table written_numbers as
        select distinct record_key, kind, recorded, role from ({written_numbers()}) where kind is not null and recorded is not null
    """)
    forms = " union all ".join(
        f"(select kind, recorded, written, {canonical(k, 'recorded', this_year)} as canonical"
        f" from (select kind, recorded, count(*) as written from written_numbers where kind = '{k}' group by kind, recorded))"
        for k in (*NUMBER_KINDS, "visor")
    )
    con.execute(f"create or replace temp table number_forms as {forms}")
    # Only what is written often can be held by many, so hardly a number's holders need counting.
    con.execute(f"""
        create or replace temp table crowded_numbers as
        with often as (
            select kind, canonical from number_forms where canonical is not null group by kind, canonical having sum(written) > {MOST_HOLDERS}
        )
        select kind, canonical
        from written_numbers join (select * from number_forms semi join often using (kind, canonical)) using (kind, recorded)
        group by kind, canonical having count(distinct record_key) > {MOST_HOLDERS}
    """)
    con.execute("""
        create or replace temp view made_identifiers as
        select w.record_key, w.kind, w.recorded, w.role, f.canonical, f.canonical is not null as valid, c.kind is not null as set_aside
        from written_numbers as w
        join number_forms as f on f.kind = w.kind and f.recorded = w.recorded
        left join crowded_numbers as c on c.kind = f.kind and c.canonical = f.canonical
    """)
