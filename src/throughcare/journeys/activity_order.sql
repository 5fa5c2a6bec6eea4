-- One row per activity of the closed list, with its place among events of one day.
-- Key: activity.
-- Side: analysis.
-- Source: ref_event_activities; order within a day: court, reception, assessment, referral, programme, release, then the end of a life or stay.
-- Left out: nothing; meetings and alerts are marked as kept out of variants.
select
    activity,
    kind,
    state_after,
    case
        when activity in ('OFFENCE', 'CRIME_RECORDED', 'FLAG_SET', 'FLAG_REMOVED', 'NRM_REFERRED') then 10
        when activity in ('ARREST', 'NO_FURTHER_ACTION', 'CAUTION', 'NOTICE_ISSUED', 'NOTICE_BREACHED') then 11
        when activity in ('CHARGE', 'CHARGE_REPLACED', 'CHARGE_ENDED') then 20
        when activity in ('BAIL', 'REMAND') then 21
        when activity in ('CONVICTION', 'ACQUITTAL') then 22
        when activity in ('SENTENCE', 'SENTENCE_VARIED', 'CONVICTION_QUASHED') then 23
        when activity like 'ORDER%' or activity like 'NOTIFICATION%' then 24
        when activity in ('RECALL', 'RETURN_TO_CUSTODY') then 29
        when activity in ('RECEPTION', 'TRANSFER', 'TEMPORARY_RELEASE') then 30
        when activity like 'ALERT%' or activity like 'RECORDS%' then 31
        when activity like 'ASSESSMENT%' then 40
        when activity = 'REFERRAL_STARTED' then 50
        when activity = 'REFERRAL_SUBMITTED' then 51
        when activity like 'REFERRAL%' then 52
        when activity = 'PROGRAMME_STARTED' then 60
        when activity = 'PROGRAMME_MEETING' then 61
        when activity like 'PROGRAMME%' then 62
        when activity = 'RELEASE' then 70
        when activity like '%STARTED' or activity in ('REQUIREMENT_IMPOSED', 'LICENCE_CONDITION_SET', 'SERVICE_REFERRED', 'CIRCLE_REQUESTED') then 71
        when activity in ('DEATH', 'DEPORTATION', 'HOSPITAL_TRANSFER', 'ESCAPE') then 90
        else 72
    end as day_order,
    activity <> 'PROGRAMME_MEETING' and activity not like 'ALERT%' and activity not like 'RECORDS%' as in_variants
from ref_event_activities
order by activity
