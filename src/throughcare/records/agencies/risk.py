"""Assessments of risk and need, one row per completed assessment.

Source: hmpps-arns-risk-actuarial-api, hmpps-assess-risks-and-needs.
"""

from throughcare.records.schema import Column, Extract


class Oasys(
    Extract,
    table="oasys",
    agency="prison and probation",
    grain="one row per assessment",
    key=("assessment_id",),
    any_of=("noms_number", "crn"),
    main_date=("completed_on",),
    person_key="noms_number",
):
    """Completed assessments with their scores and bands; a score is never used here to rank a person."""

    assessment_id = Column(
        "text", "Number of the assessment.", side="identity", required=True, form="agency's own", domain="assessment_id"
    )
    noms_number = Column(
        "text", "Prison number (NOMS number) of the person.", side="identity", form="A9999AA", domain="noms_number", number="noms"
    )
    crn = Column(
        "text",
        "Case reference number that probation gives a person.",
        side="identity",
        form="A999999",
        domain="crn",
        number="crn",
    )
    completed_on = Column("date", "Day the assessment was completed.", required=True)
    ogrs3_1yr = Column("decimal", "OGRS3, reoffending of any kind within one year, in per cent.", low=0, high=100)
    ogrs3_2yr = Column("decimal", "OGRS3, reoffending of any kind within two years, in per cent.", low=0, high=100)
    ogp_1yr = Column("decimal", "OGP, non-violent reoffending within one year, in per cent.", low=0, high=100)
    ogp_2yr = Column("decimal", "OGP, non-violent reoffending within two years, in per cent.", low=0, high=100)
    ovp_1yr = Column("decimal", "OVP, violent reoffending within one year, in per cent.", low=0, high=100)
    ovp_2yr = Column("decimal", "OVP, violent reoffending within two years, in per cent.", low=0, high=100)
    rsr_pct = Column("decimal", "RSR, serious reoffending, in per cent.", low=0, high=100)
    rsr_static_or_dynamic = Column("text", "Whether RSR used static factors only.", words=("STATIC", "DYNAMIC"))
    osp_dc_pct = Column("decimal", "OSP for direct contact offences (formerly OSP/C), in per cent.", low=0, high=100)
    osp_dc_band = Column(
        "text", "Band of OSP for direct contact offences.", words=("LOW", "MEDIUM", "HIGH", "VERY_HIGH", "NOT_APPLICABLE")
    )
    osp_iic_pct = Column("decimal", "OSP for images and indirect contact (formerly OSP/I), in per cent.", low=0, high=100)
    osp_iic_band = Column(
        "text", "Band of OSP for images and indirect contact.", words=("LOW", "MEDIUM", "HIGH", "VERY_HIGH", "NOT_APPLICABLE")
    )
    osp_version = Column(
        "text", "Which pair of OSP names and models the row uses; never mix them on one axis.", words=("C_I", "DC_IIC")
    )
    rm2000_s = Column(
        "text", "Band of Risk Matrix 2000 for sexual offences, the tool before OSP.", words=("LOW", "MEDIUM", "HIGH", "VERY_HIGH")
    )
    sara_partner = Column("text", "SARA band towards a partner.", words=("LOW", "MEDIUM", "HIGH"))
    sara_others = Column("text", "SARA band towards others.", words=("LOW", "MEDIUM", "HIGH"))
    pni_need = Column("text", "Programme needs identifier: need.", words=("LOW", "MEDIUM", "HIGH"))
    pni_risk = Column("text", "Programme needs identifier: risk.", words=("LOW", "MEDIUM", "HIGH"))
    pni_pathway = Column(
        "text",
        "Programme needs identifier: recommended pathway; OMISSION = cannot be worked out.",
        words=("HIGH", "MODERATE", "ALTERNATIVE", "OMISSION"),
    )
    rosh_children = Column("text", "Risk of serious harm to children.", words=("LOW", "MEDIUM", "HIGH", "VERY_HIGH"))
    rosh_overall = Column("text", "Risk of serious harm, highest of all groups.", words=("LOW", "MEDIUM", "HIGH", "VERY_HIGH"))
    accepts_responsibility = Column("boolean", "Whether the person accepts responsibility, as assessed.")
    maintains_innocence = Column("boolean", "Whether the person maintains innocence, as community delivery recorded it.")
