-- Values or rows that broke a rule, by extract and rule.
-- Key: extract, rule.
-- Side: analysis.
-- Units: problems.
-- Source: intake_problems; a quarantined row or a value set aside.
-- Left out: which value it was: the message and the table never hold it.
-- Question: R2.
-- Title: What was wrong in the extracts.
-- Population: problems of extracts.
-- Dimensions: extract, rule in extract.
-- Measures: problems records.
-- Columns: extract = Extract; rule = Rule; problems = Problems.
select
    "table" as extract,
    rule,
    count(*) as problems
from intake_problems
group by "table", rule
order by extract, rule
