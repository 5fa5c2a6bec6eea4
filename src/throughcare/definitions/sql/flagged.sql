-- One row per person and definition within the band: the narrowest band that holds the person.
-- Key: person, definition.
-- Side: analysis.
-- Units: none; bands hold each other: whoever is in 'low' is in 'middle' and 'high' too.
-- Source: domain note, section 10: low is MET; middle adds PROBABLE; high adds POSSIBLE and sexual offences with the age of the person harmed not
-- recorded, but for a list of convictions, where age decides nothing.
-- Left out: people in none of them, about whom nothing is said.
select
    person,
    definition,
    class,
    case
        when class = 'MET' then 'low'
        when class = 'PROBABLE' then 'middle'
        else 'high'
    end as band,
    convicted,
    convicted_on,
    sentenced_on,
    known_on,
    text_only,
    age_not_recorded
from person_class
where class in ('MET', 'PROBABLE', 'POSSIBLE') or (age_not_recorded and class <> 'NOT_MET')
order by person, definition
