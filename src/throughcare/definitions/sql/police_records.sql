-- One row per fact of a police record that a rule can read, for each person it is about: the offence against one victim, a flag, words in the text.
-- Key: record_id, person, kind, part.
-- Side: analysis.
-- Units: years of age; the suspect's age comes from the month of birth.
-- Source: domain note, sections 4 and 10; extracts police_crime, police_person, nrm_case; `mo_text_hits` holds which words were found, never the text.
-- Left out: flags that are not set (a missing flag says nothing); crimes whose suspects no link reaches.
with crimes as (
    select
        c.record_id,
        n.episode_id,
        n.person,
        c.force_code,
        coalesce(c.offence_from, case when c.date_precision in ('month', 'year') then c.date_lo end) as offence_on,
        c.recorded_date,
        coalesce(c.recorded_on, c.recorded_date) as known_on,
        c.victim_age,
        c.victim_looked_after,
        c.cse_flag,
        c.csa_flag,
        c.cce_flag,
        p.birth_month
    from police_crime as c
    inner join cases as n on n.force_code = c.force_code and n.crime_ref = c.crime_ref
    left join people as p on p.person = n.person
),

aged as (
    select
        record_id,
        episode_id,
        person,
        force_code,
        offence_on,
        known_on,
        victim_age,
        victim_looked_after,
        cast(floor(((year(offence_on) - year(birth_month)) * 12 + month(offence_on) - month(birth_month)) / 12.0) as bigint) as suspect_age
    from crimes
),

flags as (
    select record_id, episode_id, person, force_code, recorded_date, known_on, 'CSE' as flag
    from crimes
    where cse_flag
    union all
    select record_id, episode_id, person, force_code, recorded_date, known_on, 'CSA'
    from crimes
    where csa_flag
    union all
    select record_id, episode_id, person, force_code, recorded_date, known_on, 'CCE'
    from crimes
    where cce_flag
)

select
    record_id,
    episode_id,
    person,
    'offence' as kind,
    '' as part,
    offence_on as "date",
    known_on,
    force_code,
    victim_age,
    suspect_age,
    suspect_age - victim_age as age_gap,
    victim_looked_after
from aged
union all
select
    record_id,
    episode_id,
    person,
    'police_flag',
    flag,
    recorded_date,
    known_on,
    force_code,
    cast(null as bigint),
    cast(null as bigint),
    cast(null as bigint),
    cast(null as boolean)
from flags
union all
select
    c.record_id,
    c.episode_id,
    c.person,
    'mo_text',
    t.rule,
    c.recorded_date,
    c.known_on,
    c.force_code,
    cast(null as bigint),
    cast(null as bigint),
    cast(null as bigint),
    cast(null as boolean)
from mo_text_hits as t
inner join crimes as c on c.record_id = t.record_id
order by record_id, person, kind, part
