"""The truth beside an invented population: who is who, what happened, what was planted and what was spoilt.

Only scoring may read these tables; no real study has them.
"""

from throughcare.records.codes import PROGRAMMES
from throughcare.records.schema import Codes, Column, Extract


class TruthPerson(
    Extract, table="truth_person", agency="synthetic only", grain="one row per invented person", key=("person_id",)
):
    """Invented people as they truly are."""

    person_id = Column("text", "The true person.", side="truth", required=True, form="P plus 9 digits")
    true_forenames = Column("text", "Forenames the person truly has.", side="truth", required=True)
    true_surname = Column("text", "Surname the person truly has.", side="truth", required=True)
    true_dob = Column("date", "True date of birth.", side="truth", required=True)
    name_script_group = Column(
        "text",
        "Origin group of the name, for fairness of linkage.",
        side="truth",
        required=True,
        words=("latin_uk", "latin_other", "transliterated"),
    )
    aliases = Column("list", "Other names the person uses.", side="truth", form="JSON")
    latent_risk = Column("decimal", "Planted risk on the log-hazard scale.", side="truth", required=True)
    denial = Column("boolean", "Whether the person denies the offence; unrecorded in some presets.", side="truth", required=True)
    died_on = Column("date", "Day of death.", side="truth")
    left_country_on = Column("date", "Day of leaving the country for good.", side="truth")
    censored_on = Column("date", "Day from which nothing more can be seen.", side="truth", required=True)
    y0_days = Column(
        "integer", "Days from release to sexual reoffence had nobody been treated; empty = never.", side="truth", required=True
    )
    y1_days = Column("integer", "The same had he completed.", side="truth", required=True)


class TruthAddress(
    Extract, table="truth_address", agency="synthetic only", grain="true address history", key=("person_id", "from_date")
):
    """Where invented people truly lived."""

    person_id = Column("text", "The true person.", side="truth", required=True)
    postcode = Column("text", "Postcode in the invented sector.", side="truth", required=True, form="A9 9AA, invented sector 9ZZ")
    from_date = Column("date", "First day at the address.", side="truth", required=True)
    to_date = Column("date", "Last day at the address; empty = still there.", side="truth")


class TruthRecordLink(
    Extract,
    table="truth_record_link",
    agency="synthetic only",
    grain="one row per record of a person table",
    key=("table_name", "source_record_id"),
):
    """Who each record of a person table is."""

    table_name = Column("text", "Table the record stands in.", side="truth", required=True)
    source_record_id = Column("text", "The record's own number, as `source_key` in the crosswalk.", side="truth", required=True)
    person_id = Column("text", "The true person.", side="truth", required=True)


class TruthEvent(
    Extract,
    table="truth_event",
    agency="synthetic only",
    grain="one row per event",
    key=("person_id", "episode_id", "activity", "true_start"),
    unique=False,
):
    """What truly happened, and when."""

    person_id = Column("text", "The true person.", side="truth", required=True)
    episode_id = Column("text", "Episode the event belongs to.", side="truth")
    activity = Column(
        "text", "What happened.", side="truth", required=True, codes=Codes("event_activities", "activity", closed=True)
    )
    true_start = Column("timestamp", "When it truly began.", side="truth", required=True)
    true_end = Column("timestamp", "When it truly ended.", side="truth")


class TruthCse(
    Extract, table="truth_cse", agency="synthetic only", grain="one row per episode and element", key=("episode_id", "element")
):
    """Which elements of exploitation were truly there in an episode."""

    episode_id = Column("text", "The true episode.", side="truth", required=True)
    person_id = Column("text", "The true person.", side="truth", required=True)
    element = Column("text", "Element of exploitation.", side="truth", required=True, form="an element of the definitions")
    present = Column("boolean", "Whether the element was truly there.", side="truth", required=True)
    model_tags = Column("list", "Models of exploitation that fit the episode; many may.", side="truth", form="JSON list of words")
    role_tags = Column("list", "Parts the person took in the episode; many may.", side="truth", form="JSON list of words")


class TruthEffect(
    Extract,
    table="truth_effect",
    agency="synthetic only",
    grain="one row per programme, regime, stratum and dose",
    key=("programme", "regime", "stratum", "dose"),
):
    """The effect that was planted."""

    programme = Column("text", "Programme the effect belongs to.", side="truth", required=True, codes=PROGRAMMES)
    regime = Column("text", "Programme regime.", side="truth", required=True, codes=Codes("programmes", "regime", closed=True))
    stratum = Column(
        "text", "Group of people the effect holds for.", side="truth", required=True, form="e.g. age_18_24, osp_high, all"
    )
    dose = Column(
        "text", "How much of the programme was received.", side="truth", required=True, words=("started", "half", "completed")
    )
    effect_log_hr = Column("decimal", "Planted log hazard ratio; 0 = none, above 0 = harm.", side="truth", required=True)


class TruthSelection(
    Extract,
    table="truth_selection",
    agency="synthetic only",
    grain="one row per person who could have been treated",
    key=("person_id",),
):
    """How likely treatment was for each person."""

    person_id = Column("text", "The true person.", side="truth", required=True)
    p_treat = Column("decimal", "True probability of treatment, given everything.", side="truth", required=True, low=0, high=1)
    p_treat_recorded = Column(
        "decimal", "Probability of treatment given recorded facts only.", side="truth", required=True, low=0, high=1
    )


class TruthError(
    Extract,
    table="truth_error",
    agency="synthetic only",
    grain="one row per spoilt field",
    key=("table_name", "source_record_id", "column_name", "corruption"),
    unique=False,
):
    """Every field that was spoilt on its way into a record."""

    table_name = Column("text", "Table of the spoilt record.", side="truth", required=True)
    source_record_id = Column(
        "text", "Key columns of the spoilt record before it was spoilt, joined by a vertical bar.", side="truth", required=True
    )
    column_name = Column("text", "Column that was spoilt.", side="truth", required=True)
    true_value = Column("text", "What stood there in truth.", side="truth", required=True)
    corruption = Column(
        "text", "How it was spoilt.", side="truth", required=True, codes=Codes("error_rates", "corruption", closed=True)
    )


TRUTH: dict[str, type[Extract]] = {
    extract.table: extract
    for extract in (TruthPerson, TruthAddress, TruthRecordLink, TruthEvent, TruthCse, TruthEffect, TruthSelection, TruthError)
}
"""Every truth table by name."""
