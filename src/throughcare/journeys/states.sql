-- One row per stretch of time that a person spent in one state, from the first state known to the end of the extract.
-- Key: person, from_on.
-- Side: analysis.
-- Units: days; to_on is the first day no longer in the state; the last stretch ends at the extract's last day and says so by is_open.
-- Source: state_spells; where stretches overlap the lower rank wins (ended, hospital, at large, recalled, custody, remand, ... order).
-- Left out: time before the first known state; days that no spell covers are 'community_unsupervised'.
with points as (
    select person, from_on as day
    from state_spells
    where from_on <= $extract_end
    union
    select person, to_on
    from state_spells
    where to_on is not null and to_on <= $extract_end
),

pieces as (
    select
        person,
        day as from_on,
        lead(day) over (partition by person order by day) as to_on
    from points
),

ranked as (
    select
        p.person,
        p.from_on,
        p.to_on,
        min(s.rank) as rank
    from pieces as p
    left join state_spells as s on s.person = p.person and s.from_on <= p.from_on and (s.to_on is null or s.to_on > p.from_on)
    group by p.person, p.from_on, p.to_on
),

named as (
    select
        person,
        from_on,
        to_on,
        case rank
            when 1 then 'ended'
            when 2 then 'hospital'
            when 3 then 'at_large'
            when 4 then 'recalled'
            when 6 then 'custody'
            when 7 then 'remand'
            when 8 then 'recalled_at_large'
            when 9 then 'community_licence'
            when 10 then 'community_order'
            when 11 then 'community_unsentenced'
            else 'community_unsupervised'
        end as state
    from ranked
),

marked as (
    select
        person,
        from_on,
        to_on,
        state,
        case when lag(state) over (partition by person order by from_on) = state then 0 else 1 end as is_new
    from named
),

numbered as (
    select
        person,
        from_on,
        to_on,
        state,
        sum(is_new) over (partition by person order by from_on rows between unbounded preceding and current row) as stretch
    from marked
)

select
    person,
    min(state) as state,
    min(from_on) as from_on,
    case when max(case when to_on is null then 1 else 0 end) = 1 then $extract_end else max(to_on) end as to_on,
    max(case when to_on is null then 1 else 0 end) = 1 as is_open,
    date_diff('day', min(from_on), case when max(case when to_on is null then 1 else 0 end) = 1 then $extract_end else max(to_on) end) as days
from numbered
group by person, stretch
order by person, from_on
