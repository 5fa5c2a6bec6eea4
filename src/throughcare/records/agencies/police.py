"""What police forces hold: crimes with their victims, people under suspicion, warning notices.

No public code list: this project's design.
"""

from throughcare.records.codes import ETHNICITY, FORCES, HOME_OFFICE, OFFENCES
from throughcare.records.schema import Column, Extract


class PoliceCrime(
    Extract,
    table="police_crime",
    agency="police",
    grain="one row per victim of a recorded crime",
    key=("force_code", "crime_ref"),
    unique=False,
    main_date=("offence_from",),
    in_order=(("offence_from", "offence_to"), ("offence_from", "recorded_date")),
):
    """Recorded crimes, with one row per victim; a crime without a known victim has one row."""

    force_code = Column("text", "Police force that recorded it.", required=True, codes=FORCES)
    crime_ref = Column(
        "text",
        "The force's reference of the crime; joins the tables of one force.",
        side="identity",
        required=True,
        form="force's own",
        domain="crime_ref",
    )
    recorded_date = Column("date", "Day it was recorded as a crime.", required=True)
    offence_from = Column("date", "First day of the offence.")
    offence_to = Column("date", "Last day of the offence.")
    ho_code = Column("text", "Home Office class and sub-class.", required=True, form="NNN/NN", codes=HOME_OFFICE)
    cjs_code = Column("text", "Offence code of the crime, where the force gives one.", codes=OFFENCES)
    cse_flag = Column("boolean", "Force says the case is child sexual exploitation.")
    csa_flag = Column("boolean", "Force says the case is child sexual abuse.")
    cce_flag = Column("boolean", "Force says the case is child criminal exploitation.")
    mo_text = Column(
        "text",
        "How it was done, in words; stays on the identity side, only results of text rules pass.",
        side="identity",
        form="free text",
    )
    victim_age = Column("integer", "Age of this victim at the offence.", low=0, high=120)
    victim_gender = Column("text", "Gender of this victim.", words=("F", "M", "NK", "NS"))
    victim_looked_after = Column("boolean", "Victim in local authority care.")
    suspect_victim_relationship = Column(
        "text",
        "How the suspect stood to the victim, as recorded.",
        words=(
            "parent",
            "other_family",
            "partner",
            "friend",
            "acquaintance",
            "position_of_trust",
            "online_only",
            "stranger",
            "unknown",
        ),
    )
    location_type = Column(
        "text",
        "Kind of place where it happened.",
        words=("home", "hotel", "vehicle", "public_place", "school", "online", "other", "unknown"),
    )
    operation_name = Column(
        "text", "Named operation; a small-area identifier, so it does not pass.", side="identity", form="free text"
    )
    outcome_type = Column(
        "text", "How the force closed the crime.", words=("charged", "caution", "no_further_action", "other", "open")
    )
    outcome_on = Column("date", "Day of that outcome.")


class PolicePerson(
    Extract,
    table="police_person",
    agency="police",
    grain="one row per person, crime and role",
    key=("force_code", "nominal_ref", "crime_ref", "role"),
    main_date=("arrested_on", "suspect_outcome_on"),
    person_key="nominal_ref",
    describes_person=True,
):
    """People suspected, arrested or charged, once per crime and role."""

    force_code = Column("text", "Police force that recorded it.", required=True, codes=FORCES)
    nominal_ref = Column(
        "text", "The force's number of a person.", side="identity", required=True, form="force's own", domain="nominal_ref"
    )
    crime_ref = Column(
        "text",
        "The force's reference of the crime; joins the tables of one force.",
        side="identity",
        required=True,
        form="force's own",
        domain="crime_ref",
    )
    role = Column(
        "text",
        "Part the person has in the crime; identities of victims are not loaded.",
        required=True,
        words=("suspect", "arrested", "charged", "victim_and_suspect"),
    )
    pnc_id = Column(
        "text", "Police National Computer identifier of the person.", side="identity", form="PNC", domain="pnc_id", number="pnc"
    )
    cro_number = Column(
        "text", "Criminal Records Office number of the person.", side="identity", form="CRO", domain="cro_number", number="cro"
    )
    asn = Column(
        "text", "Arrest summons number, which joins police to court.", side="identity", form="ASN", domain="asn", number="asn"
    )
    arrested_on = Column("date", "Day of arrest.")
    suspect_outcome = Column(
        "text",
        "What came of the suspicion for this person.",
        words=("charged", "summonsed", "caution", "no_further_action", "released_under_investigation"),
    )
    suspect_outcome_on = Column("date", "Day of that outcome.")
    title = Column("text", "Title as written, such as Mr.", side="identity")
    forenames = Column(
        "text", "All forenames as written, separated by blanks.", side="identity", required=True, form="space separated"
    )
    surname = Column("text", "Surname as written.", side="identity", required=True)
    aliases = Column(
        "list",
        "Other names and dates of birth the person is known by.",
        side="identity",
        form="JSON list of {forenames, surname, dob}",
    )
    dob = Column("date", "Date of birth as written; the analysis side receives age at each event only.", side="identity")
    sex = Column("text", "Sex as the agency recorded it.", words=("F", "M", "NK", "NS"))
    self_defined_ethnicity = Column(
        "text", "Ethnicity as the person stated it; for breakdowns of output only, never an input.", codes=ETHNICITY
    )
    officer_defined_ethnicity = Column(
        "text",
        "Ethnicity as an officer put it, kept apart from the person's own; never an input.",
        words=("1", "2", "3", "4", "5", "6", "9"),
    )
    address = Column("text", "Address as written, on one line.", side="identity")
    postcode = Column(
        "text", "Postcode as written; the analysis side receives the force area only.", side="identity", form="A9 9AA"
    )
    nationality = Column("text", "Nationality as recorded.", form="ISO 3166 alpha-3")
    gang_marker = Column("boolean", "Whether the force marks the person as linked with a gang.")
    ocg_marker = Column("boolean", "Whether the force marks the person as linked with an organised crime group.")
    marker_from = Column("date", "Day the gang or group marker was set.")


class PoliceNotice(
    Extract,
    table="police_notice",
    agency="police",
    grain="warning notices",
    key=("force_code", "notice_ref"),
    main_date=("issued",),
    person_key="nominal_ref",
    in_order=(("issued", "expires"), ("issued", "breached_on")),
):
    """Warning notices served on a person, such as child abduction warning notices."""

    force_code = Column("text", "Police force that recorded it.", required=True, codes=FORCES)
    notice_ref = Column(
        "text", "The force's reference of the notice.", side="identity", required=True, form="force's own", domain="notice_ref"
    )
    nominal_ref = Column(
        "text",
        "The force's number of the person served.",
        side="identity",
        required=True,
        form="force's own",
        domain="nominal_ref",
    )
    notice_type = Column(
        "text", "Kind of notice; CAWN is a child abduction warning notice.", required=True, words=("CAWN", "other")
    )
    issued = Column("date", "Day the notice was served.", required=True)
    expires = Column("date", "Day the notice ends.")
    breached_on = Column("date", "Day the notice was breached; the breach alone is no offence.")
