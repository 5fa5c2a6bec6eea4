"""Keyed pseudonyms, in SQL and in Python, the same in both.

HMAC-SHA256 of `domain|value` under the project key, cut to 24 hexadecimal digits. DuckDB has no HMAC, so it is spelt out from its two hashes.
Source: RFC 2104; trust note, section 7.
"""

import hmac
from hashlib import sha256

from throughcare.records.schema import Column, Extract

DIGITS = 24
BLOCK = 64

# Known dummies stand for "no number"; as pseudonyms they would join strangers. Domain note, section 3; `{0}` is the number in capitals.
DUMMIES = {
    "asn": "regexp_matches({0}, '^(0800NP01|0800PP01|....NRPR|..12LN00|..00NP00|..6300|..06SS|..00XX|..50(11|12|21|41|42|43|OF|SJ))')",
    "urn": "regexp_matches({0}, '^(00NP|00PP|\\d\\d00)')",
    "pnc": "regexp_matches({0}, '^\\d{{4}}/0{{7}}[A-Z]$')",
    "cro": "regexp_matches({0}, '^0{{6}}/\\d\\d[A-Z]$')",
}


def pseudonym(key: bytes, domain: str, value: str) -> str:
    """The pseudonym of one value."""
    return hmac.digest(key, f"{domain}|{value}".encode(), "sha256").hex()[:DIGITS]


def pseudonym_sql(key: bytes, domain: str, value: str) -> str:
    """An SQL expression for the pseudonym of `value`, itself an SQL expression; null stays null."""
    padded = (sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    inner = blob_literal(bytes(byte ^ 0x36 for byte in padded))
    outer = blob_literal(bytes(byte ^ 0x5C for byte in padded))
    return f"left(sha256({outer} || unhex(sha256({inner} || encode('{domain}|' || ({value}))))), {DIGITS})"


def blob_literal(data: bytes) -> str:
    """Bytes as an SQL literal of DuckDB."""
    return "'" + "".join(f"\\x{byte:02X}" for byte in data) + "'::blob"


def analysis_expression(name: str, column: Column, key: bytes) -> str:
    """How a received column is written on the analysis side: as it is, or as its pseudonym; a dummy number becomes null."""
    quoted = f'"{name}"'
    if column.side != "identity" or column.domain is None:
        return f"{quoted} as {quoted}"
    value = f"upper(trim({quoted}))" if column.number else quoted
    if column.number in DUMMIES:
        value = f"case when not {DUMMIES[column.number].format(value)} then {value} end"
    return f"{pseudonym_sql(key, column.domain, value)} as {quoted}"


def pseudonymise_sql(extract: type[Extract], key: bytes) -> str:
    """The SELECT that makes an extract's analysis version out of `<extract>_received`: no names, no free text, numbers as pseudonyms."""
    columns = [analysis_expression(name, column, key) for name, column in extract.analysis_columns().items()]
    columns.append("source_record_id as record_id")
    columns += ["extract_id", "source_row", "extracted_on", "recorded_on", "date_precision", "date_lo", "date_hi"]
    return f"select {', '.join(columns)} from {extract.table}_received"
