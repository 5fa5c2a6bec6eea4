-- One row per person and quarter in which a follow-up begins: the first entry of that quarter.
-- Key: index_id.
-- Side: analysis.
-- Units: days; age in whole years from the month of birth.
-- Source: outcomes note, section 1: three-month cohorts, one entry a person a cohort (unverified). Observable: the extracts reach the end of follow-up
-- and waiting, so every proof in time would be seen; others may enter time-to-event figures only.
-- Left out: entries before the study's start and after the extracts' end; later entries of the same quarter.
with ordered as (
    select
        person,
        entry_on,
        kind,
        reference,
        index_offence_class,
        row_number() over (
            partition by person, date_trunc('quarter', entry_on)
            order by
                entry_on,
                case kind when 'custody_release' then 1 when 'community_sentence' then 2 else 3 end,
                reference
        ) as place
    from entries
    where entry_on <= $extract_end and (cast($start as date) is null or entry_on >= cast($start as date))
),

aged as (
    select
        o.person,
        o.entry_on,
        o.kind,
        o.reference,
        o.index_offence_class,
        cast(floor(((year(o.entry_on) - year(p.birth_month)) * 12 + month(o.entry_on) - month(p.birth_month)) / 12.0) as bigint) as age_at_entry
    from ordered as o
    left join people as p on p.person = o.person
    where o.place = 1
)

select
    concat_ws(':', a.person, cast(a.entry_on as varchar)) as index_id,
    a.person,
    a.entry_on,
    a.kind,
    concat(cast(year(a.entry_on) as varchar), '-Q', cast(quarter(a.entry_on) as varchar)) as quarter,
    a.index_offence_class,
    m.value is not null as sexual_index,
    cast(a.entry_on + $follow_up_months * interval 1 month as date) as follow_up_end,
    cast(a.entry_on + ($follow_up_months + $waiting_months) * interval 1 month as date) as proof_end,
    cast(a.entry_on + ($follow_up_months + $waiting_months) * interval 1 month as date) <= $extract_end as observable,
    a.age_at_entry,
    a.age_at_entry < $young_adult_below as young,
    a.reference
from aged as a
left join measure_lists as m on m.what = 'offence_class' and m.class = 'sexual' and m.value = a.index_offence_class
order by index_id
