-- Rows read from each extract, accepted and quarantined.
-- Key: extract.
-- Side: analysis.
-- Units: rows.
-- Source: intake_counts: rows read = accepted + quarantined, held for every file.
-- Left out: nothing.
-- Question: R2.
-- Title: Rows read, accepted and quarantined.
-- Population: rows of extracts.
-- Dimensions: extract.
-- Measures: rows_read records; accepted records; quarantined records.
-- Columns: extract = Extract; rows_read = Rows read; accepted = Accepted; quarantined = Quarantined.
select
    "table" as extract,
    sum(rows_read) as rows_read,
    sum(accepted) as accepted,
    sum(quarantined) as quarantined
from intake_counts
group by "table"
order by extract
