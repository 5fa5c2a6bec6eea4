-- One row per name under which a programme is recorded, with the programme it stands for.
-- Key: name.
-- Side: analysis.
-- Source: ref_programmes, column also_called; the legacy list writes '(legacy list)' behind a name.
-- Left out: nothing; a name that matches no programme keeps itself as programme and regime 'not in the list'.
with names as (
    select distinct course as name
    from course_participation
    where course is not null
    union
    select distinct programme
    from prison_programme_referral
    where programme is not null
    union
    select distinct sub_category
    from requirement
    where sub_category is not null
    union
    select distinct sub_category
    from licence_condition
    where sub_category is not null
    union
    select distinct type
    from nsi
    where type is not null
    union
    select distinct programme
    from ref_programmes
),

cleaned as (
    select
        name,
        lower(trim(replace(name, '(legacy list)', ''))) as plain
    from names
),

known as (
    select
        programme,
        regime,
        intensity,
        lower('; ' || programme || '; ' || replace(coalesce(also_called, ''), ' (legacy list)', '') || ';') as all_names
    from ref_programmes
)

select
    c.name,
    coalesce(min(k.programme), c.name) as programme,
    coalesce(min(k.regime), 'not in the list') as regime,
    min(k.intensity) as intensity
from cleaned as c
left join known as k on strpos(k.all_names, '; ' || c.plain || ';') > 0
group by c.name
order by c.name
