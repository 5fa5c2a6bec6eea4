-- One row per episode and element that a rule speaks of: how strongly it is evidenced after denials, and since when that could be known.
-- Key: episode_id, element.
-- Side: analysis.
-- Units: strength 0 to 3; days.
-- Source: domain note, section 10: the highest strength counts; a denial cancels support of equal or lower strength and is kept as a conflict.
-- Left out: elements of which no record speaks. Without text: neither support nor denial that is a proposal nobody has decided on.
with denials as (
    select
        episode_id,
        element,
        max(case when contradicts then strength else 0 end) as denial,
        max(case when contradicts and not is_open_proposal then strength else 0 end) as denial_without_text
    from rule_hits
    group by episode_id, element
),

standing as (
    select
        h.episode_id,
        h.element,
        h.strength,
        h.contradicts,
        h.known_on,
        not h.contradicts and h.strength > d.denial as stands,
        not h.contradicts and not h.is_open_proposal and h.strength > d.denial_without_text as stands_without_text
    from rule_hits as h
    inner join denials as d on d.episode_id = h.episode_id and d.element = h.element
)

select
    episode_id,
    element,
    max(case when stands then strength else 0 end) as strength,
    max(case when stands_without_text then strength else 0 end) as strength_without_text,
    max(case when contradicts then strength else 0 end) as denial,
    max(case when contradicts then 1 else 0 end) = 1 and max(case when contradicts then 0 else 1 end) = 1 as is_conflict,
    min(case when stands then known_on end) as indicated_since,
    min(case when stands and strength >= 2 then known_on end) as recorded_since
from standing
group by episode_id, element
order by episode_id, element
