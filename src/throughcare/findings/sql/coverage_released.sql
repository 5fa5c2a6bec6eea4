-- Released people at their first sexual-offence sentence: what had been completed before release, and what came after.
-- Key: regime.
-- Side: analysis.
-- Units: people.
-- Source: member_sentences.
-- Left out: nothing.
-- Question: Q1, R5.
-- Title: What people had received when released, and after.
-- Population: released from the first sexual-offence sentence, CSE-related.
-- Dimensions: regime.
-- Labels: regime = each regime; All.
-- Measures: released count; completed_before count; completed_before rate of released; untreated count; untreated rate of released; started_after count; started_after rate of released; supported_after count; supported_after rate of released.
-- Columns: regime = Regime at sentence; released = Released; completed_before = Completed a programme before release; untreated = Started none at all; started_after = Started one after release; supported_after = Service or Circle after release.
-- Order: sotp; horizon_kaizen; building_choices; none.
select
    coalesce(regime, 'All') as regime,
    count(*) as released,
    sum(case when completed_before_release then 1 else 0 end) as completed_before,
    sum(case when released_untreated then 1 else 0 end) as untreated,
    sum(case when started_after_release then 1 else 0 end) as started_after,
    sum(case when supported_after_release then 1 else 0 end) as supported_after
from member_sentences
where released
group by grouping sets ((regime), ())
order by regime
