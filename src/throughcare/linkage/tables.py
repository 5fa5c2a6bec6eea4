"""The tables of the linkage room, in their order."""

import json
from typing import TYPE_CHECKING

from throughcare.engine.table import Input, Rows, Run, table

if TYPE_CHECKING:
    import pyarrow as pa


@table(key=("record_key", "kind", "recorded", "role"), side="identity", parameters=("extract_end",))
def identifiers(
    run: Run,
    police_person_received: Input,
    court_defendant_received: Input,
    prison_person_received: Input,
    probation_person_received: Input,
    community_service_received: Input,
    circle_received: Input,
) -> Rows:
    """One row per number that a person record carries: as written, canonical, valid, its role, and whether it is set aside."""
    del police_person_received, court_defendant_received, prison_person_received, probation_person_received
    del community_service_received, circle_received
    from throughcare.linkage.gather import NUMBER_KINDS, gather_rows
    from throughcare.linkage.numbers_held import make_identifiers

    con = run.connect()
    gather_rows(con, *NUMBER_KINDS, "merged_into", "other_ids")
    end = run.parameters.get("extract_end")
    make_identifiers(con, end.year if end else 2026)
    return Rows(con, "select * from made_identifiers")


@table(key=("record_key",), side="identity")
def nodes(
    run: Run,
    identifiers: Input,
    police_person_received: Input,
    court_defendant_received: Input,
    prison_person_received: Input,
    probation_person_received: Input,
    community_service_received: Input,
    circle_received: Input,
    court_charge_received: Input,
    court_disposal_received: Input,
    prison_booking_received: Input,
    prison_sentence_received: Input,
    probation_event_received: Input,
) -> Rows:
    """One row per person record of any agency: names, birth, places and numbers as they are compared."""
    del identifiers, police_person_received, court_defendant_received, prison_person_received, probation_person_received
    del community_service_received, circle_received, court_charge_received, court_disposal_received
    del prison_booking_received, prison_sentence_received, probation_event_received
    from throughcare.linkage import gather
    from throughcare.linkage.hearings import gather_sentence_dates
    from throughcare.linkage.nodes import make_nodes
    from throughcare.linkage.set_aside import count_set_aside

    con = run.connect()
    gather.gather_rows(con, *gather.KEYS, *gather.TEXTS, "dob")
    gather.gather_names(con)
    gather.gather_places(con)
    gather_sentence_dates(con)
    make_nodes(con)
    (run.folder / "set_aside.json").write_text(json.dumps([row._asdict() for row in count_set_aside(con)]), encoding="utf-8")
    return Rows(con, "select * from made_nodes", by=("place",))


@table(key=("left_key", "right_key"), side="identity", parameters=("link_model",))
def edges(run: Run, nodes: Input) -> Rows:
    """One row per pair of records worth a look: its weight in bits, its level in each comparison, the rules that found it."""
    del nodes
    from throughcare.linkage.numbers_file import chosen_numbers
    from throughcare.linkage.score_edges import blocking_report, edges_with_keys, model_report, weigh_candidates
    from throughcare.linkage.silver import write_silver

    con = run.connect()
    used, prior = weigh_candidates(con, run, chosen_numbers(run.parameters.get("link_model") or ""))
    (run.folder / "blocking.json").write_text(blocking_report(con), encoding="utf-8")
    (run.folder / "model.json").write_text(model_report(con, used, prior), encoding="utf-8")
    write_silver(con, run.folder, used)
    return edges_with_keys(con)


@table(key=("link_set_id", "record_key"), side="identity", parameters=("link_decisions",))
def clusters(run: Run, nodes: Input, edges: Input, identifiers: Input) -> Rows:
    """One row per record and link set: its cluster, its weakest link to the rest, and what is doubtful about the cluster."""
    del nodes, edges, identifiers
    from throughcare.linkage.publish import make_clusters

    return make_clusters(run)


@table(key=("link_set_id", "source_table", "source_key"), side="identity", parameters=("link_register",))
def crosswalk(run: Run, clusters: Input, nodes: Input) -> Rows:
    """One row per record and link set: the person it is taken for, with the probability of its weakest link."""
    del clusters, nodes
    from throughcare.linkage.crosswalk import make_crosswalk

    return make_crosswalk(run)


