"""What probation holds about people and their sentences: orders, requirements, licence conditions.

Source: community-api data classes, make-recall-decision-api.
"""

from throughcare.records.codes import DISPOSALS, ETHNICITY, OFFENCES
from throughcare.records.schema import Column, Extract


class ProbationPerson(
    Extract,
    table="probation_person",
    agency="probation",
    grain="one row per CRN",
    key=("crn",),
    person_key="crn",
    describes_person=True,
):
    """People known to probation, one row per case reference."""

    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        required=True,
        form="A999999",
        domain="crn",
        number="crn",
    )
    noms_number = Column(
        "text", "Prison number (NOMS number) of the person.", side="identity", form="A9999AA", domain="noms_number", number="noms"
    )
    pnc_id = Column(
        "text", "Police National Computer identifier of the person.", side="identity", form="PNC", domain="pnc_id", number="pnc"
    )
    cro_number = Column(
        "text", "Criminal Records Office number of the person.", side="identity", form="CRO", domain="cro_number", number="cro"
    )
    ni_number = Column("text", "National Insurance number; never loaded further unless an agreement names it.", side="identity")
    other_ids = Column(
        "list",
        "Further numbers with their kind, such as former, merged and linked references.",
        side="identity",
        form="JSON list of {type, value}",
    )
    forenames = Column("text", "All forenames as written, separated by blanks.", side="identity", required=True)
    surname = Column("text", "Surname as written.", side="identity", required=True)
    aliases = Column(
        "list",
        "Other names and dates of birth the person is known by.",
        side="identity",
        form="JSON list of {forenames, surname, dob, sex}",
    )
    dob = Column(
        "date", "Date of birth as written; the analysis side receives age at each event only.", side="identity", required=True
    )
    sex = Column("text", "Sex as the agency recorded it.", words=("F", "M", "NK", "NS"))
    ethnicity = Column("text", "Ethnicity as recorded; for breakdowns of output only, never an input.", codes=ETHNICITY)
    address = Column("text", "Address as written, on one line.", side="identity")
    postcode = Column(
        "text", "Postcode as written; the analysis side receives the force area only.", side="identity", form="A9 9AA"
    )
    region = Column("text", "Probation region that manages the person.", form="probation region")


class ProbationEvent(
    Extract,
    table="probation_event",
    agency="probation",
    grain="one row per sentence managed",
    key=("crn", "event_no"),
    main_date=("start",),
    person_key="crn",
    in_order=(("start", "ended"), ("offence_date", "conviction_date")),
):
    """Sentences that probation manages."""

    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        required=True,
        form="A999999",
        domain="crn",
        number="crn",
    )
    event_no = Column("integer", "Number of the sentence among those of the person.", required=True)
    cjs_code = Column("text", "Offence code of the criminal justice system.", codes=OFFENCES)
    offence_date = Column("date", "Day of the main offence.")
    conviction_date = Column("date", "Day of conviction.")
    disposal = Column("text", "Kind of sentence.", required=True, words=("custody", "suspended", "community", "other"))
    sentence_description = Column("text", "Sentence in the agency's words.")
    length_days = Column("integer", "Length in days.", low=0)
    start = Column("date", "First day of the sentence.", required=True)
    expected_end = Column("date", "Day the sentence should end.")
    ended = Column("date", "Day the sentence ended.")
    termination_reason = Column(
        "text",
        "Why it ended.",
        words=("completed", "revoked_breach", "revoked_other", "recalled", "died", "transferred", "other"),
    )
    in_breach = Column("boolean", "Whether a breach is recorded.")
    custody_status = Column("text", "Where a custodial sentence stands.", words=("in_custody", "released", "recalled", "other"))


class Requirement(
    Extract,
    table="requirement",
    agency="probation",
    grain="one row per requirement of an order",
    key=("requirement_id",),
    main_date=("start",),
    person_key="crn",
    in_order=(("start", "commencement"), ("start", "termination")),
):
    """Requirements of a community or suspended sentence order; imposed is not begun."""

    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        required=True,
        form="A999999",
        domain="crn",
        number="crn",
    )
    event_no = Column("integer", "Number of the sentence among those of the person; joins probation_event.", required=True)
    requirement_id = Column(
        "text",
        "The agency's number of the requirement.",
        side="identity",
        required=True,
        form="agency's own",
        domain="requirement_id",
    )
    main_category = Column("text", "Kind of requirement.", required=True, codes=DISPOSALS)
    sub_category = Column("text", "Programme or other detail.", form="programme name or free list")
    length = Column("integer", "Length in the unit beside it.")
    length_unit = Column("text", "Unit of the length.", words=("days", "hours", "months", "attendances"))
    start = Column("date", "Day the requirement was imposed.", required=True)
    commencement = Column("date", "Day it began; empty = never begun.")
    expected_end = Column("date", "Day it should end.")
    termination = Column("date", "Day it ended.")
    termination_reason = Column("text", "Why it ended.")


class LicenceCondition(
    Extract,
    table="licence_condition",
    agency="probation",
    grain="one row per condition",
    key=("crn", "event_no", "category", "sub_category", "start"),
    unique=False,
    main_date=("start",),
    person_key="crn",
    in_order=(("start", "termination"),),
):
    """Conditions of a licence."""

    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        required=True,
        form="A999999",
        domain="crn",
        number="crn",
    )
    event_no = Column("integer", "Number of the sentence among those of the person; joins probation_event.", required=True)
    category = Column("text", "Kind of condition.", required=True, form="one of 13 categories")
    sub_category = Column("text", "Detail of the condition.")
    start = Column("date", "First day of the condition.", required=True)
    commencement = Column("date", "Day work under the condition began.")
    termination = Column("date", "Day the condition ended.")
