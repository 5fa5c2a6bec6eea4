-- Released people at their first sexual-offence sentence: with a service or a Circle after release, and with none, by period of release.
-- Key: period.
-- Side: analysis.
-- Units: people.
-- Source: member_sentences; after release ends with the next sentence or the extract.
-- Left out: nothing.
-- Question: R5.
-- Title: Support after release, and release without any.
-- Population: released from the first sexual-offence sentence, CSE-related.
-- Dimensions: period.
-- Labels: period = before 2010; 2010-2014; 2015-2019; 2020 and after; All.
-- Measures: released count; supported_after count; supported_after rate of released; unsupported count; unsupported rate of released.
-- Columns: period = Released; released = People released; supported_after = Service or Circle after release; unsupported = Neither recorded.
select
    coalesce(period, 'All') as period,
    count(*) as released,
    sum(case when supported_after_release then 1 else 0 end) as supported_after,
    sum(case when supported_after_release then 0 else 1 end) as unsupported
from (
    select
        supported_after_release,
        case
            when released_year < 2010 then 'before 2010'
            when released_year < 2015 then '2010-2014'
            when released_year < 2020 then '2015-2019'
            else '2020 and after'
        end as period
    from member_sentences
    where released
) as after_release
group by grouping sets ((period), ())
order by period
