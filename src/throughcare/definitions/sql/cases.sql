-- One row per piece of a case with the episode it belongs to and the reference that joined it.
-- Key: node.
-- Side: analysis.
-- Units: none.
-- Source: domain note, section 10. Pieces that share a reference are one episode. Each round hands the lowest name in reach one reference further;
-- five rounds join chains of six pieces, and a longer chain of one person's cases stays in parts.
-- Left out: nothing.
-- Pieces and references by number, the pieces in the order of their names: numbers are a tenth of the names in memory.
with pieces as (
    select node, row_number() over (order by node) as piece
    from case_nodes
),

named as (
    select reference, row_number() over (order by reference) as ref
    from (select distinct reference from case_keys) as known
),

links as (
    select p.piece, r.ref
    from case_keys as k
    inner join pieces as p on p.node = k.node
    inner join named as r on r.reference = k.reference
),

round_1 as (
    select k.piece, min(s.label) as label
    from links as k
    inner join (select ref, min(piece) as label from links group by ref) as s on s.ref = k.ref
    group by k.piece
),

round_2 as (
    select k.piece, min(s.label) as label
    from links as k
    inner join (
        select a.ref, min(r.label) as label
        from links as a
        inner join round_1 as r on r.piece = a.piece
        group by a.ref
    ) as s on s.ref = k.ref
    group by k.piece
),

round_3 as (
    select k.piece, min(s.label) as label
    from links as k
    inner join (
        select a.ref, min(r.label) as label
        from links as a
        inner join round_2 as r on r.piece = a.piece
        group by a.ref
    ) as s on s.ref = k.ref
    group by k.piece
),

round_4 as (
    select k.piece, min(s.label) as label
    from links as k
    inner join (
        select a.ref, min(r.label) as label
        from links as a
        inner join round_3 as r on r.piece = a.piece
        group by a.ref
    ) as s on s.ref = k.ref
    group by k.piece
),

round_5 as (
    select k.piece, min(s.label) as label
    from links as k
    inner join (
        select a.ref, min(r.label) as label
        from links as a
        inner join round_4 as r on r.piece = a.piece
        group by a.ref
    ) as s on s.ref = k.ref
    group by k.piece
),

lowest as (
    select p.node, q.node as label
    from round_5 as r
    inner join pieces as p on p.piece = r.piece
    inner join pieces as q on q.piece = r.label
),

shared as (
    select
        k.reference,
        count(*) as pieces,
        sum(case when n.source = 'police' then 1 else 0 end) as police_pieces
    from case_keys as k
    inner join case_nodes as n on n.node = k.node
    group by k.reference
),

joins as (
    select
        k.node,
        max(case when k.kind = 'asn' and s.police_pieces > 0 and s.police_pieces < s.pieces then 1 else 0 end) as by_asn,
        max(case when k.kind = 'urn' and s.pieces > 1 then 1 else 0 end) as by_urn,
        max(case when k.kind = 'case' and s.pieces > 1 then 1 else 0 end) as by_case,
        max(case when k.kind = 'superseded_by' and s.pieces > 1 then 1 else 0 end) as by_charge,
        max(case when k.kind = 'asn' and s.pieces > 1 then 1 else 0 end) as by_same_asn
    from case_keys as k
    inner join shared as s on s.reference = k.reference
    group by k.node
)

select
    n.node,
    concat('E', substring(md5(coalesce(r.label, n.node)), 1, 20)) as episode_id,
    n.person,
    n.source,
    n.force_code,
    n.crime_ref,
    n.defendant_id,
    n.case_id,
    case
        when j.by_asn = 1 then 'asn'
        when j.by_urn = 1 then 'urn'
        when j.by_case = 1 then 'case'
        when j.by_charge = 1 then 'superseded_by'
        when j.by_same_asn = 1 then 'asn'
        when n.source = 'police' then 'crime_ref'
        else 'none'
    end as join_used
from case_nodes as n
left join lowest as r on r.node = n.node
left join joins as j on j.node = n.node
order by n.node
