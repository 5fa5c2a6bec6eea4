"""Numbers in their canonical form, in SQL, because a million records carry three million of them.

The same rules as `throughcare.records.identifiers`, which reads one number at a time; a test holds the two together.
Source: domain note, section 3.
"""

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"


def letter(number: str) -> str:
    """The check letter of a number."""
    return f"substr('{LETTERS}', ({number} % 23 + 1)::int, 1)"


def century(two_digits: str, this_year: int) -> str:
    """A two-digit year in full: up to this year it is 20yy, above it 19yy."""
    return f"case when {two_digits}::int <= {this_year % 100} then '20' else '19' end || {two_digits}"


def canonical_pnc(raw: str, this_year: int) -> str:
    """`YYYY/NNNNNNNL`, or null where the form or the check letter is wrong."""
    # Without a slash eleven characters could be read in two ways, so they are refused.
    form = (
        f"case when regexp_matches({raw}, '^(\\d{{4}}|\\d{{2}})/\\d{{1,7}}[A-Z]$') then {raw}"
        f" when regexp_matches({raw}, '^\\d{{11}}[A-Z]$') then substr({raw}, 1, 4) || '/' || substr({raw}, 5)"
        f" when regexp_matches({raw}, '^\\d{{3,9}}[A-Z]$') then substr({raw}, 1, 2) || '/' || substr({raw}, 3) end"
    )
    year = "split_part(f, '/', 1)"
    serial = "lpad(regexp_extract(split_part(f, '/', 2), '\\d+'), 7, '0')"
    full = f"case when length({year}) = 4 then {year} else {century(year, this_year)} end"
    good = f"right(f, 1) = {letter(f'(right({year}, 2) || {serial})::bigint')}"
    return f"(select case when {good} and {serial} <> '0000000' then {full} || '/' || {serial} || right(f, 1) end from (select {form} as f))"


def canonical_cro(raw: str) -> str:
    """`NNNNNN/YYL` or `SFYY/N..L`, or null where the form or the check letter is wrong."""
    usual = f"lpad(split_part({raw}, '/', 1), 6, '0') || '/' || split_part({raw}, '/', 2)"
    usual_letter = letter(f"(substr(split_part({raw}, '/', 2), 1, 2) || lpad(split_part({raw}, '/', 1), 6, '0'))::bigint")
    file_letter = letter(f"(substr({raw}, 3, 2) || regexp_extract(split_part({raw}, '/', 2), '^\\d+'))::bigint")
    return (
        f"case when regexp_matches({raw}, '^\\d{{1,6}}/\\d{{2}}[A-Z]$') then"
        f" case when right({raw}, 1) = {usual_letter} and lpad(split_part({raw}, '/', 1), 6, '0') <> '000000' then {usual} end"
        f" when regexp_matches({raw}, '^SF\\d{{2}}/\\d{{1,7}}[A-Z]$') then"
        f" case when right({raw}, 1) = {file_letter} then {raw} end end"
    )


def canonical_asn(raw: str) -> str:
    """An arrest summons number without slashes, or null where it is no such number or a known dummy; a wrong letter is let pass."""
    bare = f"replace({raw}, '/', '')"
    force = f"substr({bare}, 3, 2)"
    unit = f"substr({bare}, 5, 2)"
    dummy = (
        f"{bare} like '0800NP01%' or {bare} like '0800PP01%' or substr({bare}, 5, 4) = 'NRPR'"
        f" or {force} || {unit} in ('12LN', '00NP', '6300', '06SS', '00XX')"
        f" or ({force} = '50' and {unit} in ('11', '12', '21', '41', '42', '43', 'OF', 'SJ'))"
    )
    pattern = "^\\d{2}[A-Z0-9]{6,7}\\d{11}[A-HJ-NP-RT-Z]$"
    return f"case when regexp_matches({bare}, '{pattern}') and not ({dummy}) then {bare} end"


def canonical(kind: str, raw: str, this_year: int) -> str:
    """The canonical form of a number of one kind; null where it cannot be used."""
    if kind == "pnc":
        return canonical_pnc(raw, this_year)
    if kind == "cro":
        return canonical_cro(raw)
    if kind == "asn":
        return canonical_asn(raw)
    if kind == "noms":
        return f"case when regexp_matches({raw}, '^[A-Z]\\d{{4}}[A-Z]{{2}}$') then {raw} end"
    if kind == "crn":
        return f"case when regexp_matches({raw}, '^[A-Z]\\d{{6}}$') then {raw} end"
    return raw
