-- One row per offence code and class of the measure in which a proven offence with that code counts.
-- Key: cjs_code, class.
-- Side: analysis.
-- Units: none.
-- Source: the measure's file: by offence class, Home Office class (first three digits) or the beginning of the CJS code; what the measure excludes
-- (breaches) counts only in a class that says so.
-- Left out: codes that count in no class.
with codes as (
    select c.cjs_code, c.resolved_ho_code, c.offence_class, x.value is not null as is_excluded
    from offence_codes as c
    left join measure_lists as x on x.what = 'excluded' and x.value = c.offence_class
    where c.ho_code = '' and c.cjs_code <> ''
)

select c.cjs_code, g.class
from codes as c
inner join measure_lists as m
    on m.what = 'everything'
    or (m.what = 'offence_class' and m.value = c.offence_class)
    or (m.what = 'ho_class' and m.value = substring(c.resolved_ho_code, 1, 3))
    or (m.what = 'cjs_prefix' and m.value = substring(c.cjs_code, 1, length(m.value)))
inner join measure_lists as g on g.what = 'class' and g.class = m.class
where g.value = 'counts excluded' or not c.is_excluded
group by c.cjs_code, g.class
order by c.cjs_code, g.class
