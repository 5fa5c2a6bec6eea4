"""Referrals to programmes in custody and in the community, their statuses, and who attended what.

Source: hmpps-accredited-programmes-api and -manage-and-deliver-api, migrations.
"""

from throughcare.records.codes import ATTENDANCE, PROGRAMMES
from throughcare.records.schema import Codes, Column, Extract


class PrisonProgrammeReferral(
    Extract,
    table="prison_programme_referral",
    agency="prison",
    grain="one row per referral",
    key=("referral_id",),
    main_date=("submitted_on",),
    person_key="noms_number",
):
    """Referrals to programmes in custody as they stand now."""

    referral_id = Column("text", "Number of the referral.", side="identity", required=True, form="UUID", domain="referral_id")
    noms_number = Column(
        "text",
        "Prison number (NOMS number) of the person.",
        side="identity",
        required=True,
        form="A9999AA",
        domain="noms_number",
        number="noms",
    )
    programme = Column("text", "Programme the person was referred to.", required=True, codes=PROGRAMMES)
    audience = Column(
        "text", "Group the offering is meant for.", required=True, form="Sexual offence, General offence or another"
    )
    offering_prison = Column(
        "text", "Prison that offers the programme.", required=True, codes=Codes("programme_sites", "prison_code")
    )
    status = Column(
        "text",
        "Status the referral has now.",
        required=True,
        codes=Codes("referral_statuses", "status", ("service", "prison"), closed=True),
    )
    submitted_on = Column("date", "Day the referral was sent to the programme team.")
    original_referral_id = Column(
        "text",
        "Earlier referral this one continues, after a transfer or a move to Building Choices.",
        side="identity",
        form="UUID",
        domain="referral_id",
    )
    override_reason = Column(
        "text", "Why the recommended pathway was not followed.", words=("risk", "need", "sentence", "operational", "other")
    )
    has_ldc = Column("boolean", "Whether a learning disability or challenge is recorded.")
    ldc_overridden = Column("boolean", "Whether staff set that answer by hand.")
    sexual_offence_score = Column("integer", "Sum of the scored details of the sexual offence.", low=0, high=40)


class PrisonReferralStatus(
    Extract,
    table="prison_referral_status",
    agency="prison",
    grain="one row per status held",
    key=("referral_id", "status", "start_at"),
    main_date=("start_at",),
    in_order=(("start_at", "end_at"),),
):
    """Statuses that a referral in custody held, each with its time."""

    referral_id = Column(
        "text", "Referral that held the status.", side="identity", required=True, form="UUID", domain="referral_id"
    )
    status = Column(
        "text", "Status held.", required=True, codes=Codes("referral_statuses", "status", ("service", "prison"), closed=True)
    )
    start_at = Column("timestamp", "When the status began.", required=True)
    end_at = Column("timestamp", "When the status ended; empty = still held.")
    category = Column(
        "text", "Group of the reason for leaving.", codes=Codes("withdrawal_reasons", "category", ("system", "prison"))
    )
    reason = Column("text", "Reason for leaving.", codes=Codes("withdrawal_reasons", "code", ("system", "prison")))


class CourseParticipation(
    Extract,
    table="course_participation",
    agency="prison",
    grain="programme history, typed in by staff",
    key=("noms_number", "course", "year_started", "year_completed", "started_on", "completed_on"),
    unique=False,
    main_date=("started_on", "year_started", "completed_on", "year_completed"),
    person_key="noms_number",
    in_order=(("started_on", "completed_on"), ("year_started", "year_completed")),
):
    """Programme history as staff typed it in, often with years only."""

    noms_number = Column(
        "text",
        "Prison number (NOMS number) of the person.",
        side="identity",
        required=True,
        form="A9999AA",
        domain="noms_number",
        number="noms",
    )
    course = Column("text", "Programme as staff chose it.", required=True, codes=PROGRAMMES)
    other_course = Column(
        "text", "Programme in staff's own words; may name a person or place.", side="identity", form="free text"
    )
    setting = Column("text", "Where it was delivered.", words=("CUSTODY", "COMMUNITY"))
    location = Column("text", "Place in staff's own words.", side="identity", form="free text")
    outcome = Column("text", "Whether it was completed.", words=("COMPLETE", "INCOMPLETE"))
    year_started = Column("integer", "Year it began; the source holds years only.", form="YYYY", low=1900, high=2100)
    year_completed = Column("integer", "Year it was completed.", form="YYYY", low=1900, high=2100)
    started_on = Column("date", "Day it began, where another system gives it.")
    completed_on = Column("date", "Day it was completed, where another system gives it.")


