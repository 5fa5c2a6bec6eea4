"""What national bodies hold: referrals of children as victims, convictions and cautions, public protection arrangements.

No public code of ViSOR: this project's design.
"""

from throughcare.records.codes import DISPOSALS, OFFENCES
from throughcare.records.schema import Column, Extract


class NrmCase(
    Extract,
    table="nrm_case",
    agency="Home Office",
    grain="National Referral Mechanism referral of a child, linked to a suspect only through the crime",
    key=("nrm_ref",),
    main_date=("referred_on",),
):
    """Referrals of children to the National Referral Mechanism; the child is not identified."""

    nrm_ref = Column("text", "Reference of the referral.", side="identity", required=True, domain="nrm_ref")
    crime_ref = Column(
        "text",
        "Crime the referral belongs to; the only way to a suspect.",
        side="identity",
        form="force's own",
        domain="crime_ref",
    )
    referred_on = Column("date", "Day of the referral.", required=True)
    exploitation_type = Column(
        "text", "Kind of exploitation suspected.", required=True, words=("sexual", "criminal", "labour", "domestic", "unknown")
    )
    victim_under_18 = Column("boolean", "Whether the referred victim is a child.", required=True)
    decision = Column(
        "text", "Latest decision on the referral.", words=("pending", "reasonable_grounds", "conclusive", "negative")
    )


class PncConviction(
    Extract,
    table="pnc_conviction",
    agency="police (national)",
    grain="one row per conviction or caution, for outcomes",
    key=("pnc_id", "cjs_code", "proven_on", "kind"),
    unique=False,
    main_date=("proven_on",),
    person_key="pnc_id",
    in_order=(("offence_date", "proven_on"),),
):
    """Convictions and cautions as the Police National Computer holds them; counts of one offence are rows of their own."""

    pnc_id = Column(
        "text",
        "Police National Computer identifier of the person.",
        side="identity",
        required=True,
        form="PNC",
        domain="pnc_id",
        number="pnc",
    )
    cjs_code = Column("text", "Offence code of the criminal justice system.", required=True, codes=OFFENCES)
    offence_date = Column("date", "Day of the offence.")
    proven_on = Column("date", "Day of the conviction or caution.", required=True)
    kind = Column("text", "Whether it is a conviction or a caution.", required=True, words=("conviction", "caution"))
    disposal_code = Column("text", "Main result.", codes=DISPOSALS)
    custodial_days = Column("integer", "Length of custody in days.", low=0)


class Mappa(
    Extract,
    table="mappa",
    agency="police, prison and probation",
    grain="one row per period under arrangements",
    key=("visor_ref", "crn", "pnc_id", "category", "start"),
    any_of=("visor_ref", "crn", "pnc_id"),
    main_date=("start",),
    person_key="crn",
    in_order=(("start", "end"),),
):
    """Periods under multi-agency public protection arrangements."""

    visor_ref = Column(
        "text", "Reference of the person in the register of violent and sexual offenders.", side="identity", domain="visor_ref"
    )
    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        form="A999999",
        domain="crn",
        number="crn",
    )
    pnc_id = Column(
        "text", "Police National Computer identifier of the person.", side="identity", form="PNC", domain="pnc_id", number="pnc"
    )
    category = Column("integer", "Category of the arrangements; 1 = registered sexual offender.", required=True, low=1, high=4)
    level = Column("integer", "Level of management; empty = unknown, 0 = not relevant.", low=0, high=3)
    start = Column("date", "First day of the period.", required=True)
    review = Column("date", "Day of the next review.")
    end = Column("date", "Last day of the period.")
    level_history = Column("list", "Earlier levels, each with the day it began.", form="JSON list of {level, from}")
