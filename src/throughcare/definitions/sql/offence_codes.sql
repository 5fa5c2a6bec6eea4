-- One row per offence code that an extract uses: the class it stands for, and how that was found.
-- Key: cjs_code, ho_code.
-- Side: analysis.
-- Units: none.
-- Source: domain note, section 9: by the CJS code, by the code without its inchoate suffix (A, B, C, E), by the Home Office code, else unmatched.
-- Left out: nothing; a code that is not found stays with an empty class, which never means "not sexual".
with used as (
    select cjs_code, cast(null as varchar) as ho_code
    from court_charge
    union
    select alternative_cjs_code, cast(null as varchar)
    from court_charge
    union
    select cjs_code, cast(null as varchar)
    from prison_sentence
    union
    select most_serious_offence, cast(null as varchar)
    from prison_booking
    union
    select cjs_code, cast(null as varchar)
    from probation_event
    union
    select cjs_code, cast(null as varchar)
    from pnc_conviction
    union
    select cjs_code, ho_code
    from police_crime
),

codes as (
    select
        coalesce(cjs_code, '') as cjs_code,
        coalesce(ho_code, '') as ho_code,
        case when substring(cjs_code, length(cjs_code), 1) in ('A', 'B', 'C', 'E') then substring(cjs_code, 1, length(cjs_code) - 1) end as base_code
    from used
    where cjs_code is not null or ho_code is not null
)

select
    c.cjs_code,
    c.ho_code,
    coalesce(o.ho_code, b.ho_code, nullif(c.ho_code, '')) as resolved_ho_code,
    case
        when o.cjs_code is not null then o.offence_class
        when b.cjs_code is not null then b.offence_class
        else h.offence_class
    end as offence_class,
    case
        when o.cjs_code is not null then 'cjs_code'
        when b.cjs_code is not null then 'base_code'
        when h.ho_code is not null then 'ho_code'
        else 'unmatched'
    end as resolved_by
from codes as c
left join ref_offences as o on o.cjs_code = c.cjs_code
left join ref_offences as b on b.cjs_code = c.base_code
left join ref_home_office_codes as h on h.ho_code = c.ho_code
order by c.cjs_code, c.ho_code
