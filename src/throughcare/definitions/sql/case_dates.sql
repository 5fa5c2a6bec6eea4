-- One row per day that a record of an episode speaks of: offence, recording, charge, sentence, end of sentence.
-- Key: episode_id, person, what, record_id.
-- Side: analysis.
-- Units: days.
-- Source: extracts police_crime, court_charge, court_disposal; `held_sentences`. A disposal ends after its length and its extension.
-- Left out: records without the day; results that are no sentence; sentences of a conviction that was quashed.
with charges as (
    select
        n.episode_id,
        n.person,
        c.charge_id,
        c.record_id,
        c.charged_on,
        coalesce(c.offence_from, case when c.date_precision in ('month', 'year') then c.date_lo end) as offence_from,
        coalesce(c.offence_to, c.offence_from, case when c.date_precision in ('month', 'year') then c.date_hi end) as offence_to
    from court_charge as c
    inner join cases as n on n.defendant_id = c.defendant_id
),

crimes as (
    select
        n.episode_id,
        n.person,
        c.record_id,
        c.recorded_date,
        c.outcome_on,
        coalesce(c.offence_from, case when c.date_precision in ('month', 'year') then c.date_lo end) as offence_from,
        coalesce(c.offence_to, c.offence_from, case when c.date_precision in ('month', 'year') then c.date_hi end) as offence_to
    from police_crime as c
    inner join cases as n on n.force_code = c.force_code and n.crime_ref = c.crime_ref
),

results as (
    select
        n.episode_id,
        c.person,
        d.record_id,
        d.disposal_date,
        d.disposal_date + cast(coalesce(d.length_days, 0) as integer) + cast(coalesce(d.second_length_days, 0) as integer) as ends_on
    from court_disposal as d
    inner join ref_disposals as r on r.code = d.disposal_code
    inner join court_convictions as c on c.charge_id = d.charge_id
    inner join cases as n on n.defendant_id = c.defendant_id and n.person = c.person
    where r.activity = 'SENTENCE' and c.quashed_on is null
),

held as (
    select e.episode_id, s.person, s.record_id, s.sentenced_on, s.ends_on, s.offence_on, s.is_indeterminate
    from sentence_episodes as e
    inner join held_sentences as s on s.source_table = e.source_table and s.record_id = e.record_id and s.person = e.person
    where not s.is_quashed
),

days as (
    select episode_id, person, 'first' as what, record_id, offence_from as day_on
    from charges
    union all
    select episode_id, person, 'last', record_id, offence_to
    from charges
    union all
    select episode_id, person, 'charged', record_id, charged_on
    from charges
    union all
    select episode_id, person, 'first', record_id, offence_from
    from crimes
    union all
    select episode_id, person, 'last', record_id, offence_to
    from crimes
    union all
    select episode_id, person, 'recorded', record_id, recorded_date
    from crimes
    union all
    select episode_id, person, 'closed', record_id, outcome_on
    from crimes
    union all
    select episode_id, person, 'sentenced', record_id, disposal_date
    from results
    union all
    select episode_id, person, 'sentence_end', record_id, ends_on
    from results
    union all
    select episode_id, person, 'sentenced', record_id, sentenced_on
    from held
    union all
    select episode_id, person, 'sentence_end', record_id, ends_on
    from held
    union all
    select episode_id, person, 'first', record_id, offence_on
    from held
    union all
    select episode_id, person, 'never_ends', record_id, sentenced_on
    from held
    where is_indeterminate
)

select episode_id, person, what, record_id, min(day_on) as day_on
from days
where day_on is not null
group by episode_id, person, what, record_id
order by episode_id, person, what, record_id
