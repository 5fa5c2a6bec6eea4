-- A known rate measured through the linkage: persons in prison records with a later court record within 730 days, as seen and corrected.
-- Key: people_group, layer.
-- Side: analysis.
-- Units: people, and per cent of them.
-- Source: link_rates.
-- Left out: grids and tests, which `throughcare link audit` prints; groups by recorded ethnicity that are not stated.
-- Question: R2.
-- Title: What linkage does to a rate, and the rate put right.
-- Population: people in prison records who can be followed for 730 days, by layer.
-- Dimensions: people_group, layer.
-- Overlapping: people_group, layer.
-- Measures: people count; share estimate on people.
-- Columns: people_group = Group; layer = Layer; people = People; share = Per cent.
-- Order: all; uncorrected, strict; uncorrected, default; uncorrected, wide; threshold range; drawn sets; corrected by PNC; corrected by CRO; corrected, chosen.
-- Notes: Corrected: by records whose number says who is who, one kind of number at a time; chosen: the first kind that is not missing where linking is hard.
select
    "group" as people_group,
    case
        when method = 'uncorrected' then concat('uncorrected, ', "by")
        when method = 'corrected' then concat('corrected by ', "by")
        else method
    end as layer,
    people,
    100 * coalesce(value, (low + high) / 2) as share,
    100 * low as share_low,
    100 * high as share_high,
    cast(floor(people * least(coalesce(value, low), 1 - coalesce(value, high))) as bigint) as smallest_level,
    people - 1 as residual_degrees
from link_rates
where
    method in ('uncorrected', 'threshold range', 'drawn sets', 'corrected', 'corrected, chosen')
    and low is not null and people > 0 and "group" not in ('ethnicity: not_stated', 'ethnicity: not recorded')
order by people_group, layer
