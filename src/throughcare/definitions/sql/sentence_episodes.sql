-- One row per sentence held by prison or probation, with the episode it belongs to.
-- Key: source_table, record_id, person.
-- Side: analysis.
-- Units: days between the two conviction dates.
-- Source: domain note, section 10: the same person, conviction dates at most 7 days apart, and the same offence code or class. Where the sentence has
-- no conviction date, its sentence day is held against the court's. What no court record explains opens an episode of its own: prison sentences of
-- one conviction day together, and a probation event with them by the same rule.
-- Left out: nothing.
with court_dates as (
    select c.charge_id, min(d.disposal_date) as sentenced_on
    from court_convictions as c
    inner join court_disposal as d on d.charge_id = c.charge_id
    inner join ref_disposals as r on r.code = d.disposal_code
    where r.activity = 'SENTENCE'
    group by c.charge_id
),

court_pairs as (
    select
        s.source_table,
        s.record_id,
        s.person,
        n.episode_id,
        case when s.cjs_code = c.cjs_code then 1 when s.ho_code = c.ho_code and s.ho_code <> '000/00' then 2 else 3 end as likeness,
        abs(date_diff('day', coalesce(s.convicted_on, s.sentenced_on), case when s.convicted_on is not null then c.convicted_on else d.sentenced_on end)) as days_apart
    from held_sentences as s
    inner join court_convictions as c on c.person = s.person
    inner join cases as n on n.defendant_id = c.defendant_id and n.person = c.person
    left join court_dates as d on d.charge_id = c.charge_id
    where
        abs(date_diff('day', coalesce(s.convicted_on, s.sentenced_on), case when s.convicted_on is not null then c.convicted_on else d.sentenced_on end)) <= 7
        and (s.cjs_code = c.cjs_code or (s.ho_code = c.ho_code and s.ho_code <> '000/00') or s.offence_class = c.offence_class)
),

court_ranked as (
    select
        source_table,
        record_id,
        person,
        episode_id,
        row_number() over (partition by source_table, record_id, person order by likeness, days_apart, episode_id) as place
    from court_pairs
),

by_court as (
    select source_table, record_id, person, episode_id
    from court_ranked
    where place = 1
),

left_over as (
    select
        s.source_table,
        s.record_id,
        s.person,
        s.cjs_code,
        s.ho_code,
        s.offence_class,
        coalesce(s.convicted_on, s.sentenced_on) as convicted_on,
        concat('E', substring(md5(concat_ws('|', 'sentence', s.person, cast(coalesce(s.convicted_on, s.sentenced_on) as varchar))), 1, 20)) as own_episode
    from held_sentences as s
    left join by_court as c on c.source_table = s.source_table and c.record_id = s.record_id and c.person = s.person
    where c.record_id is null
),

prison_pairs as (
    select
        e.record_id,
        e.person,
        p.own_episode,
        case when e.cjs_code = p.cjs_code then 1 when e.ho_code = p.ho_code and e.ho_code <> '000/00' then 2 else 3 end as likeness,
        abs(date_diff('day', e.convicted_on, p.convicted_on)) as days_apart
    from left_over as e
    inner join left_over as p on p.person = e.person and p.source_table = 'prison_sentence'
    where
        e.source_table = 'probation_event'
        and abs(date_diff('day', e.convicted_on, p.convicted_on)) <= 7
        and (e.cjs_code = p.cjs_code or (e.ho_code = p.ho_code and e.ho_code <> '000/00') or e.offence_class = p.offence_class)
),

prison_ranked as (
    select record_id, person, own_episode, row_number() over (partition by record_id, person order by likeness, days_apart, own_episode) as place
    from prison_pairs
)

select c.source_table, c.record_id, c.person, c.episode_id, 'conviction' as join_used
from by_court as c
union all
select
    o.source_table,
    o.record_id,
    o.person,
    coalesce(p.own_episode, o.own_episode),
    case when p.own_episode is not null then 'conviction' else 'none' end
from left_over as o
left join prison_ranked as p on o.source_table = 'probation_event' and p.record_id = o.record_id and p.person = o.person and p.place = 1
order by source_table, record_id, person
