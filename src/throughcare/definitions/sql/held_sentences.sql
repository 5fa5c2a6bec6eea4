-- One row per sentence as prison or probation holds it, with its offence and its end.
-- Key: source_table, record_id, person.
-- Side: analysis.
-- Units: days.
-- Source: extracts prison_sentence (its booking gives the person and, where the sentence has no code, the offence) and probation_event. The end is
-- the sentence expiry date of the booking, else sentence day plus length and extension; empty for an indeterminate sentence, which never ends.
-- Left out: sentences whose person no link reaches.
with indeterminate as (
    select sentence_type
    from ref_sentence_types
    where indeterminate = 'yes'
    group by sentence_type
),

prison as (
    select
        'prison_sentence' as source_table,
        s.record_id,
        l.person,
        coalesce(s.cjs_code, b.most_serious_offence) as cjs_code,
        s.conviction_date as convicted_on,
        s.sentence_date as sentenced_on,
        case
            when i.sentence_type is not null then cast(null as date)
            else coalesce(b.sed, s.sentence_date + cast(s.length_days as integer) + cast(coalesce(s.extension_days, 0) as integer))
        end as ends_on,
        i.sentence_type is not null as is_indeterminate,
        coalesce(s.status, 'A') = 'QUASHED' as is_quashed,
        cast(null as date) as offence_on,
        coalesce(s.recorded_on, s.sentence_date) as known_on
    from prison_sentence as s
    inner join prison_booking as b on b.book_id = s.book_id
    inner join local_person as l on l.domain = 'noms_number' and l.number = b.noms_number
    left join indeterminate as i on i.sentence_type = s.sentence_type
),

probation as (
    select
        'probation_event' as source_table,
        e.record_id,
        l.person,
        e.cjs_code,
        e.conviction_date as convicted_on,
        e."start" as sentenced_on,
        coalesce(e.ended, e.expected_end) as ends_on,
        false as is_indeterminate,
        false as is_quashed,
        e.offence_date as offence_on,
        coalesce(e.recorded_on, e.conviction_date, e."start") as known_on
    from probation_event as e
    inner join local_person as l on l.domain = 'crn' and l.number = e.crn
),

found as (
    select source_table, record_id, person, cjs_code, convicted_on, sentenced_on, ends_on, is_indeterminate, is_quashed, offence_on, known_on
    from prison
    union all
    select source_table, record_id, person, cjs_code, convicted_on, sentenced_on, ends_on, is_indeterminate, is_quashed, offence_on, known_on
    from probation
)

select
    b.source_table,
    b.record_id,
    b.person,
    min(b.cjs_code) as cjs_code,
    min(o.resolved_ho_code) as ho_code,
    min(o.offence_class) as offence_class,
    min(k.seriousness) as seriousness,
    min(b.convicted_on) as convicted_on,
    min(b.sentenced_on) as sentenced_on,
    max(b.ends_on) as ends_on,
    max(case when b.is_indeterminate then 1 else 0 end) = 1 as is_indeterminate,
    max(case when b.is_quashed then 1 else 0 end) = 1 as is_quashed,
    min(b.offence_on) as offence_on,
    min(b.known_on) as known_on
from found as b
left join offence_codes as o on o.cjs_code = b.cjs_code and o.ho_code = ''
left join offence_class_order as k on k.offence_class = o.offence_class
group by b.source_table, b.record_id, b.person
order by b.source_table, b.record_id, b.person
