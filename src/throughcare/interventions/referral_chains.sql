-- One row per referral with the chain it belongs to.
-- Key: service, referral_id.
-- Side: analysis.
-- Units: days; step counts the referrals of a chain in the order they were made.
-- Source: original_referral_id is set on a move to another site or to Building Choices; the wait starts at the first submission.
-- Left out: links beyond the fifth referral of one chain (they would start a new chain).
with parents as (
    select referral_id, original_referral_id
    from prison_programme_referral
    where original_referral_id is not null and original_referral_id <> referral_id
),

rooted as (
    select
        r.referral_id,
        coalesce(d.original_referral_id, c.original_referral_id, b.original_referral_id, a.original_referral_id, r.referral_id) as chain_id
    from prison_programme_referral as r
    left join parents as a on a.referral_id = r.referral_id
    left join parents as b on b.referral_id = a.original_referral_id
    left join parents as c on c.referral_id = b.original_referral_id
    left join parents as d on d.referral_id = c.original_referral_id
),

first_held as (
    select
        service,
        referral_id,
        min(site) as site,
        min(start_on) as first_on,
        min(case when activity = 'REFERRAL_SUBMITTED' then start_on end) as submitted_on
    from referral_statuses
    group by service, referral_id
),

referred as (
    select
        'prison' as service,
        r.referral_id,
        k.chain_id,
        l.person,
        l.probability,
        n.programme,
        n.regime,
        r.offering_prison as site,
        -- A draft is no submission: without a submission of its own, its first later status stands for it.
        coalesce(h.submitted_on, r.submitted_on) as submitted_on,
        coalesce(h.submitted_on, r.submitted_on, h.first_on) as first_on,
        case when r.has_ldc then 1 when not r.has_ldc then 0 end as ldc,
        cast(null as integer) as innocence
    from prison_programme_referral as r
    inner join rooted as k on k.referral_id = r.referral_id
    inner join local_person as l on l.domain = 'noms_number' and l.number = r.noms_number
    left join programme_names as n on n.name = r.programme
    left join first_held as h on h.service = 'prison' and h.referral_id = r.referral_id
    union all
    select
        'community',
        c.referral_id,
        c.referral_id,
        l.person,
        l.probability,
        c.programme,
        c.regime,
        h.site,
        c.received_on,
        c.received_on,
        c.ldc,
        c.innocence
    from community_programmes as c
    inner join local_person as l on l.domain = 'crn' and l.number = c.crn
    left join first_held as h on h.service = 'community' and h.referral_id = c.referral_id
)

select
    service,
    referral_id,
    chain_id,
    row_number() over (partition by service, chain_id order by first_on nulls last, referral_id) as step,
    person,
    probability,
    programme,
    regime,
    site,
    submitted_on,
    first_on,
    ldc,
    innocence
from referred
order by service, referral_id
