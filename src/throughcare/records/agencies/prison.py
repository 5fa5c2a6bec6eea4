"""What prisons hold: people, periods in custody, sentences, movements, alerts.

Source: prison-api reference codes, hmpps-alerts-api.
"""

from throughcare.records.codes import ETHNICITY, MOVEMENT_REASONS, OFFENCES, SENTENCE_TYPES
from throughcare.records.schema import Codes, Column, Extract


class PrisonPerson(
    Extract,
    table="prison_person",
    agency="prison",
    grain="one row per prison number",
    key=("noms_number",),
    person_key="noms_number",
    describes_person=True,
):
    """People known to prisons, one row per prison number; a merged number keeps its row."""

    noms_number = Column(
        "text",
        "Prison number (NOMS number) of the person.",
        side="identity",
        required=True,
        form="A9999AA",
        domain="noms_number",
        number="noms",
    )
    merged_into = Column(
        "text",
        "Prison number that survives a merge of two records.",
        side="identity",
        form="A9999AA",
        domain="noms_number",
        number="noms",
    )
    pnc_id = Column(
        "text", "Police National Computer identifier of the person.", side="identity", form="PNC", domain="pnc_id", number="pnc"
    )
    cro_number = Column(
        "text", "Criminal Records Office number of the person.", side="identity", form="CRO", domain="cro_number", number="cro"
    )
    forenames = Column("text", "All forenames as written, separated by blanks.", side="identity", required=True)
    surname = Column("text", "Surname as written.", side="identity", required=True)
    aliases = Column(
        "list",
        "Other names the person is known by, with their kind (alias, maiden name, nickname).",
        side="identity",
        form="JSON list",
    )
    dob = Column(
        "date", "Date of birth as written; the analysis side receives age at each event only.", side="identity", required=True
    )
    sex = Column("text", "Sex as the agency recorded it.", words=("F", "M", "NK", "NS", "REF"))
    ethnicity = Column("text", "Ethnicity as recorded; MERGE = to be confirmed after a merge; never an input.", codes=ETHNICITY)
    nationality = Column("text", "Nationality as recorded.", form="ISO 3166 alpha-3")
    ldc = Column("boolean", "Learning disability or challenge recorded for programmes.")


class PrisonBooking(
    Extract,
    table="prison_booking",
    agency="prison",
    grain="one row per period in custody",
    key=("book_id",),
    main_date=("reception",),
    person_key="noms_number",
    in_order=(("reception", "released"),),
):
    """Periods in custody with their planned dates and the actual release."""

    book_id = Column(
        "text",
        "The prison's number of this period in custody.",
        side="identity",
        required=True,
        form="agency's own",
        domain="book_id",
    )
    noms_number = Column(
        "text",
        "Prison number (NOMS number) of the person.",
        side="identity",
        required=True,
        form="A9999AA",
        domain="noms_number",
        number="noms",
    )
    reception = Column("date", "Day the period in custody began.", required=True)
    legal_status = Column(
        "text",
        "Legal ground on which the person was last held.",
        words=(
            "REMAND",
            "CONVICTED_UNSENTENCED",
            "SENTENCED",
            "RECALL",
            "INDETERMINATE_SENTENCE",
            "IMMIGRATION_DETAINEE",
            "CIVIL_PRISONER",
            "OTHER",
            "DEAD",
        ),
    )
    imprisonment_status = Column(
        "text", "The prison system's own status code.", form="as recorded, e.g. SENT03, IPP, EXSENT03, LIFE, LR, FTR/08, RX, TRL"
    )
    most_serious_offence = Column("text", "Offence code of the main offence.", codes=OFFENCES)
    sentence_start = Column("date", "First day of the sentence.")
    crd = Column("date", "Planned: conditional release.")
    ard = Column("date", "Planned: automatic release.")
    npd = Column("date", "Planned: non-parole release.")
    ped = Column("date", "Planned: parole eligibility.")
    tariff_end = Column("date", "Planned: end of the tariff of an indeterminate sentence.")
    hdced = Column("date", "Planned: home detention curfew eligibility.")
    sed = Column("date", "Planned: expiry of the sentence.")
    led = Column("date", "Planned: expiry of the licence.")
    prrd = Column("date", "Planned: release after recall.")
    tused = Column("date", "Planned: expiry of top-up supervision.")
    released = Column("date", "Day of actual release.")
    release_reason = Column("text", "Reason of the release movement.", codes=MOVEMENT_REASONS)


class PrisonSentence(
    Extract,
    table="prison_sentence",
    agency="prison",
    grain="one row per sentence on a booking",
    key=("book_id", "sentence_seq"),
    main_date=("sentence_date",),
    in_order=(("conviction_date", "sentence_date"),),
):
    """Sentences within a period in custody."""

    book_id = Column(
        "text",
        "Period in custody the sentence belongs to.",
        side="identity",
        required=True,
        form="agency's own",
        domain="book_id",
    )
    sentence_seq = Column("integer", "Number of the sentence within the period.", required=True)
    cjs_code = Column("text", "Offence code of the criminal justice system.", codes=OFFENCES)
    sentence_type = Column("text", "Kind of sentence.", required=True, codes=SENTENCE_TYPES)
    conviction_date = Column("date", "Day of conviction; decides which sentence types could apply.")
    sentence_date = Column("date", "Day the sentence was passed.", required=True)
    length_days = Column("integer", "Length in days; empty for an indeterminate sentence.", low=0)
    extension_days = Column("integer", "Length of the extension in days.", low=0)
    consecutive_to_seq = Column("integer", "Number of the sentence this one follows.")
    status = Column("text", "A active, I inactive, QUASHED.", words=("A", "I", "QUASHED"))


class PrisonMovement(
    Extract,
    table="prison_movement",
    agency="prison",
    grain="one row per movement",
    key=("noms_number", "moved_at", "type"),
    unique=False,
    main_date=("moved_at",),
    person_key="noms_number",
):
    """Movements into, out of and between prisons."""

    noms_number = Column(
        "text",
        "Prison number (NOMS number) of the person.",
        side="identity",
        required=True,
        form="A9999AA",
        domain="noms_number",
        number="noms",
    )
    moved_at = Column("timestamp", "When the movement happened.", required=True)
    type = Column(
        "text",
        "Admission, release, transfer, court, temporary absence.",
        required=True,
        words=("ADM", "REL", "TRN", "CRT", "TAP"),
    )
    reason = Column("text", "Why the person was moved.", codes=MOVEMENT_REASONS)
    from_code = Column("text", "Prison left, or OUT.", form="prison code or OUT")
    to_code = Column("text", "Prison reached, or OUT.", form="prison code or OUT")


class PrisonAlert(
    Extract,
    table="prison_alert",
    agency="prison",
    grain="one row per alert",
    key=("noms_number", "alert_code", "active_from"),
    main_date=("active_from",),
    person_key="noms_number",
    in_order=(("active_from", "active_to"),),
):
    """Alerts on a person's prison record."""

    noms_number = Column(
        "text",
        "Prison number (NOMS number) of the person.",
        side="identity",
        required=True,
        form="A9999AA",
        domain="noms_number",
        number="noms",
    )
    alert_code = Column(
        "text", "Kind of alert.", required=True, codes=Codes("alerts_and_registers", "code", ("system", "prison"))
    )
    active_from = Column("date", "First day of the alert.", required=True)
    active_to = Column("date", "Last day of the alert.")
