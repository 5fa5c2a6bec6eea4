-- One row per state and the state that followed it: how often people moved, and how long they had been there.
-- Key: cohort, from_state, to_state.
-- Side: analysis.
-- Units: moves, people, days; moves_a_year is moves for each year that anybody spent in from_state, an intensity of the multi-state view.
-- Source: states; a state that lasts at the extract's last day moves to 'STILL THERE', which has no intensity.
-- Left out: time before a person's first known state.
with members as (
    select distinct person, 'everyone' as cohort
    from states
    union
    select person, 'in definition'
    from person_class
    where definition = $definition and strpos(concat('|', $definition_classes, '|'), concat('|', class, '|')) > 0
),

moves as (
    select
        person,
        state as from_state,
        days,
        coalesce(lead(state) over (partition by person order by from_on), 'STILL THERE') as to_state
    from states
),

spent as (
    select c.cohort, m.from_state, sum(m.days) as days
    from moves as m
    inner join members as c on c.person = m.person
    group by c.cohort, m.from_state
)

select
    c.cohort,
    m.from_state,
    m.to_state,
    count(*) as moves,
    count(distinct m.person) as people,
    avg(m.days) as mean_days,
    case when m.to_state <> 'STILL THERE' and min(s.days) > 0 then count(*) * 365.25 / min(s.days) end as moves_a_year
from moves as m
inner join members as c on c.person = m.person
inner join spent as s on s.cohort = c.cohort and s.from_state = m.from_state
group by c.cohort, m.from_state, m.to_state
order by c.cohort, m.from_state, m.to_state
