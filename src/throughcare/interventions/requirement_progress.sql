-- One row per requirement of a community or suspended order: imposed, commenced, ended, or never commenced.
-- Key: requirement_id.
-- Side: analysis.
-- Units: days.
-- Source: extract requirement; an empty commencement means that the requirement never began.
-- Left out: requirements whose case number is unknown to the linkage.
select
    q.requirement_id,
    l.person,
    p.region,
    q.main_category,
    q.main_category = '3103' as is_programme,
    q.sub_category,
    q.start as imposed_on,
    q.commencement as commenced_on,
    q.termination as ended_on,
    q.termination_reason as ended_reason,
    date_diff('day', q.start, q.commencement) as wait_days,
    q.commencement is null and q.termination is not null as never_commenced,
    case
        when q.commencement is not null then 'commenced'
        when q.termination is not null then 'ended before it commenced'
        when q.expected_end < $extract_end then 'expired before it commenced'
        else 'not yet commenced'
    end as progress,
    year(q.start) as imposed_year
from requirement as q
inner join local_person as l on l.domain = 'crn' and l.number = q.crn
left join probation_person as p on p.crn = q.crn
order by q.requirement_id
