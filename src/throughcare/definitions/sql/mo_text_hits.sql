-- One row per crime record and text rule whose words stand in its text; the text itself does not pass.
-- Key: record_id, rule.
-- Side: analysis.
-- Units: none.
-- Source: domain note, section 10: a term counts only at the beginning of a word, so "paid" is not found in "unpaid".
-- Left out: everything else that the text says.
with words as (
    select
        source_record_id as record_id,
        concat(' ', regexp_replace(lower(mo_text), '[^\p{L}\p{N}]+', ' ', 'g')) as padded
    from police_crime_received
    where mo_text is not null
)

select w.record_id, t.rule
from words as w
inner join definition_terms as t on strpos(w.padded, concat(' ', t.term)) > 0
group by w.record_id, t.rule
order by w.record_id, t.rule
