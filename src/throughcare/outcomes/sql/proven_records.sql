-- One row per record that proves an offence: a guilty charge at court, a conviction or caution on the Police National Computer.
-- Key: source, record_id, person.
-- Side: analysis.
-- Units: days; offence_on is the first day of a range of offence days.
-- Source: outcomes note, section 1 (a range of offence dates takes its first day, a house rule); `court_convictions` decides what is guilty.
-- Left out: people whom no link reaches.
with pnc as (
    select
        'PNC' as source,
        c.record_id,
        l.person,
        c.cjs_code,
        c.offence_date as offence_on,
        case when c.offence_date is null then 'none' else 'day' end as offence_precision,
        c.proven_on,
        c.kind,
        d.code is not null as is_quashed
    from pnc_conviction as c
    inner join local_person as l on l.domain = 'pnc_id' and l.number = c.pnc_id
    left join ref_disposals as d on d.code = c.disposal_code and d.activity = 'CONVICTION_QUASHED'
),

court as (
    select
        coalesce(source_system, 'COURT') as source,
        record_id,
        person,
        cjs_code,
        offence_on,
        case when offence_on is null then 'none' else coalesce(offence_precision, 'day') end as offence_precision,
        convicted_on as proven_on,
        'conviction' as kind,
        quashed_on is not null as is_quashed
    from court_convictions
    where convicted_on is not null
)

select source, record_id, person, cjs_code, offence_on, offence_precision, proven_on, kind, is_quashed
from pnc
union all
select source, record_id, person, cjs_code, offence_on, offence_precision, proven_on, kind, is_quashed
from court
order by source, record_id, person
