-- One row per cohort, age, day since the first sentence and state: how many people were in it, of those whom the extracts follow so far.
-- Key: cohort, age, day, state.
-- Side: analysis.
-- Units: people, days, and the months that these days stand for; age is that at the first sentence; followed is the number to take shares of.
-- Source: states and sentences; quarterly in the first year, half-yearly to three years, then yearly to ten; recommendation 7 of the scoping study sets young adults beside older men.
-- Left out: people without a sentence, and days after the extract's last.
with days as (
    select 0 as month, 0 as day
    union all
    select 3, 91
    union all
    select 6, 182
    union all
    select 9, 274
    union all
    select 12, 365
    union all
    select 18, 548
    union all
    select 24, 730
    union all
    select 30, 913
    union all
    select 36, 1095
    union all
    select 48, 1461
    union all
    select 60, 1826
    union all
    select 72, 2192
    union all
    select 84, 2557
    union all
    select 96, 2922
    union all
    select 108, 3287
    union all
    select 120, 3652
),

first_sentences as (
    select person, sentenced_on, young
    from (
        select person, sentenced_on, young, row_number() over (partition by person order by sentenced_on, sentence_id) as place
        from sentences
        where sentenced_on is not null
    ) as placed
    where place = 1
),

members as (
    select person, 'everyone' as cohort
    from first_sentences
    union
    select f.person, 'in definition'
    from first_sentences as f
    inner join person_class as c on c.person = f.person
    where c.definition = $definition and strpos(concat('|', $definition_classes, '|'), concat('|', c.class, '|')) > 0
),

aged as (
    select m.cohort, f.person, f.sentenced_on, 'all' as age
    from first_sentences as f
    inner join members as m on m.person = f.person
    union all
    select m.cohort, f.person, f.sentenced_on, case when f.young then 'young' else 'older' end
    from first_sentences as f
    inner join members as m on m.person = f.person
    where f.young is not null
),

placed as (
    select
        a.cohort,
        a.age,
        d.month,
        d.day,
        a.person,
        coalesce(s.state, 'not known') as state
    from aged as a
    cross join days as d
    left join states as s on s.person = a.person and s.from_on <= a.sentenced_on + d.day and (s.to_on > a.sentenced_on + d.day or s.is_open)
    where a.sentenced_on + d.day <= $extract_end
),

followed as (
    select cohort, age, day, count(distinct person) as people
    from placed
    group by cohort, age, day
)

select
    p.cohort,
    p.age,
    p.day,
    min(p.month) as month,
    p.state,
    count(distinct p.person) as people,
    min(f.people) as followed
from placed as p
inner join followed as f on f.cohort = p.cohort and f.age = p.age and f.day = p.day
group by p.cohort, p.age, p.day, p.state
order by p.cohort, p.age, p.day, p.state
