-- One row per charge on which a person was found guilty, with the offence actually convicted of.
-- Key: charge_id, person.
-- Side: analysis.
-- Units: days.
-- Source: domain note, sections 6 and 9: NA is guilty of an alternative offence; a guilty plea stands where no verdict was written; the date is that
-- of the verdict, else of the plea, else of the outcome. The offence's first day is the first day of its range.
-- Left out: charges replaced, ended or acquitted; verdict NC (its meaning is not published). A quashed conviction stays, with its day.
with decided as (
    select
        l.person,
        l.probability,
        d.defendant_id,
        d.source_system,
        c.charge_id,
        case when c.verdict = 'NA' then coalesce(c.alternative_cjs_code, c.cjs_code) else c.cjs_code end as cjs_code,
        coalesce(c.offence_from, case when c.date_precision in ('month', 'year') then c.date_lo end) as offence_on,
        coalesce(c.offence_to, c.offence_from, case when c.date_precision in ('month', 'year') then c.date_hi end) as offence_to,
        c.date_precision,
        coalesce(c.verdict_date, case when c.plea in ('G', 'ADM') then c.plea_date end, c.outcome_date) as convicted_on,
        c.record_id,
        c.recorded_on
    from court_charge as c
    inner join court_defendant as d on d.defendant_id = c.defendant_id
    inner join local_person as l on l.domain = 'defendant_id' and l.number = d.defendant_id
    left join ref_charge_outcomes as r on r.code = c.outcome_code
    where
        c.superseded_by is null
        and (
            c.verdict in ('G', 'NA')
            or (c.verdict is null and r.effect = 'convicted')
            or (c.verdict is null and c.plea in ('G', 'ADM') and coalesce(r.effect, 'pending') = 'pending')
        )
),

quashed as (
    select d.charge_id, min(d.disposal_date) as quashed_on
    from court_disposal as d
    inner join ref_disposals as r on r.code = d.disposal_code
    where r.activity = 'CONVICTION_QUASHED'
    group by d.charge_id
)

select
    c.charge_id,
    c.person,
    min(c.defendant_id) as defendant_id,
    min(c.source_system) as source_system,
    min(c.cjs_code) as cjs_code,
    min(o.resolved_ho_code) as ho_code,
    min(o.offence_class) as offence_class,
    min(k.seriousness) as seriousness,
    min(c.offence_on) as offence_on,
    min(c.offence_to) as offence_to,
    min(c.date_precision) as offence_precision,
    min(c.convicted_on) as convicted_on,
    min(q.quashed_on) as quashed_on,
    min(c.record_id) as record_id,
    min(coalesce(c.recorded_on, c.convicted_on)) as known_on,
    max(c.probability) as probability
from decided as c
left join offence_codes as o on o.cjs_code = c.cjs_code and o.ho_code = ''
left join offence_class_order as k on k.offence_class = o.offence_class
left join quashed as q on q.charge_id = c.charge_id
group by c.charge_id, c.person
order by c.charge_id, c.person
