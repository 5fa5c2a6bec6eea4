-- One row per record that proves an offence, with the proof it is one telling of and how many offences that proof stands for.
-- Key: source, record_id, person.
-- Side: analysis.
-- Units: days; counts.
-- Source: project rule. Records of one person, code and kind, each at most 7 days after the one before, are tellings of one proof. Within it, offences
-- of one day count as often as the fullest source has them; records without an offence day first fill what a fuller source has more; what a court
-- quashed comes off, whichever source still holds it.
-- Left out: nothing.
with stepped as (
    select
        source,
        record_id,
        person,
        cjs_code,
        kind,
        offence_on,
        offence_precision,
        proven_on,
        is_quashed,
        case
            when date_diff('day', lag(proven_on) over (partition by person, cjs_code, kind order by proven_on, source, record_id), proven_on) <= 7 then 0
            else 1
        end as is_first
    from proven_records
),

told as (
    select
        source,
        record_id,
        person,
        cjs_code,
        kind,
        offence_on,
        coalesce(offence_on, date '0001-01-01') as offence_day,
        offence_precision,
        proven_on,
        is_quashed,
        sum(is_first) over (
            partition by person, cjs_code, kind order by proven_on, source, record_id rows between unbounded preceding and current row
        ) as proof
    from stepped
),

by_source as (
    select
        person,
        cjs_code,
        kind,
        proof,
        offence_day,
        source,
        count(*) as records,
        sum(case when is_quashed then 1 else 0 end) as quashed
    from told
    group by person, cjs_code, kind, proof, offence_day, source
),

dated as (
    select person, cjs_code, kind, proof, offence_day, max(records) as fullest, max(quashed) as quashed
    from by_source
    where offence_day <> date '0001-01-01'
    group by person, cjs_code, kind, proof, offence_day
),

all_dated as (
    select person, cjs_code, kind, proof, sum(fullest) as offences
    from dated
    group by person, cjs_code, kind, proof
),

dated_by_source as (
    select person, cjs_code, kind, proof, source, sum(records) as records
    from by_source
    where offence_day <> date '0001-01-01'
    group by person, cjs_code, kind, proof, source
),

undated_by_source as (
    select
        b.person,
        b.cjs_code,
        b.kind,
        b.proof,
        b.source,
        b.quashed,
        greatest(b.records - (coalesce(a.offences, 0) - coalesce(s.records, 0)), 0) as unexplained
    from by_source as b
    left join all_dated as a on a.person = b.person and a.cjs_code = b.cjs_code and a.kind = b.kind and a.proof = b.proof
    left join dated_by_source as s
        on s.person = b.person and s.cjs_code = b.cjs_code and s.kind = b.kind and s.proof = b.proof and s.source = b.source
    where b.offence_day = date '0001-01-01'
),

kept as (
    select person, cjs_code, kind, proof, offence_day, fullest - quashed as offences
    from dated
    union all
    select person, cjs_code, kind, proof, date '0001-01-01', greatest(max(unexplained) - max(quashed), 0)
    from undated_by_source
    group by person, cjs_code, kind, proof
),

weighed as (
    select person, cjs_code, kind, proof, offence_day, source, records as weight
    from by_source
    where offence_day <> date '0001-01-01'
    union all
    select person, cjs_code, kind, proof, date '0001-01-01', source, unexplained
    from undated_by_source
)

select
    t.source,
    t.record_id,
    t.person,
    t.cjs_code,
    t.kind,
    t.proof,
    t.offence_on,
    t.offence_precision,
    t.proven_on,
    k.offences,
    row_number() over (
        partition by t.person, t.cjs_code, t.kind, t.proof, t.offence_day
        order by case when t.is_quashed then 1 else 0 end, w.weight desc, case when t.source = 'PNC' then 0 else 1 end, t.source, t.proven_on, t.record_id
    ) as place
from told as t
inner join kept as k
    on k.person = t.person and k.cjs_code = t.cjs_code and k.kind = t.kind and k.proof = t.proof and k.offence_day = t.offence_day
inner join weighed as w
    on w.person = t.person and w.cjs_code = t.cjs_code and w.kind = t.kind and w.proof = t.proof and w.offence_day = t.offence_day
    and w.source = t.source
order by t.source, t.record_id, t.person
