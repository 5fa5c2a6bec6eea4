"""What probation holds about supervision: registers, contacts, other interventions, recalls.

Source: community-api data classes, hmpps-tier registers.
"""

from throughcare.records.codes import ATTENDANCE
from throughcare.records.schema import Codes, Column, Extract


class Registration(
    Extract,
    table="registration",
    agency="probation",
    grain="one row per register entry",
    key=("crn", "register_code", "start"),
    unique=False,
    main_date=("start",),
    person_key="crn",
    in_order=(("start", "end"),),
):
    """Entries in probation's registers."""

    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        required=True,
        form="A999999",
        domain="crn",
        number="crn",
    )
    register_code = Column(
        "text",
        "Register the entry stands in.",
        required=True,
        codes=Codes("alerts_and_registers", "code", ("system", "probation")),
    )
    register_name = Column(
        "text", "Name of that register.", required=True, codes=Codes("alerts_and_registers", "name", ("system", "probation"))
    )
    level = Column("text", "Level of the entry; M0 to M3 for public protection arrangements.", form="M0-M3 for MAPPA")
    category = Column("text", "Category of the entry; M1 to M4 for public protection arrangements.", form="M1-M4 for MAPPA")
    start = Column("date", "First day of the entry.", required=True)
    next_review = Column("date", "Day of the next review.")
    end = Column("date", "Last day of the entry.")


class Contact(
    Extract,
    table="contact",
    agency="probation",
    grain="one row per planned or actual contact",
    key=("crn", "contact_at", "type"),
    unique=False,
    main_date=("contact_at",),
    person_key="crn",
):
    """Planned and actual contacts with probation."""

    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        required=True,
        form="A999999",
        domain="crn",
        number="crn",
    )
    contact_at = Column("timestamp", "When the contact was planned for.", required=True)
    type = Column("text", "Kind of contact.", required=True, form="agency's own")
    outcome_code = Column("text", "What happened: attended and complied are separate facts.", codes=ATTENDANCE)
    requirement_id = Column(
        "text", "Requirement the contact counts towards.", side="identity", form="agency's own", domain="requirement_id"
    )
    hours_credited = Column("decimal", "Hours credited to the requirement.")


class Nsi(
    Extract,
    table="nsi",
    agency="probation",
    grain="non-statutory interventions",
    key=("nsi_id",),
    main_date=("actual_start", "referral_date"),
    person_key="crn",
    in_order=(("actual_start", "actual_end"),),
):
    """Non-statutory interventions arranged by probation."""

    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        required=True,
        form="A999999",
        domain="crn",
        number="crn",
    )
    nsi_id = Column(
        "text", "The agency's number of the intervention.", side="identity", required=True, form="agency's own", domain="nsi_id"
    )
    type = Column("text", "Kind of intervention.", required=True, form="agency's own")
    sub_type = Column("text", "Detail of the intervention.")
    referral_date = Column("date", "Day of referral.")
    actual_start = Column("date", "Day it began.")
    actual_end = Column("date", "Day it ended.")
    status = Column("text", "Status it has now.")
    outcome = Column("text", "What came of it.")


class Recall(
    Extract,
    table="recall",
    agency="prison and probation",
    grain="one row per recall",
    key=("crn", "noms_number", "revocation_date"),
    any_of=("crn", "noms_number"),
    main_date=("revocation_date",),
    person_key="crn",
    in_order=(("revocation_date", "return_to_custody_date"),),
):
    """Recalls to custody; the decision and the return are different days."""

    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        form="A999999",
        domain="crn",
        number="crn",
    )
    noms_number = Column(
        "text", "Prison number (NOMS number) of the person.", side="identity", form="A9999AA", domain="noms_number", number="noms"
    )
    revocation_date = Column("date", "Day the licence was revoked.", required=True)
    return_to_custody_date = Column("date", "Day of return to custody; empty = still at large.")
    recall_type = Column("text", "Kind of recall.", required=True, codes=Codes("recall_types", "code", closed=True))
    reason = Column(
        "text",
        "Main reason of the recall.",
        words=(
            "further_offence_charged",
            "poor_behaviour",
            "failed_contact",
            "residence",
            "drugs_alcohol",
            "electronic_monitoring",
            "other",
        ),
    )
