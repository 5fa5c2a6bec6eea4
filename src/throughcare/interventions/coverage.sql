-- One row per sentence: which steps towards a programme were reached, before release and after.
-- Key: sentence_id.
-- Side: analysis.
-- Units: days; share_to_offer is the time from sentence to the first offer as a share of the sentence's length; offer_told_by says what told of it.
-- An offer is a place given on a dated group; prisons record none, so there, and wherever none was recorded before it, the first start tells of it: no start without an offer.
-- Source: assessments, referrals and what was received; a year without a day counts where it can lie inside the sentence.
-- Left out: a step after the next sentence, which belongs to that one.
with windows as (
    select
        sentence_id,
        person,
        setting,
        sentenced_on,
        coalesce(end_on, $extract_end) as until_on,
        released_on,
        coalesce(next_sentenced_on - 1, $extract_end) as last_on
    from sentences
),

referred as (
    select
        w.sentence_id,
        min(r.submitted_on) as referred_on,
        min(r.assessed_on) as programme_assessed_on,
        min(r.suitable_on) as suitable_on,
        min(case when r.scheduled_on >= w.sentenced_on and r.scheduled_on <= w.until_on then r.scheduled_on end) as scheduled_on,
        max(case when r.final_status in ('NOT_SUITABLE', 'NOT_ELIGIBLE') then 1 else 0 end) as found_unsuitable,
        max(case when r.left_attribution = 'system' then 1 else 0 end) as left_by_system,
        max(case when r.left_attribution = 'person' then 1 else 0 end) as left_by_person,
        -- The site of the first referral that names one; its day in front makes the first the smallest.
        substr(min(case when r.site is not null then concat(cast(r.submitted_on as varchar), ' ', r.site) end), 12) as site
    from windows as w
    inner join referrals as r on r.person = w.person and r.setting = w.setting
    where r.submitted_on >= w.sentenced_on and r.submitted_on <= w.until_on
    group by w.sentence_id
),

given as (
    select
        w.sentence_id,
        min(case when r.setting = w.setting and r.start_lo <= w.until_on then r.start_lo end) as started_on,
        max(case when r.setting = w.setting and r.start_lo <= w.until_on and r.how_ended = 'completed' then 1 else 0 end) as completed,
        max(case
            when r.setting = 'custody' and r.start_lo <= w.until_on and r.how_ended = 'completed' and coalesce(r.ended_on, r.start_lo) <= w.released_on then 1
            else 0
        end) as completed_before_release,
        max(case when r.start_hi > w.released_on and r.setting = 'community' then 1 else 0 end) as started_after_release,
        max(case when r.start_hi > w.released_on and r.setting = 'community' and r.how_ended = 'completed' then 1 else 0 end) as completed_after_release,
        min(case when r.setting = w.setting and r.start_lo <= w.until_on then r.regime end) as regime_received
    from windows as w
    inner join received as r on r.person = w.person and r.kind = 'programme'
    where r.start_hi >= w.sentenced_on and r.start_lo <= w.last_on
    group by w.sentence_id
),

supported as (
    select
        w.sentence_id,
        max(case when r.kind = 'service' then 1 else 0 end) as service_after,
        max(case when r.kind = 'circle' then 1 else 0 end) as circle_after
    from windows as w
    inner join received as r on r.person = w.person and r.kind in ('service', 'circle')
    where r.start_hi >= coalesce(w.released_on, w.sentenced_on) and r.start_lo <= w.last_on
    group by w.sentence_id
),

required as (
    select
        w.sentence_id,
        max(1) as requirement_imposed,
        max(case when q.commenced_on is not null then 1 else 0 end) as requirement_commenced
    from windows as w
    inner join requirement_progress as q on q.person = w.person and q.is_programme
    where w.setting = 'community' and q.imposed_on >= w.sentenced_on and q.imposed_on <= w.until_on
    group by w.sentence_id
)

select
    s.sentence_id,
    s.person,
    s.setting,
    s.regime,
    g.regime_received,
    s.osp_band,
    s.risk_band,
    s.risk_tool,
    s.sentence_type,
    s.sexual_offence,
    s.denial,
    r.site,
    s.age_group,
    s.young,
    s.length_days,
    year(s.sentenced_on) as sentenced_year,
    s.sentenced_on,
    s.released_on,
    s.assessed_on is not null as assessed,
    s.risk_band <> 'not recorded' as risk_recorded,
    r.referred_on is not null as referred,
    r.suitable_on is not null as suitable,
    least(r.scheduled_on, g.started_on) is not null as offered,
    case
        when r.scheduled_on <= coalesce(g.started_on, r.scheduled_on) then 'place on a group'
        when g.started_on is not null then 'first start'
    end as offer_told_by,
    g.started_on is not null as started,
    coalesce(g.completed, 0) = 1 as completed,
    case when s.released_on is not null then coalesce(g.completed_before_release, 0) = 1 end as completed_before_release,
    case when s.released_on is not null then coalesce(g.started_after_release, 0) = 1 end as started_after_release,
    case when s.released_on is not null then coalesce(g.completed_after_release, 0) = 1 end as completed_after_release,
    case when s.released_on is not null then g.started_on is null end as released_untreated,
    case when s.released_on is not null then coalesce(p.service_after, 0) = 1 or coalesce(p.circle_after, 0) = 1 end as supported_after_release,
    r.suitable_on is not null and g.started_on is null as suitable_never_started,
    s.risk_band = 'LOW' and r.referred_on is null as low_risk_not_referred,
    coalesce(r.found_unsuitable, 0) = 1 as found_unsuitable,
    coalesce(r.left_by_system, 0) = 1 as left_by_system,
    coalesce(r.left_by_person, 0) = 1 as left_by_person,
    q.requirement_imposed = 1 as requirement_imposed,
    q.requirement_commenced = 1 as requirement_commenced,
    case
        when s.length_days > 0 and least(r.scheduled_on, g.started_on) >= s.sentenced_on
            then date_diff('day', s.sentenced_on, least(r.scheduled_on, g.started_on)) * 1.0 / s.length_days
    end as share_to_offer,
    s.probability
from sentences as s
left join referred as r on r.sentence_id = s.sentence_id
left join given as g on g.sentence_id = s.sentence_id
left join supported as p on p.sentence_id = s.sentence_id
left join required as q on q.sentence_id = s.sentence_id
order by s.sentence_id
