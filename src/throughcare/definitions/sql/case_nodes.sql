-- One row per person in a police crime, and per person as a defendant in a court case: the pieces that episodes are joined from.
-- Key: node.
-- Side: analysis.
-- Units: none.
-- Source: domain note, section 10.
-- Left out: people whom no link reaches.
with police as (
    select
        concat_ws('|', 'police', p.force_code, p.crime_ref, l.person) as node,
        l.person,
        p.force_code,
        p.crime_ref
    from police_person as p
    inner join local_person as l on l.domain = 'nominal_ref' and l.number = p.nominal_ref
    group by l.person, p.force_code, p.crime_ref
),

court as (
    select
        concat_ws('|', 'court', d.defendant_id, l.person) as node,
        l.person,
        d.defendant_id,
        min(d.case_id) as case_id
    from court_defendant as d
    inner join local_person as l on l.domain = 'defendant_id' and l.number = d.defendant_id
    group by l.person, d.defendant_id
)

select
    node,
    person,
    'police' as source,
    force_code,
    crime_ref,
    cast(null as varchar) as defendant_id,
    cast(null as varchar) as case_id
from police
union all
select node, person, 'court', cast(null as varchar), cast(null as varchar), defendant_id, case_id
from court
order by node
