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
        '"by_agency_pair": [...], "by_name_origin": [...], "estimated_beside_true": [...], "fairness": {"rows", "unexplained"}, "by_blocking_rule": [...]}: pairs are the pairs of records within final clusters at the study\'s link set',
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
    "release": {
        "release": "its id", "state": "drafted, submitted, returned, approved, rejected, withdrawn or released", "sha256": "hash of the manifest that was submitted",
        "folder": "the pack", "withheld": "with `show`: cells withheld, by table", "criteria": "with `show`: what disclosure.json holds",
    },
    "serve": {"link": "opens the pages once, in one browser of this machine"},
    "timeline": {"file": "the page", "events": "how many", "spells": "how many"},
    "power": {
        "treated": "people who start", "compared": "people compared", "rate_compared": "the rate expected without the programme", "power": "asked for",
        "smallest_ratio": "the smallest risk ratio that would be found", "smallest_increase": "the same as a difference",
        "treated_needed": "people needed for the ratio that was asked for", "expected_treated_events": "events among them",
        "exact_power_at_smallest": "the power there by exact enumeration",
    },
    "capacity": {
        "regime": "that the queue is fitted to", "since": "first day of the window", "until": "its last day", "not_used": "entries left out, by reason",
        "rule": "the order of the queue that fits best", "also_fits": "other orders that fit", "sites": "how many",
        "fit": "list: what was observed beside what the fitted queue does", "halve": "groups a year that halve untreated releases, with an interval",
        "scenarios": "list: each change with its waits, starts, untreated releases and cost", "curve": "list: untreated releases by groups added",
    },
    "link train": {
        "file": "links/model.json", "hash": "of the model", "records": "trained on", "levels": "of comparison", "levels_trained": "of them",
    },
    "evidence import": {
        "search": "its id", "new": "false where the same file was imported before", "format": "of the export", "encoding": "of the export",
        "records": "how many", "lines_read": "how many", "lines_used": "in records", "lines_named": "in problems", "problems": "list",
    },
    "evidence update": {
        "search": "its id", "is_new": "false where the same file was imported before", "found": "records", "new_works": "ids", "known": "works known before",
        "to_review": "works that wait for a decision", "reopened": "by amendment: records whose decision is open again",
        "notices": "corrections and retractions", "lost_decisions": "decisions whose work is gone",
    },
    "evidence dedupe": {
        "records": "how many", "works": "how many", "duplicates": "how many", "merges": "list of pairs merged, and why",
        "review": "list of pairs that a person must look at", "skipped": "list of blocks too large to compare",
    },
    "evidence check": {"(list)": "of {code, where, seen, items, kind}; exit status 1 when there is any"},
    "evidence flow": {"flow": "counts by box", "checklist": "the 22 items and where each is reported"},
    "evidence map": {"levels": "counts by level and cell", "page": "the file written, or null"},
    "evidence export": {"file": "the file written", "written": "how many works"},
    "evidence init": {"protocol": "the file written"},
    "evidence chart": {"charted": "id of the charted value"},
    "evidence synthesise": {"(list)": "of tables: pooled effects by intervention and outcome"},
    "voices themes": {"(list)": "of tables: themes by pooled role"},
    "voices agreement": {"(list)": "of {code, by_participant, by_character}"},
    "voices redact": {"waiting": "terms that wait for a person", "replaced": "how many, by kind", "file": "the clean text, where nothing waits"},
    "voices export": {"file": "the file written", "codings": "how many; with .qdc `codes`"},
    "voices import": {
        "reading": "how positions were read", "score": "share of texts that fit", "codings": "taken", "lost": "left out: their words stand nowhere",
        "unknown": "texts that are not here", "warnings": "list",
    },
    "voices withdraw": {"removed": "how many things"},
    "voices retention": {"(list)": "of [file, day]: originals due for deletion; exit status 1 when there is any"},
    "doctor": {"versions": "by name", "free_disk_mb": "number", "encryption_at_rest": "in words", "store": "null, or {tables, broken, drafts, ledger}"},
    "report": {"report": "path of the HTML report", "tables": "how many protected tables it holds"},
}  # fmt: skip
