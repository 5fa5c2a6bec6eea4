-- One row per person released from custody after a sexual offence: the first such release that can be followed to its end.
-- Key: person.
-- Side: analysis.
-- Units: days from release (start_days below 0: before it); yes or no as 1 or 0.
-- Source: outcomes note, section 5: time zero is the day of release, where eligibility, membership and the start of counting coincide;
-- covariates are what was known that day. The columns before_* are older than any programme of that sentence: negative controls (section 17). Treatment is a programme started in custody during that sentence, by its latest possible day.
-- Left out: rows with a reason in left_out stay in the table and take no part; releases whose follow-up and waiting period are not over; a person's later releases.
with releases as (
    select
        i.index_id,
        i.person,
        i.entry_on,
        i.age_at_entry,
        i.young,
        i.index_offence_class,
        row_number() over (partition by i.person order by i.entry_on, i.index_id) as nth
    from index_events as i
    where i.kind = 'custody_release' and i.sexual_index and i.observable
),

entries as (
    select index_id, person, entry_on, age_at_entry, young, index_offence_class
    from releases
    where nth = 1
),

served as (
    select
        e.index_id,
        s.sentenced_on,
        s.length_days,
        s.sentence_type,
        case
            when s.osp_band <> 'not recorded' then s.osp_band
            when s.rm2000_band is not null then s.rm2000_band
            else 'not recorded'
        end as risk_band,
        case when s.osp_band <> 'not recorded' then 'OSP' when s.rm2000_band is not null then 'RM2000/s' else 'none' end as risk_tool,
        s.denial,
        row_number() over (partition by e.index_id order by s.sentenced_on desc, s.sentence_id) as nth
    from entries as e
    inner join sentences as s on s.person = e.person and s.setting = 'custody' and s.sentenced_on <= e.entry_on
),

programmes as (
    select
        e.index_id,
        min(date_diff('day', e.entry_on, r.start_hi)) as start_days,
        max(case when r.regime = 'sotp' then 1 else 0 end) as sotp,
        max(case when r.regime = 'horizon_kaizen' then 1 else 0 end) as horizon_kaizen,
        max(case when r.regime = 'building_choices' then 1 else 0 end) as building_choices
    from entries as e
    inner join served as s on s.index_id = e.index_id and s.nth = 1
    inner join received as r on r.person = e.person and r.kind = 'programme' and r.setting = 'custody'
    where r.regime in ('sotp', 'horizon_kaizen', 'building_choices') and r.start_lo >= s.sentenced_on and r.start_hi <= e.entry_on
    group by e.index_id
),

history as (
    select
        e.index_id,
        sum(case when p.is_sexual then 0 else 1 end) as prior_other,
        sum(case when p.is_sexual then 1 else 0 end) as prior_sexual,
        sum(case when p.is_violent then 1 else 0 end) as prior_violent
    from entries as e
    inner join proven_offences as p on p.person = e.person and p.proven_on <= e.entry_on
    group by e.index_id
),

-- Proven a year or more before the sentence: the offence of the sentence itself, convicted some weeks earlier, is not among these.
earlier as (
    select
        s.index_id,
        max(case when p.is_violent then 1 else 0 end) as before_violent,
        max(case when p.is_breach then 1 else 0 end) as before_breach,
        max(case when not p.is_sexual and not p.is_violent and not p.is_breach then 1 else 0 end) as before_other,
        max(case when p.kind = 'caution' then 1 else 0 end) as before_caution
    from served as s
    inner join entries as e on e.index_id = s.index_id
    inner join proven_offences as p on p.person = e.person and date_diff('day', p.proven_on, s.sentenced_on) >= 365
    where s.nth = 1
    group by s.index_id
),

assessed as (
    select
        l.person,
        o.completed_on,
        o.ogrs3_2yr,
        o.record_id
    from oasys as o
    inner join local_person as l
        on (l.domain = 'noms_number' and l.number = o.noms_number) or (l.domain = 'crn' and l.number = o.crn and o.noms_number is null)
),

latest as (
    select
        e.index_id,
        a.ogrs3_2yr,
        row_number() over (partition by e.index_id order by a.completed_on desc, a.record_id) as nth
    from entries as e
    inner join assessed as a on a.person = e.person and a.completed_on <= e.entry_on
),

classes as (
    select
        e.index_id,
        max(case when c.definition = 'ENG-2017' then 1 else 0 end) as in_eng_2017,
        max(case when c.definition = 'ENG-2009' then 1 else 0 end) as in_eng_2009,
        max(case when c.definition = 'WAL-2021' then 1 else 0 end) as in_wal_2021,
        max(case when c.definition = 'STAT-SOA-47-50' then 1 else 0 end) as in_stat_soa_47_50
    from entries as e
    inner join person_class as c on c.person = e.person
    where c.convicted_class in ('MET', 'PROBABLE') and c.convicted_class_known_on <= e.entry_on
    group by e.index_id
),

