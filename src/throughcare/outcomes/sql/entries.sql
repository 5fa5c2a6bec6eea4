-- One row per event that can begin a follow-up: release from a custodial sentence, a sentence without custody, a caution.
-- Key: person, entry_on, kind, reference.
-- Side: analysis.
-- Units: days.
-- Source: outcomes note, section 1; which sentences without custody count is a list of the measure (unverified). A court's sentencing day with any
-- custody is no community sentence; probation's event stands in where the court holds no sentencing day within 7 days.
-- Left out: releases from remand, for a merge of numbers, to hospital, by death or out of the country; sentences of quashed convictions.
with sentenced as (
    select b.book_id, min(k.seriousness) as seriousness, count(s.record_id) as sentences
    from prison_booking as b
    left join prison_sentence as s on s.book_id = b.book_id
    left join offence_codes as o on o.cjs_code = coalesce(s.cjs_code, b.most_serious_offence) and o.ho_code = ''
    left join offence_class_order as k on k.offence_class = o.offence_class
    group by b.book_id
),

releases as (
    select
        l.person,
        b.released as entry_on,
        'custody_release' as kind,
        b.book_id as reference,
        s.seriousness,
        coalesce(b.legal_status, '') = 'RECALL' or coalesce(b.release_reason, '') in ('PD', 'HD', 'HE', 'D6') as is_after_recall
    from prison_booking as b
    inner join local_person as l on l.domain = 'noms_number' and l.number = b.noms_number
    inner join sentenced as s on s.book_id = b.book_id
    left join ref_movement_reasons as r on r.code = b.release_reason
    where
        b.released is not null
        and (r.activity = 'RELEASE' or r.code is null)
        and (b.sentence_start is not null or s.sentences > 0 or b.legal_status in ('SENTENCED', 'RECALL', 'INDETERMINATE_SENTENCE'))
),

court_results as (
    select c.person, d.disposal_date, r."group" as disposal_group, c.seriousness, c.charge_id
    from court_convictions as c
    inner join court_disposal as d on d.charge_id = c.charge_id
    inner join ref_disposals as r on r.code = d.disposal_code
    where r.activity = 'SENTENCE' and c.quashed_on is null
),

court_days as (
    select
        r.person,
        r.disposal_date,
        min(r.charge_id) as reference,
        min(r.seriousness) as seriousness,
        max(case when r.disposal_group in ('custody', 'custody_extension', 'hospital') then 1 else 0 end) as has_custody,
        max(case when g.value is not null then 1 else 0 end) as has_community
    from court_results as r
    left join measure_lists as g on g.what = 'community_group' and g.value = r.disposal_group
    group by r.person, r.disposal_date
),

probation_days as (
    select l.person, e."start" as entry_on, min(e.record_id) as reference, min(k.seriousness) as seriousness
    from probation_event as e
    inner join local_person as l on l.domain = 'crn' and l.number = e.crn
    inner join measure_lists as g on g.what = 'community_group' and g.value = e.disposal
    left join offence_codes as o on o.cjs_code = e.cjs_code and o.ho_code = ''
    left join offence_class_order as k on k.offence_class = o.offence_class
    left join court_days as c
        on c.person = l.person and abs(date_diff('day', coalesce(e.conviction_date, e."start"), c.disposal_date)) <= 7
    left join court_days as s on s.person = l.person and abs(date_diff('day', e."start", s.disposal_date)) <= 7
    where c.person is null and s.person is null
    group by l.person, e."start"
),

cautions as (
    select p.person, p.proven_on as entry_on, min(p.record_id) as reference, min(k.seriousness) as seriousness
    from proven_records as p
    left join offence_codes as o on o.cjs_code = p.cjs_code and o.ho_code = ''
    left join offence_class_order as k on k.offence_class = o.offence_class
    where p.kind = 'caution' and not p.is_quashed
    group by p.person, p.proven_on
),

found as (
    select person, entry_on, kind, reference, seriousness, is_after_recall
    from releases
    union all
    select person, disposal_date, 'community_sentence', reference, seriousness, false
    from court_days
    where has_community = 1 and has_custody = 0
    union all
    select person, entry_on, 'community_sentence', reference, seriousness, false
    from probation_days
    union all
    select person, entry_on, 'caution', reference, seriousness, false
    from cautions
)

select f.person, f.entry_on, f.kind, f.reference, k.offence_class as index_offence_class
from found as f
inner join measure_lists as m on m.what = 'event' and m.value = f.kind
cross join measure_settings as s
left join offence_class_order as k on k.seriousness = f.seriousness
where (s.after_recall or not f.is_after_recall) and f.entry_on is not null
order by f.person, f.entry_on, f.kind, f.reference
