-- One row per quarter, regime, programme and site: starts and completions, and how many who started are in each definition.
-- Key: quarter, regime, programme, setting, site, definition.
-- Side: analysis.
-- Units: starts and people; quarter is its first day.
-- Source: received; starts whose quarter cannot be told are in quarter 1900-01-01 so that totals add up.
-- Left out: services and Circles, which have no regime.
with starts as (
    select
        r.received_id,
        r.person,
        r.regime,
        r.programme,
        r.setting,
        coalesce(r.site, 'not recorded') as site,
        case
            when cast(date_trunc('quarter', r.start_lo) as date) = cast(date_trunc('quarter', r.start_hi) as date)
                then cast(date_trunc('quarter', r.start_lo) as date)
            else cast('1900-01-01' as date)
        end as quarter,
        r.how_ended
    from received as r
    where r.kind = 'programme'
),

definitions as (
    select distinct definition
    from person_class
    union
    select $definition
)

select
    s.quarter,
    s.regime,
    s.programme,
    s.setting,
    s.site,
    d.definition,
    count(*) as starts,
    count(distinct s.person) as people,
    sum(case when s.how_ended = 'completed' then 1 else 0 end) as completions,
    count(distinct case when c.class in ('MET', 'PROBABLE') then s.person end) as people_in_definition,
    count(distinct case when c.class = 'MET' then s.person end) as people_met
from starts as s
cross join definitions as d
left join person_class as c on c.person = s.person and c.definition = d.definition
group by s.quarter, s.regime, s.programme, s.setting, s.site, d.definition
order by s.quarter, s.regime, s.programme, s.setting, s.site, d.definition
