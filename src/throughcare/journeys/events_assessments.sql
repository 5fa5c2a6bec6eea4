-- One row per assessment and per answer it holds: the assessment itself, a sexual risk score, a need for a programme.
-- Key: person, source_table, record_id, activity, detail.
-- Side: analysis.
-- Units: days; start_lo and start_hi bound the first day, and are equal where the day is known.
-- Source: a score that is empty or 'not applicable' is no assessment of sexual risk; a pathway 'omission' is no assessment of need.
-- Left out: an assessment whose prison number and case number are both unknown to the linkage.
with assessed as (
    select
        coalesce(p.person, c.person) as person,
        case when p.person is not null then p.probability else c.probability end as probability,
        case when a.noms_number is not null then 'prison' else 'probation' end as agency,
        coalesce(a.date_lo, a.completed_on) as start_lo,
        coalesce(a.date_hi, a.completed_on) as start_hi,
        case
            when a.osp_dc_band <> 'NOT_APPLICABLE' then a.osp_dc_band
            when a.osp_iic_band <> 'NOT_APPLICABLE' then a.osp_iic_band
            else a.rm2000_s
        end as sexual_risk,
        case when a.pni_pathway <> 'OMISSION' then a.pni_pathway end as pathway,
        a.assessment_id,
        a.record_id,
        a.recorded_on
    from oasys as a
    left join local_person as p on p.domain = 'noms_number' and p.number = a.noms_number
    left join local_person as c on c.domain = 'crn' and c.number = a.crn
    where p.person is not null or c.person is not null
),

found as (
    select person, probability, agency, 'ASSESSMENT_OASYS' as activity, start_lo, start_hi, '' as detail, assessment_id, record_id, recorded_on
    from assessed
    union all
    select person, probability, agency, 'ASSESSMENT_SEXUAL_RISK', start_lo, start_hi, sexual_risk, assessment_id, record_id, recorded_on
    from assessed
    where sexual_risk is not null
    union all
    select person, probability, agency, 'ASSESSMENT_NEED', start_lo, start_hi, pathway, assessment_id, record_id, recorded_on
    from assessed
    where pathway is not null
)

select
    person,
    agency,
    activity,
    start_lo,
    start_hi,
    cast(null as date) as end_on,
    detail,
    cast(null as varchar) as place,
    assessment_id as reference,
    'oasys' as source_table,
    record_id,
    recorded_on,
    probability
from found
order by person, source_table, record_id, activity, detail
