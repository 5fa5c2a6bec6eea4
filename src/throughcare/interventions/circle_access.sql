-- One row per request for a Circle: whether one was formed, how long it took, how it ended.
-- Key: request_id.
-- Side: analysis.
-- Units: days; still_waiting runs to the extract's last day.
-- Source: extract circle; people opt in and more ask than are given one, so those who asked and got none stay.
-- Left out: nothing; a Circle whose request was not recorded has an empty wait.
select
    concat_ws(':', k.record_id, coalesce(l.person, c.person)) as request_id,
    coalesce(l.person, c.person) as person,
    k.coordinator_area as area,
    k.requested_on,
    year(coalesce(k.requested_on, k.start)) as requested_year,
    k.start as started_on,
    k."end" as ended_on,
    k.start is not null as formed,
    k.volunteers,
    case
        when k.start is not null then 'formed'
        when k.ended_reason is not null then 'ended without a Circle'
        else 'still waiting'
    end as access,
    date_diff('day', k.requested_on, k.start) as wait_days,
    case when k.start is null and k.ended_reason is null then date_diff('day', k.requested_on, $extract_end) end as waiting_days,
    date_diff('day', k.start, k."end") as lasted_days,
    k.start is not null and date_diff('day', k.start, coalesce(k."end", $extract_end)) >= 365 as sustained,
    k.ended_reason
from circle as k
left join local_person as l on l.domain = 'core_member_ref' and l.number = k.core_member_ref
left join local_person as c on c.domain = 'crn' and c.number = k.crn
where l.person is not null or c.person is not null
order by request_id
