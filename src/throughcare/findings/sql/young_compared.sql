-- People convicted of a CSE-related offence, aged 18 to 24 and 25 and over: the difference at every step.
-- Key: step.
-- Side: analysis.
-- Units: percentage points.
-- Source: young_adults: plain difference and Mantel-Haenszel difference over setting, sentence length and risk band.
-- Left out: nothing.
-- Question: R7.
-- Title: Young adults and older people at every step.
-- Population: sentences of people convicted of CSE-related offences.
-- Dimensions: step.
-- Overlapping: step.
-- Measures: younger count; older count; difference estimate on younger; adjusted estimate on younger.
-- Columns: step = Step; younger = Aged 18 to 24; older = Aged 25 and over; difference = Difference (percentage points); adjusted = At equal sentence and risk (percentage points).
-- Notes: Counts are of sentences or waits | A minus says that young adults reach the step less often.
select
    concat(step, ', ', setting) as step,
    young as younger,
    older,
    100 * difference as difference,
    100 * difference_low as difference_low,
    100 * difference_high as difference_high,
    100 * adjusted as adjusted,
    100 * adjusted_low as adjusted_low,
    100 * adjusted_high as adjusted_high,
    cast(round(least(
        young * young_share, young * (1 - young_share), older * older_share, older * (1 - older_share)
    )) as bigint) as smallest_level,
    young + older - 2 as residual_degrees
from young_adults
where cohort = 'in definition'
order by step
