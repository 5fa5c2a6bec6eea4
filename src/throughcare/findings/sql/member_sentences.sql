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
        c.risk_band,
        c.sentence_type,
        c.denial,
        c.site,
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
    p.person,
    p.sentence_id,
    p.setting,
    p.regime,
    p.osp_band,
    p.risk_band,
    p.sentence_type,
    p.denial,
    case when p.referred then coalesce(n.prison_name, p.site, 'site not recorded') else 'not referred' end as site,
    p.age_group,
    case when p.young then '18 to 24' when not p.young then '25 and over' else 'not recorded' end as age_band,
    p.sentenced_year,
    p.sentenced_on + cast(p.length_days as integer) as whole_on,
    p.offered,
    p.share_to_offer,
    p.released_on is not null as released,
    year(p.released_on) as released_year,
    p.assessed,
    p.referred,
    p.suitable,
    p.started,
    p.completed,
    p.completed_before_release,
    p.started_after_release,
    p.released_untreated,
    p.supported_after_release
from placed as p
left join (select prison_code, min(prison_name) as prison_name from ref_programme_sites group by prison_code) as n on n.prison_code = p.site
where p.place = 1
order by p.person
