-- People convicted of a CSE-related offence who were referred to a community service, by service.
-- Key: service.
-- Side: analysis.
-- Units: people; a service lasted if it ran 90 days or more, up to the extract's last day where no end is recorded.
-- Source: events SERVICE_REFERRED, SERVICE_STARTED, SERVICE_ENDED.
-- Left out: places to live, which the catalogue says are no intervention.
-- Question: R5.
-- Title: Community services: referred, started, sustained, ended.
-- Population: people referred to a community service, CSE-related.
-- Dimensions: service.
-- Overlapping: service.
-- Labels: service = each service; All.
-- Measures: people count; started count; started rate of people; lasted count; lasted rate of started; ended count.
-- Within: ended in people; lasted in people.
-- Columns: service = Service; people = Referred; started = Started; lasted = Lasted 90 days or more; ended = Ended.
-- Order: accommodation; emotional_wellbeing; relationships; counselling; harmful_sexual_behaviour; mentoring; helpline_follow_up; other; not recorded.
with referred as (
    select
        e.person,
        coalesce(e.detail, 'not recorded') as service,
        max(case when e.activity = 'SERVICE_STARTED' then 1 else 0 end) as started,
        max(case when e.activity = 'SERVICE_ENDED' then 1 else 0 end) as ended,
        min(case when e.activity = 'SERVICE_STARTED' then e.start_on end) as started_on,
        max(case when e.activity = 'SERVICE_ENDED' then e.start_on end) as ended_on
    from events as e
    inner join class_members as m on m.person = e.person and m.is_main
    left join catalogue as c on c.name = e.detail and c.kind = 'no intervention'
    where e.activity in ('SERVICE_REFERRED', 'SERVICE_STARTED', 'SERVICE_ENDED') and c.name is null
    group by e.person, e.detail
)
select
    coalesce(service, 'All') as service,
    count(distinct person) as people,
    count(distinct case when started = 1 then person end) as started,
    count(distinct case when started = 1 and date_diff('day', started_on, coalesce(ended_on, $extract_end)) >= 90 then person end) as lasted,
    count(distinct case when ended = 1 then person end) as ended
from referred
group by grouping sets ((service), ())
having count(*) > 0
order by service