results as (
    select
        index_id,
        max(case when class = 'any' and reoffended then 1 else 0 end) as any_reoffence,
        max(case when class = 'any' then offences else 0 end) as any_offences,
        max(case when class = 'any' then late_proven else 0 end) as any_late,
        max(case when class = 'any' then at_liberty_days end) as at_liberty_days,
        max(case when class = 'sexual' and reoffended then 1 else 0 end) as sexual_reoffence,
        max(case when class = 'violent' and reoffended then 1 else 0 end) as violent_reoffence,
        max(case when class = 'breach' and reoffended then 1 else 0 end) as breach_reoffence
    from outcomes
    group by index_id
),

-- Columns *_curve_* take a recall for an ending as well: for curves, where the yes or no counts everybody over the whole follow-up.
endings as (
    select
        index_id,
        max(case when class = 'any' then days end) as any_days,
        max(case when class = 'any' then ended end) as any_ended,
        max(case when class = 'any' then curve_days end) as any_curve_days,
        max(case when class = 'any' then curve_ended end) as any_curve_ended,
        max(case when class = 'sexual' then days end) as sexual_days,
        max(case when class = 'sexual' then ended end) as sexual_ended,
        max(case when class = 'sexual' then curve_days end) as sexual_curve_days,
        max(case when class = 'sexual' then curve_ended end) as sexual_curve_ended,
        max(case when class = 'violent' then days end) as violent_days,
        max(case when class = 'violent' then ended end) as violent_ended,
        max(case when class = 'violent' then curve_days end) as violent_curve_days,
        max(case when class = 'violent' then curve_ended end) as violent_curve_ended
    from first_endings
    group by index_id
)

select
    e.person,
    e.index_id,
    case
        when e.age_at_entry is null then 'no month of birth recorded'
        when s.index_id is null then 'lost at linkage: no sentence found before the release'
        when s.risk_band = 'LOW' then 'assessed as low risk, for whom no programme was meant'
        when s.length_days < 730 then 'sentenced to less than two years, too short to start'
    end as left_out,
    case when p.index_id is not null then 1 else 0 end as started,
    coalesce(p.sotp, 0) as started_sotp,
    coalesce(p.horizon_kaizen, 0) as started_horizon_kaizen,
    coalesce(p.building_choices, 0) as started_building_choices,
    p.start_days,
    e.age_at_entry,
    case when e.young then 1 else 0 end as young,
    year(e.entry_on) as released_year,
    e.index_offence_class,
    s.length_days,
    s.sentence_type,
    case
        when s.length_days is null then 'not recorded'
        when s.length_days < 1461 then '2 to 4 years'
        when s.length_days < 2922 then '4 to 8 years'
        else '8 years and over'
    end as length_band,
    s.risk_band,
    s.risk_tool,
    s.denial,
    coalesce(h.prior_other, 0) as prior_other,
    coalesce(h.prior_sexual, 0) as prior_sexual,
    coalesce(h.prior_violent, 0) as prior_violent,
    coalesce(b.before_violent, 0) as before_violent,
    coalesce(b.before_breach, 0) as before_breach,
    coalesce(b.before_other, 0) as before_other,
    coalesce(b.before_caution, 0) as before_caution,
    a.ogrs3_2yr,
    coalesce(c.in_eng_2017, 0) as in_eng_2017,
    coalesce(c.in_eng_2009, 0) as in_eng_2009,
    coalesce(c.in_wal_2021, 0) as in_wal_2021,
    coalesce(c.in_stat_soa_47_50, 0) as in_stat_soa_47_50,
    r.any_reoffence,
    r.any_offences,
    n.any_days,
    n.any_ended,
    n.any_curve_days,
    n.any_curve_ended,
    r.at_liberty_days,
    r.any_late,
    r.sexual_reoffence,
    n.sexual_days,
    n.sexual_ended,
    n.sexual_curve_days,
    n.sexual_curve_ended,
    r.violent_reoffence,
    n.violent_days,
    n.violent_ended,
    n.violent_curve_days,
    n.violent_curve_ended,
    r.breach_reoffence
from entries as e
inner join results as r on r.index_id = e.index_id
inner join endings as n on n.index_id = e.index_id
left join served as s on s.index_id = e.index_id and s.nth = 1
left join programmes as p on p.index_id = e.index_id
left join history as h on h.index_id = e.index_id
left join earlier as b on b.index_id = e.index_id
left join latest as a on a.index_id = e.index_id and a.nth = 1
left join classes as c on c.index_id = e.index_id
order by e.person
