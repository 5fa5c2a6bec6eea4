-- One row per proven offence of a person, counted once however many sources tell of it.
-- Key: proven_id.
-- Side: analysis.
-- Units: days; offence_on is empty where no source says it.
-- Source: outcomes note, section 1; `proof_groups` says which records tell of the same offence; `offence_groups` says in which classes it counts.
-- Left out: convictions that were quashed; repetitions of one offence in a second source.
with groups as (
    select
        cjs_code,
        max(case when class = 'sexual' then 1 else 0 end) as is_sexual,
        max(case when class = 'sexual_child' then 1 else 0 end) as is_sexual_child,
        max(case when class = 'child_image' then 1 else 0 end) as is_child_image,
        max(case when class = 'violent' then 1 else 0 end) as is_violent,
        max(case when class = 'breach' then 1 else 0 end) as is_breach
    from offence_groups
    group by cjs_code
)

select
    md5(concat_ws('|', g.person, g.cjs_code, g.kind, cast(g.proof as varchar), coalesce(cast(g.offence_on as varchar), 'none'), cast(g.place as varchar)))
        as proven_id,
    g.person,
    g.offence_on,
    g.offence_precision,
    g.proven_on,
    g.kind,
    g.cjs_code,
    c.offence_class,
    coalesce(f.is_sexual, 0) = 1 as is_sexual,
    coalesce(f.is_sexual_child, 0) = 1 as is_sexual_child,
    coalesce(f.is_child_image, 0) = 1 as is_child_image,
    coalesce(f.is_violent, 0) = 1 as is_violent,
    coalesce(f.is_breach, 0) = 1 as is_breach,
    g.source
from proof_groups as g
left join offence_codes as c on c.cjs_code = g.cjs_code and c.ho_code = ''
left join groups as f on f.cjs_code = g.cjs_code
where g.place <= g.offences
order by proven_id
