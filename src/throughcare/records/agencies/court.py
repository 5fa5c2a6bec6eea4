"""What courts hold: defendants, charges as they stood, results, and orders.

Source: court-case-service, hmpps-remand-and-sentencing-api, bichard7-next-core.
"""

from throughcare.records.codes import DISPOSALS, OFFENCES, SENTENCE_TYPES
from throughcare.records.schema import Codes, Column, Extract


class CourtDefendant(
    Extract,
    table="court_defendant",
    agency="court",
    grain="one row per defendant in a case",
    key=("defendant_id",),
    person_key="defendant_id",
    describes_person=True,
):
    """Defendants, once per case."""

    source_system = Column("text", "Court system the row came from.", required=True, words=("LIBRA", "COMMON_PLATFORM"))
    case_id = Column(
        "text", "Case the defendant stands in.", side="identity", required=True, form="UUID or C_ID", domain="case_id"
    )
    urn = Column(
        "text", "Police reference of the case, as sent to the court.", side="identity", form="PTIURN", domain="urn", number="urn"
    )
    defendant_id = Column(
        "text",
        "The court's number of this defendant in this case.",
        side="identity",
        required=True,
        form="UUID",
        domain="defendant_id",
    )
    master_defendant_id = Column(
        "text", "Common Platform's own person key.", side="identity", form="UUID", domain="master_defendant_id"
    )
    c_id = Column("text", "Libra case number.", side="identity", form="integer", domain="c_id")
    asn = Column(
        "text", "Arrest summons number, which joins police to court.", side="identity", form="ASN", domain="asn", number="asn"
    )
    pnc_id = Column(
        "text", "Police National Computer identifier of the person.", side="identity", form="PNC", domain="pnc_id", number="pnc"
    )
    cro_number = Column(
        "text", "Criminal Records Office number of the person.", side="identity", form="CRO", domain="cro_number", number="cro"
    )
    title = Column("text", "Title as written, such as Mr.", side="identity")
    forenames = Column("text", "All forenames as written, separated by blanks.", side="identity", required=True)
    surname = Column("text", "Surname as written.", side="identity", required=True)
    dob = Column("date", "Date of birth as written; the analysis side receives age at each event only.", side="identity")
    sex = Column("text", "Sex as the agency recorded it.", words=("F", "M", "NK", "NS"))
    address = Column("text", "Address as written, on one line.", side="identity")
    postcode = Column(
        "text", "Postcode as written; the analysis side receives the force area only.", side="identity", form="A9 9AA"
    )
    court_code = Column("text", "Court that heard the case.", form="agency's own")


class CourtCharge(
    Extract,
    table="court_charge",
    agency="court",
    grain="one row per charge as it stood",
    key=("charge_id",),
    main_date=("offence_from",),
    in_order=(("offence_from", "offence_to"), ("offence_from", "charged_on"), ("charged_on", "verdict_date")),
):
    """Charges as they stood; a charge that was replaced keeps its row and names the one that replaced it."""

    charge_id = Column(
        "text", "The court's number of the charge.", side="identity", required=True, form="UUID", domain="charge_id"
    )
    defendant_id = Column("text", "Defendant who is charged.", side="identity", required=True, form="UUID", domain="defendant_id")
    superseded_by = Column("text", "Charge that replaced this one.", side="identity", form="UUID", domain="charge_id")
    cjs_code = Column("text", "Offence code of the criminal justice system.", required=True, codes=OFFENCES)
    offence_from = Column("date", "First day of the alleged offence; missing on older rows taken over from prisons.")
    offence_to = Column("date", "Last day of the alleged offence.")
    charged_on = Column("date", "Day of the charge.")
    plea = Column("text", "Plea to this charge.", words=("ADM", "CON", "DEN", "G", "NG", "NONE", "OPP"))
    plea_date = Column("date", "Day of the plea.")
    verdict = Column("text", "Finding on this charge; NA = guilty of an alternative offence.", words=("G", "NA", "NC", "NG"))
    verdict_date = Column("date", "Day of the finding; for a guilty finding the day of conviction.")
    alternative_cjs_code = Column("text", "Offence convicted of, where verdict is NA.", codes=OFFENCES)
    outcome_code = Column("text", "Outcome of the charge, such as replaced by another.", codes=Codes("charge_outcomes", "code"))
    outcome_date = Column("date", "Day of that outcome.")


class CourtDisposal(
    Extract,
    table="court_disposal",
    agency="court",
    grain="one row per result on a charge",
    key=("charge_id", "disposal_code", "disposal_date"),
    unique=False,
    main_date=("disposal_date",),
):
    """Results given on a charge."""

    charge_id = Column("text", "Charge the result was given on.", side="identity", required=True, form="UUID", domain="charge_id")
    disposal_code = Column("text", "Result given by the court.", required=True, codes=DISPOSALS)
    disposal_date = Column("date", "Day of the result.", required=True)
    sentence_type = Column("text", "Kind of sentence, where the result is one.", codes=SENTENCE_TYPES)
    length_days = Column(
        "integer", "Length in days, computed by the agency's calendar order: 1 year 1 month differs from 1 month 1 year.", low=0
    )
    second_length_days = Column("integer", "Second length in days, such as an extension period.", low=0)
    consecutive_to = Column("text", "Charge whose sentence this one follows.", side="identity", form="UUID", domain="charge_id")
    requirement_codes = Column(
        "list", "Requirements attached to the order; 3103 is a programme, 3272 rehabilitation activity.", codes=DISPOSALS
    )


class CourtOrder(
    Extract,
    table="court_order",
    agency="court or police",
    grain="orders on conviction and on application",
    key=("order_ref",),
    main_date=("made",),
    in_order=(("made", "expires"), ("made", "discharged")),
):
    """Orders made on conviction or on application, such as sexual harm prevention orders."""

    order_ref = Column("text", "Reference of the order.", side="identity", required=True, domain="order_ref")
    defendant_id = Column(
        "text",
        "Defendant against whom a court made the order on conviction.",
        side="identity",
        form="UUID",
        domain="defendant_id",
    )
    nominal_ref = Column(
        "text",
        "The force's number of the person, where police sought the order without a charge.",
        side="identity",
        form="force's own",
        domain="nominal_ref",
    )
    order_type = Column(
        "text",
        "Kind of order.",
        required=True,
        words=(
            "SHPO",
            "ISHPO",
            "SOPO",
            "ISOPO",
            "SRO",
            "ISRO",
            "RSHO",
            "IRSHO",
            "FTO",
            "STPO",
            "STRO",
            "NOTIFICATION",
            "GANG_INJUNCTION",
            "SCPO",
            "RESTRAINING",
        ),
    )
    on_conviction = Column("boolean", "Whether the order followed a conviction.", required=True)
    protects = Column("text", "Whom the order protects.", words=("child", "adult", "both", "unknown"))
    made = Column("date", "Day the order was made.", required=True)
    expires = Column("date", "Day the order ends.")
    varied = Column("date", "Day of the latest variation.")
    discharged = Column("date", "Day the order was discharged.")
