"""What each command prints with `--json`: its keys, in order, and their meaning. Keys may be added, never renamed."""

RESULTS: dict[str, dict[str, str]] = {
    "demo": {"report": "path of the HTML report", "tables": "how many tables the chain has", "seconds": "time taken"},
    "init": {"study": "the folder", "key_file": "where the project key was written"},
    "simulate": {"study": "the folder", "people": "how many", "preset": "which population", "seed": "the seed"},
    "check": {
        "files": "list of {table, file, rows_read, accepted, quarantined}: rows_read = accepted + quarantined",
        "problems": "list of {table, file, line, column, rule, expected, nearest, message, quarantined}; `line` is null where the file as a whole is "
        "meant; `value` only with --show-values",
        "remarks": "list of {table, file, column, words, rows, first_line}: what to know that is not wrong",
        "not_supplied": "by extract: the columns that were not supplied",
        "total": "{problems, rows_read, accepted, quarantined}",
    },
    "run": {
        "built": "names of the tables that were made",
        "up_to_date": "how many were not made again",
        "intake": "list of {table, file, rows_read, accepted, quarantined}",
        "problems": "how many problems the extracts have; the exit status is 1 where there are any",
    },
    "status": {"up_to_date": "names of tables", "stale": "list of {table, why}"},
    "show": {"table": "its name", "rows": "how many it has", "columns": "their names", "shown": "list of rows as objects"},
    "export": {"table": "its name", "rows": "how many were written", "file": "where"},
    "explain": {
        "table": "its name", "room": "where its rule stands", "sentence": "one row per what", "key": "columns", "side": "identity or analysis",
        "reads": "its inputs", "read_by": "tables that read it", "parameters": "the study's values of what it declares", "made_by": "file of the rule",
        "store_key": "key in the store", "standing": "up to date, or why not", "manifest": "what the store says of it, or null",
        "sql": "the statement, or null for a Python table",
    },
    "score": {
        "linkage": '{"pairs": {"precision", "recall"}, "clusters": {"precision", "recall", "largest", "people_split", "people_merged"}, '
        '"by_agency_pair": [...], "by_name_origin": [...], "estimated_beside_true": [...], "fairness": {"rows", "unexplained"}}: pairs are the pairs of records within final clusters at the study\'s link set',
        "definitions": "by definition: how well classes and flag rules meet the truth",
        "received": "interventions received, found against what truly happened",
        "outcomes": "proven reoffending, found against what truly happened",
    },
    "link audit": {
        "figures": "list of {link_set_id, what, by_what, value}: the table link_quality",
        "rates": "list of {group, method, by, value, low, high, people}: the table link_rates, the known rate under every layer",
    },
    "link figures": {
        "file": "links/figures.csv of the study",
        "figures": "list of {figure, link_set, people, share, low, high, smallest}, shares in per cent; the range of thresholds and the drawn sets as link sets",
    },
    "doctor": {"versions": "by name", "free_disk_mb": "number", "encryption_at_rest": "in words", "store": "null, or {tables, broken, drafts, ledger}"},
    "report": {"report": "path of the HTML report", "tables": "how many protected tables it holds"},
}  # fmt: skip
