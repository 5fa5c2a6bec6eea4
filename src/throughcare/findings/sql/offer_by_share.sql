-- People whose first sexual-offence sentence is over: how much of it had passed when a programme was first offered.
-- Key: setting.
-- Side: analysis.
-- Units: people; a quarter and a half of the sentence's length, counted from the sentence.
-- Source: member_sentences; an offer is a place given on a dated group, or where none is recorded before it, the first start.
-- Left out: sentences without a length, and those whose length had not passed by the end of the extracts, because an offer may still have come.
-- Question: R2.
-- Title: How much of the sentence had passed at the first offer of a programme.
-- Population: first sexual-offence sentence of people convicted of CSE-related offences, its whole length passed.
-- Dimensions: setting.
-- Labels: setting = custody; community; All.
-- Measures: people count; offered count; offered rate of people; by_quarter count; by_quarter rate of people; by_half count; by_half rate of people.
-- Within: by_quarter in by_half; by_half in offered.
-- Columns: setting = Sentence; people = Sentenced; offered = Offered a programme; by_quarter = By a quarter of it; by_half = By half of it.
select
    coalesce(setting, 'All') as setting,
    count(*) as people,
    sum(case when offered then 1 else 0 end) as offered,
    sum(case when share_to_offer <= 0.25 then 1 else 0 end) as by_quarter,
    sum(case when share_to_offer <= 0.5 then 1 else 0 end) as by_half
from member_sentences
where whole_on <= $extract_end
group by grouping sets ((setting), ())
order by setting
