-- One row per person and programme regime: the first programme of the regime that the person began.
-- Key: person, regime.
-- Side: analysis.
-- Units: none.
-- Source: received; the site is the prison, or the probation region in the community.
-- Left out: later starts of the same regime; programmes of no regime.
with first_starts as (
    select
        r.person,
        r.regime,
        r.setting,
        r.site,
        r.start_lo,
        r.start_hi,
        r.how_ended,
        row_number() over (partition by r.person, r.regime order by r.start_lo, r.start_hi, r.received_id) as place
    from received as r
    where r.kind = 'programme' and r.regime not in ('none', 'not in the list')
)

select
    f.person,
    f.regime,
    case when year(f.start_lo) = year(f.start_hi) then cast(year(f.start_lo) as varchar) else 'year not known' end as year,
    case
        when year(f.start_lo) <> year(f.start_hi) then 'year not known'
        when quarter(f.start_lo) <> quarter(f.start_hi) then concat(cast(year(f.start_lo) as varchar), ' quarter not known')
        else concat(cast(year(f.start_lo) as varchar), ' Q', cast(quarter(f.start_lo) as varchar))
    end as quarter,
    case
        when f.setting = 'community' then 'in the community'
        else coalesce(p.prison_name, f.site, 'prison not recorded')
    end as site,
    f.how_ended = 'completed' as completed,
    m.person is not null as related
from first_starts as f
left join class_members as m on m.person = f.person and m.is_main
left join (select prison_code, min(prison_name) as prison_name from ref_programme_sites group by prison_code) as p on p.prison_code = f.site
where f.place = 1
order by f.person, f.regime
