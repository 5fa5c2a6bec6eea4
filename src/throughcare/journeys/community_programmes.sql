-- One row per referral to a programme in the community, with the programme it is for.
-- Key: referral_id.
-- Side: analysis.
-- Units: days.
-- Source: the requirement or the licence condition that the referral rests on names the programme; the service delivers Building Choices since 2024.
-- Left out: nothing; where nothing names it, the programme is 'Programme in the community, not named'.
with referred as (
    select
        referral_id,
        min(crn) as crn,
        min(requirement_id) as requirement_id,
        min(received_on) as received_on,
        min(record_id) as record_id,
        min(recorded_on) as recorded_on,
        min(case when maintains_innocence then 1 when not maintains_innocence then 0 end) as innocence,
        max(case when has_ldc then 1 when not has_ldc then 0 end) as ldc
    from community_programme_referral
    group by referral_id
),

conditions as (
    select
        r.referral_id,
        n.programme,
        row_number() over (partition by r.referral_id order by c.start desc, n.programme, c.record_id) as place
    from referred as r
    inner join licence_condition as c on c.crn = r.crn and c.start <= r.received_on + 31
    inner join programme_names as n on n.name = c.sub_category and n.regime <> 'not in the list'
    where r.requirement_id is null
)

select
    r.referral_id,
    r.crn,
    r.received_on,
    coalesce(
        n.programme,
        c.programme,
        case when r.received_on >= cast('2024-01-01' as date) then 'Building Choices: moderate intensity' end,
        'Programme in the community, not named'
    ) as programme,
    coalesce(n.regime, k.regime, case when r.received_on >= cast('2024-01-01' as date) then 'building_choices' end, 'not in the list') as regime,
    r.innocence,
    r.ldc,
    r.record_id,
    r.recorded_on
from referred as r
left join requirement as q on q.requirement_id = r.requirement_id
left join programme_names as n on n.name = q.sub_category and n.regime <> 'not in the list'
left join conditions as c on c.referral_id = r.referral_id and c.place = 1
left join programme_names as k on k.name = c.programme
order by r.referral_id
