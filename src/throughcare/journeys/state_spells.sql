-- One row per stretch of time that would put a person in one state, with the rank by which it wins over others.
-- Key: person, state, from_on, to_on, spell_id.
-- Side: analysis.
-- Units: days; to_on is the first day no longer in the state, empty = lasting.
-- Source: spells and events; states of the multi-state view: remand, custody, recalled, hospital, at large, licence, order, before sentence, ended.
-- Left out: spells whose first day is not known.
with bookings as (
    select
        s.person,
        s.spell_id,
        s.start_on,
        s.end_on,
        b.sentence_start,
        s.detail as legal_status,
        min(r.start_on) as returned_on
    from spells as s
    left join prison_booking as b on b.book_id = s.reference
    left join events as r
        on r.person = s.person and r.activity = 'RETURN_TO_CUSTODY' and r.start_on >= s.start_on and (s.end_on is null or r.start_on < s.end_on)
    where s.kind = 'custody' and s.start_on is not null
    group by s.person, s.spell_id, s.start_on, s.end_on, b.sentence_start, s.detail
),

turns as (
    select
        person,
        event_id,
        activity,
        start_on,
        lead(start_on) over (partition by person order by start_on, day_order, event_id) as next_on
    from events
    where
        activity in ('HOSPITAL_TRANSFER', 'ESCAPE', 'RECALL', 'RECEPTION', 'RETURN_TO_CUSTODY', 'RELEASE', 'DEATH', 'DEPORTATION')
        and start_on is not null
),

before_sentence as (
    select
        person,
        min(case when activity in ('CHARGE', 'BAIL') then start_on end) as charged_on,
        min(case when activity in ('SENTENCE', 'ACQUITTAL', 'CHARGE_ENDED') then start_on end) as settled_on
    from events
    where activity in ('CHARGE', 'BAIL', 'SENTENCE', 'ACQUITTAL', 'CHARGE_ENDED')
    group by person
),

found as (
    select person, 'ended' as state, 1 as rank, ended_on as from_on, cast(null as date) as to_on, 'life' as spell_id
    from life_ends
    union all
    select person, 'hospital', 2, start_on, next_on, event_id
    from turns
    where activity = 'HOSPITAL_TRANSFER'
    union all
    select person, 'at_large', 3, start_on, next_on, event_id
    from turns
    where activity = 'ESCAPE'
    union all
    select
        person,
        'recalled',
        4,
        coalesce(returned_on, start_on),
        end_on,
        spell_id
    from bookings
    where legal_status = 'RECALL' or returned_on is not null
    union all
    select person, 'custody', 6, coalesce(sentence_start, start_on), end_on, spell_id
    from bookings
    where sentence_start is not null or legal_status not in ('REMAND', 'CONVICTED_UNSENTENCED') or legal_status is null
    union all
    select person, 'remand', 7, start_on, coalesce(sentence_start, end_on), spell_id
    from bookings
    where sentence_start > start_on or (sentence_start is null and legal_status in ('REMAND', 'CONVICTED_UNSENTENCED'))
    union all
    select person, 'recalled_at_large', 8, start_on, next_on, event_id
    from turns
    where activity = 'RECALL'
    union all
    select person, 'community_licence', 9, start_on, end_on, spell_id
    from spells
    where kind = 'licence' and start_on is not null
    union all
    select person, 'community_order', 10, start_on, end_on, spell_id
    from spells
    where kind = 'community_order' and start_on is not null
    union all
    select person, 'community_unsentenced', 11, charged_on, settled_on, 'charge'
    from before_sentence
    where charged_on is not null
)

select
    person,
    state,
    max(rank) as rank,
    from_on,
    to_on,
    spell_id
from found
where to_on is null or to_on > from_on
group by person, state, from_on, to_on, spell_id
order by person, state, from_on, to_on, spell_id
