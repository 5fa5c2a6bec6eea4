"""What commissioned and voluntary providers hold: services used, and Circles of Support and Accountability.

Source: hmpps-interventions-service; voluntary providers' tables are this project's design.
"""

from throughcare.records.schema import Codes, Column, Extract


class CommunityService(
    Extract,
    table="community_service",
    agency="commissioned or voluntary provider",
    grain="one row per referral",
    key=("provider", "service_user_ref", "service_type", "referral_date"),
    main_date=("start", "referral_date"),
    person_key="service_user_ref",
    describes_person=True,
    in_order=(("referral_date", "start"), ("start", "end")),
):
    """Services used at commissioned or voluntary providers, one row per referral."""

    provider = Column("text", "Provider of the service.", required=True)
    service_user_ref = Column(
        "text",
        "The provider's number of the person.",
        side="identity",
        required=True,
        form="provider's own",
        domain="service_user_ref",
    )
    forenames = Column("text", "All forenames as written, separated by blanks.", side="identity")
    surname = Column("text", "Surname as written.", side="identity")
    dob = Column("date", "Date of birth as written; the analysis side receives age at each event only.", side="identity")
    postcode = Column(
        "text", "Postcode as written; the analysis side receives the force area only.", side="identity", form="A9 9AA"
    )
    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        form="A999999",
        domain="crn",
        number="crn",
    )
    service_type = Column(
        "text",
        "Kind of service.",
        required=True,
        words=(
            "accommodation",
            "emotional_wellbeing",
            "relationships",
            "counselling",
            "harmful_sexual_behaviour",
            "mentoring",
            "helpline_follow_up",
            "other",
        ),
    )
    voluntary = Column("boolean", "Whether the person came of their own accord.", required=True)
    referral_date = Column("date", "Day of referral.", required=True)
    start = Column("date", "Day the service began.")
    end = Column("date", "Day the service ended.")
    end_reason = Column("text", "Why it ended.", codes=Codes("withdrawal_reasons", "code", ("system", "commissioned_service")))
    outcome = Column("text", "How far its aims were reached.", words=("ACHIEVED", "PARTIALLY_ACHIEVED", "NOT_ACHIEVED"))
    attendances_planned = Column("integer", "Meetings planned.", low=0)
    attendances_kept = Column("integer", "Meetings attended.", low=0)


class Circle(
    Extract,
    table="circle",
    agency="voluntary provider",
    grain="one row per Circle of Support and Accountability",
    key=("core_member_ref", "requested_on", "start"),
    main_date=("start", "requested_on"),
    person_key="core_member_ref",
    describes_person=True,
    in_order=(("requested_on", "start"), ("start", "end")),
):
    """Circles of Support and Accountability, those asked for and not given included."""

    core_member_ref = Column(
        "text",
        "The provider's number of the core member.",
        side="identity",
        required=True,
        form="provider's own",
        domain="core_member_ref",
    )
    forenames = Column("text", "All forenames as written, separated by blanks.", side="identity")
    surname = Column("text", "Surname as written.", side="identity")
    dob = Column("date", "Date of birth as written; the analysis side receives age at each event only.", side="identity")
    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        form="A999999",
        domain="crn",
        number="crn",
    )
    coordinator_area = Column("text", "Area of the coordinator.", required=True)
    requested_on = Column("date", "Day the person asked for a Circle; those who asked and got none are kept.")
    start = Column("date", "Day the Circle first met.")
    end = Column("date", "Day the Circle last met.")
    volunteers = Column("integer", "Volunteers in the Circle, usually 4 to 6.", low=0, high=10)
    ended_reason = Column(
        "text",
        "Why it ended.",
        words=("completed", "core_member_withdrew", "recall", "reoffence", "moved", "volunteers", "other"),
    )