@table(key=("link_set_id", "record_key"), side="identity", parameters=("link_decisions", "seed"))
def drawn_links(run: Run, clusters: Input, nodes: Input, edges: Input, identifiers: Input) -> "pa.Table":
    """One row per drawn link set and record whose person differs from the default's: the person it is taken for there.

    Left out: records whose person is the same as in the default link set, which are nearly all.
    """
    del clusters, nodes, edges, identifiers
    from throughcare.linkage.drawn import make_drawn_links

    return make_drawn_links(run)


@table(key=("link_set_id", "source_table", "record_key"), side="analysis")
def person_link(run: Run, crosswalk: Input) -> "pa.Table":
    """One row per record and link set, under pseudonyms: record, person, probability, status."""
    del crosswalk
    from throughcare.linkage.people import make_person_link

    return make_person_link(run)


@table(key=("domain", "number"), side="analysis", parameters=("link_set",))
def local_person(
    run: Run,
    crosswalk: Input,
    drawn_links: Input,
    identifiers: Input,
    oasys_received: Input,
    recall_received: Input,
    mappa_received: Input,
    pnc_conviction_received: Input,
) -> "pa.Table":
    """One row per local number (prison number, CRN, PNC ...) under its pseudonym: the person it belongs to in the study's link set."""
    del crosswalk, drawn_links, identifiers, oasys_received, recall_received, mappa_received, pnc_conviction_received
    from throughcare.linkage.people import make_local_person

    return make_local_person(run)


@table(key=("person",), side="analysis", parameters=("link_set",))
def people(run: Run, crosswalk: Input, drawn_links: Input, nodes: Input) -> "pa.Table":
    """One row per person of the study's link set: month of birth, sex, how many agencies and records, how sure."""
    del crosswalk, drawn_links, nodes
    from throughcare.linkage.people import make_people

    return make_people(run)


@table(key=("link_set_id", "what", "by_what"), side="analysis", parameters=("link_decisions",))
def link_quality(run: Run, clusters: Input, edges: Input, nodes: Input, identifiers: Input) -> "pa.Table":
    """One row per figure about the linkage: sizes, doubt, coverage of numbers, and every rule or value that was set aside."""
    from throughcare.linkage.quality import make_link_quality

    return make_link_quality(run, clusters, edges, nodes, identifiers)


@table(key=("group", "method", "by"), side="analysis", parameters=("extract_end", "seed", "link_decisions"))
def link_rates(
    run: Run,
    clusters: Input,
    drawn_links: Input,
    edges: Input,
    nodes: Input,
    identifiers: Input,
    prison_person_received: Input,
    ref_ethnicity_codes: Input,
) -> "pa.Table":
    """One row per group and layer of the audit's known rate: persons in prison records with a later court record within 730 days.

    Layers: each link set, their range, the drawn sets, corrected by each number, over grids; and the test that a number is missing at random.
    """
    del clusters, drawn_links, edges, nodes, identifiers, prison_person_received, ref_ethnicity_codes
    from throughcare.linkage.audit import make_link_rates

    return make_link_rates(run)


@table(key=("by_what", "of_group", "rate_of"), side="analysis", parameters=("extract_end",))
def link_fairness(
    run: Run,
    crosswalk: Input,
    clusters: Input,
    edges: Input,
    nodes: Input,
    identifiers: Input,
    police_person_received: Input,
    prison_person_received: Input,
    probation_person_received: Input,
    ref_ethnicity_codes: Input,
) -> "pa.Table":
    """One row per group and rate: pairs missed and false, persons split and merged, records unlinkable or in doubt, beside the reference group.

    Recorded ethnicity is read here, inside the audit; nothing that links reads this table.
    """
    del crosswalk, clusters, edges, nodes, identifiers
    del police_person_received, prison_person_received, probation_person_received, ref_ethnicity_codes
    from throughcare.linkage.fair_table import make_link_fairness

    return make_link_fairness(run)