class CommunityProgrammeReferral(
    Extract,
    table="community_programme_referral",
    agency="probation",
    grain="one row per referral for delivery in the community",
    key=("referral_id", "cohort_since"),
    main_date=("received_on",),
    person_key="crn",
):
    """Referrals to programmes delivered in the community; a changed cohort is a row of its own."""

    referral_id = Column("text", "Number of the referral.", side="identity", required=True, form="UUID", domain="referral_id")
    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        required=True,
        form="A999999",
        domain="crn",
        number="crn",
    )
    cohort = Column(
        "text",
        "Cohort of the referral; it may change, and each value is kept with its day.",
        required=True,
        words=("SEXUAL_OFFENCE", "GENERAL_OFFENCE"),
    )
    cohort_since = Column("date", "Day from which the cohort holds.", required=True)
    requirement_id = Column(
        "text", "Requirement the referral rests on.", side="identity", form="agency's own", domain="requirement_id"
    )
    sourced_from = Column("text", "What the referral rests on.", required=True, words=("requirement", "licence_condition"))
    has_ldc = Column("boolean", "Whether a learning disability or challenge is recorded.")
    maintains_innocence = Column("boolean", "Whether the person maintains innocence, as recorded.")
    received_on = Column("date", "Day the programme team received the referral.", required=True)


class CommunityReferralStatus(
    Extract,
    table="community_referral_status",
    agency="probation",
    grain="one row per status held",
    key=("referral_id", "status", "start_at"),
    main_date=("start_at",),
    in_order=(("start_at", "end_at"),),
):
    """Statuses that a referral in the community held, each with its time."""

    referral_id = Column(
        "text", "Referral that held the status.", side="identity", required=True, form="UUID", domain="referral_id"
    )
    status = Column(
        "text", "Status held.", required=True, codes=Codes("referral_statuses", "status", ("service", "community"), closed=True)
    )
    start_at = Column("timestamp", "When the status began.", required=True)
    end_at = Column("timestamp", "When the status ended; empty = still held.")


class ProgrammeAttendance(
    Extract,
    table="programme_attendance",
    agency="prison or probation",
    grain="one row per person and scheduled meeting of a group or one-to-one",
    key=("referral_id", "planned_on", "module", "meeting_type"),
    unique=False,
    main_date=("planned_on",),
):
    """Who was expected at which meeting of a programme, and what happened."""

    referral_id = Column(
        "text",
        "Referral under which the person attended, in custody or in the community.",
        side="identity",
        required=True,
        form="UUID",
        domain="referral_id",
    )
    group_id = Column("text", "The provider's number of the group.", side="identity", form="agency's own", domain="group_id")
    module = Column("text", "Part of the programme.", form="programme's own")
    meeting_type = Column("text", "Whether the meeting was a group or one to one.", required=True, words=("GROUP", "ONE_TO_ONE"))
    planned_on = Column("date", "Day the meeting was planned for.", required=True)
    minutes = Column("integer", "Length of the meeting in minutes.", low=0)
    outcome_code = Column("text", "What happened: attended and complied are separate facts.", codes=ATTENDANCE)
    catch_up = Column("boolean", "Whether the meeting made up for a missed one.")
