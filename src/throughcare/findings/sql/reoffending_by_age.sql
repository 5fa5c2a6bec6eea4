-- Proven reoffending after the first index event that can be followed, by age at index event and class of reoffence.
-- Key: age_band, class.
-- Side: analysis.
-- Units: people.
-- Source: first_index and outcomes: offence in the follow-up, proven in it or in the waiting period.
-- Left out: people without a sexual index event, and those whom the extracts cannot follow long enough.
-- Question: R7, Q4.
-- Title: Proven reoffending, aged 18 to 24 and 25 and over.
-- Population: first sexual index event that can be followed, CSE-related.
-- Dimensions: age_band, class.
-- Overlapping: class.
-- Labels: age_band = 18 to 24; 25 and over; All | class = each class of reoffence.
-- Measures: people count; reoffended count; reoffended rate of people; offences events on reoffended.
-- Columns: age_band = Age at index event; class = Class of reoffence; people = People followed; reoffended = Reoffended; offences = Proven reoffences.
-- Order: 18 to 24; 25 and over; not recorded.
select
    coalesce(f.age_band, 'All') as age_band,
    o.class,
    count(distinct f.person) as people,
    count(distinct case when o.reoffended then f.person end) as reoffended,
    sum(o.offences) as offences
from first_index as f
inner join outcomes as o on o.index_id = f.index_id
where f.related = 'CSE-related'
group by grouping sets ((f.age_band, o.class), (o.class))
order by age_band, o.class
