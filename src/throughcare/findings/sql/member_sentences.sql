-- One row per person convicted of a CSE-related offence: their first sexual-offence sentence, and how far they came.
-- Key: person.
-- Side: analysis.
-- Units: people.
-- Source: coverage, first sentence for a sexual offence.
-- Left out: people without such a sentence in the extracts.
with placed as (
    select
        c.person,
        c.sentence_id,
        c.setting,
        c.regime,
        c.osp_band,
        c.sentence_type,
        c.denial,
        c.age_group,
        c.young,
        c.sentenced_year,
        c.sentenced_on,
        c.length_days,
        c.offered,
        c.share_to_offer,
        c.released_on,
        c.assessed,
        c.referred,
        c.suitable,
        c.started,
        c.completed,
        c.completed_before_release,
        c.started_after_release,
        c.released_untreated,
        c.supported_after_release,
        row_number() over (partition by c.person order by c.sentenced_on, c.sentence_id) as place
    from coverage as c
    inner join class_members as m on m.person = c.person and m.is_main
    where c.sexual_offence
)
select
    person,
    sentence_id,
    setting,
    regime,
    osp_band,
    sentence_type,
    denial,
    age_group,
    case when young then '18 to 24' when not young then '25 and over' else 'not recorded' end as age_band,
    sentenced_year,
    sentenced_on + cast(length_days as integer) as whole_on,
    offered,
    share_to_offer,
    released_on is not null as released,
    year(released_on) as released_year,
    assessed,
    referred,
    suitable,
    started,
    completed,
    completed_before_release,
    started_after_release,
    released_untreated,
    supported_after_release
from placed
where place = 1
order by person
