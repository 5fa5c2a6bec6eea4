-- One row per setting, kind of group and group: how many sentences reached each step, before release and after, and where it went missing.
-- Key: setting, by_what, by_value.
-- Side: analysis.
-- Units: sentences; released counts those that ended in release; median_share is that of share_to_offer, the wait for the first offer as a share of the sentence, of those offered anything.
-- Source: coverage, by everything it holds; by definition and class, and by tag, as person_class and person_tags say.
-- Left out: nothing; definitions overlap and tags are no partition, so their rows do not add up.
with groups as (
    select sentence_id, 'all' as by_what, 'all' as by_value
    from coverage
    union all
    select sentence_id, 'regime', regime
    from coverage
    union all
    select sentence_id, 'risk band', concat_ws(' ', risk_tool, risk_band)
    from coverage
    union all
    select sentence_id, 'sentence type', sentence_type
    from coverage
    union all
    select sentence_id, 'denial', denial
    from coverage
    union all
    select sentence_id, 'site', case when referred then coalesce(site, 'not recorded') else 'not referred' end
    from coverage
    union all
    select sentence_id, 'age group', age_group
    from coverage
    union all
    select c.sentence_id, 'definition', concat_ws(' ', k.definition, k.class)
    from coverage as c
    inner join person_class as k on k.person = c.person
    union all
    select c.sentence_id, t.kind, t.tag
    from coverage as c
    inner join person_tags as t on t.person = c.person
)

select
    c.setting,
    g.by_what,
    g.by_value,
    count(*) as sentences,
    sum(case when c.released_on is not null then 1 else 0 end) as released,
    sum(case when c.assessed then 1 else 0 end) as assessed,
    sum(case when c.risk_recorded then 1 else 0 end) as risk_recorded,
    sum(case when c.referred then 1 else 0 end) as referred,
    sum(case when c.suitable then 1 else 0 end) as suitable,
    sum(case when c.offered then 1 else 0 end) as offered,
    sum(case when c.offer_told_by = 'first start' then 1 else 0 end) as offer_told_by_start,
    sum(case when c.started then 1 else 0 end) as started,
    sum(case when c.completed then 1 else 0 end) as completed,
    sum(case when c.completed_before_release then 1 else 0 end) as completed_before_release,
    sum(case when c.started_after_release then 1 else 0 end) as started_after_release,
    sum(case when c.completed_after_release then 1 else 0 end) as completed_after_release,
    sum(case when c.released_untreated then 1 else 0 end) as released_untreated,
    sum(case when c.supported_after_release then 1 else 0 end) as supported_after_release,
    sum(case when c.suitable_never_started then 1 else 0 end) as suitable_never_started,
    sum(case when c.low_risk_not_referred then 1 else 0 end) as low_risk_not_referred,
    sum(case when c.found_unsuitable then 1 else 0 end) as found_unsuitable,
    sum(case when c.left_by_system then 1 else 0 end) as left_by_system,
    sum(case when c.left_by_person then 1 else 0 end) as left_by_person,
    sum(case when c.requirement_imposed then 1 else 0 end) as requirement_imposed,
    sum(case when c.requirement_commenced then 1 else 0 end) as requirement_commenced,
    sum(case when c.requirement_imposed and not coalesce(c.requirement_commenced, false) then 1 else 0 end) as requirement_never_commenced,
    median(c.share_to_offer) as median_share
from coverage as c
inner join groups as g on g.sentence_id = c.sentence_id
group by c.setting, g.by_what, g.by_value
order by c.setting, g.by_what, g.by_value
