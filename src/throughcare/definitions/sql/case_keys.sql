-- One row per piece of a case and reference that can join it to another piece of the same person.
-- Key: node, reference.
-- Side: analysis.
-- Units: none.
-- Source: domain note, section 10: police to court by ASN, then by URN; charges by case and by the charge that replaced them. A reference joins
-- records of one person only: another person under the same ASN or in the same case has an episode of their own.
-- Left out: missing, invalid and dummy numbers, which the records room has already set aside.
with keys as (
    select concat_ws('|', 'police', p.force_code, p.crime_ref, l.person) as node, l.person, 'asn' as kind, p.asn as number
    from police_person as p
    inner join local_person as l on l.domain = 'nominal_ref' and l.number = p.nominal_ref
    where p.asn is not null
    union
    select concat_ws('|', 'court', d.defendant_id, l.person), l.person, 'asn', d.asn
    from court_defendant as d
    inner join local_person as l on l.domain = 'defendant_id' and l.number = d.defendant_id
    where d.asn is not null
    union
    select concat_ws('|', 'court', d.defendant_id, l.person), l.person, 'urn', d.urn
    from court_defendant as d
    inner join local_person as l on l.domain = 'defendant_id' and l.number = d.defendant_id
    where d.urn is not null
    union
    select concat_ws('|', 'court', d.defendant_id, l.person), l.person, 'case', d.case_id
    from court_defendant as d
    inner join local_person as l on l.domain = 'defendant_id' and l.number = d.defendant_id
    union
    select concat_ws('|', 'court', c.defendant_id, l.person), l.person, 'superseded_by', c.superseded_by
    from court_charge as c
    inner join local_person as l on l.domain = 'defendant_id' and l.number = c.defendant_id
    where c.superseded_by is not null
    union
    select concat_ws('|', 'court', c.defendant_id, l.person), l.person, 'superseded_by', c.charge_id
    from court_charge as c
    inner join local_person as l on l.domain = 'defendant_id' and l.number = c.defendant_id
    inner join court_charge as earlier on earlier.superseded_by = c.charge_id
)

select k.node, k.person, k.kind, concat_ws('|', k.kind, k.person, k.number) as reference
from keys as k
inner join case_nodes as n on n.node = k.node
order by k.node, reference
