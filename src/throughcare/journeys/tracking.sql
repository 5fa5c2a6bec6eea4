-- One row per definition, band, linkage threshold and point: of the people seen there, how many are seen at the next point, and where the trail ends.
-- Key: definition, band, threshold, rank.
-- Side: analysis.
-- Units: people.
-- Source: person_class under every definition; a link below the threshold is treated as no link.
-- Left out: people whose class is not in the band; bands nest: low is MET, middle adds PROBABLE, high adds POSSIBLE.
with thresholds as (
    select cast(0.0 as double) as threshold, 1 as level
    union all
    select 0.9, 2
    union all
    select 0.95, 3
    union all
    select 0.99, 4
    union all
    select 0.999, 5
),

bands as (
    select 'low' as band, 'MET' as class
    union all
    select 'middle', 'MET'
    union all
    select 'middle', 'PROBABLE'
    union all
    select 'high', 'MET'
    union all
    select 'high', 'PROBABLE'
    union all
    select 'high', 'POSSIBLE'
),

levels as (
    select
        person,
        point,
        rank,
        case
            when probability >= 0.999 then 5
            when probability >= 0.99 then 4
            when probability >= 0.95 then 3
            when probability >= 0.9 then 2
            else 1
        end as level
    from reached
),

numbers as (
    select distinct point, rank
    from levels
),

nexts as (
    select
        point,
        rank,
        lead(point) over (order by rank) as next_point,
        lead(rank) over (order by rank) as next_rank
    from numbers
),

along as (
    select
        v.person,
        v.point,
        v.rank,
        v.level,
        n.next_point,
        coalesce(f.level, 0) as next_level,
        coalesce(max(v.level) over (partition by v.person order by v.rank rows between 1 following and unbounded following), 0) as later_level,
        coalesce(max(case when v.rank = 1 then v.level end) over (partition by v.person), 0) as police_level
    from levels as v
    inner join nexts as n on n.rank = v.rank
    left join levels as f on f.person = v.person and f.rank = n.next_rank
),

-- One person has one row per definition and point, so these counts of people can be added up.
counted as (
    select
        c.definition,
        c.class,
        a.rank,
        a.point,
        a.next_point,
        a.level,
        a.next_level,
        a.later_level,
        a.police_level,
        count(*) as people
    from person_class as c
    inner join along as a on a.person = c.person
    where c.class in ('MET', 'PROBABLE', 'POSSIBLE')
    group by c.definition, c.class, a.rank, a.point, a.next_point, a.level, a.next_level, a.later_level, a.police_level
)

select
    c.definition,
    b.band,
    t.threshold,
    c.rank,
    c.point,
    c.next_point,
    sum(c.people) as people,
    sum(case when c.next_level >= t.level then c.people else 0 end) as followed,
    sum(case when c.later_level >= t.level then c.people else 0 end) as followed_anywhere,
    sum(case when c.later_level < t.level then c.people else 0 end) as trail_ends,
    sum(case when c.police_level >= t.level then c.people else 0 end) as seen_by_police
from counted as c
inner join bands as b on b.class = c.class
inner join thresholds as t on c.level >= t.level
group by c.definition, b.band, t.threshold, c.rank, c.point, c.next_point
order by c.definition, b.band, t.threshold, c.rank
