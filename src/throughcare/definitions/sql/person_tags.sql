-- One row per person and tag: in how many episodes a recorded fact speaks of a model of exploitation or of a part taken in it.
-- Key: person, kind, tag.
-- Side: analysis.
-- Units: episodes.
-- Source: domain note, section 10: tags, many per episode, never a partition; each rule says its own (rule_tags).
-- Left out: models that no recorded fact speaks of (older boyfriend, peer, group or network); people move between models, and only detected cases show.
select
    e.person,
    t.kind,
    t.tag,
    count(distinct h.episode_id) as episodes
from rule_hits as h
inner join rule_tags as t on t.rule = h.rule
inner join episodes as e on e.episode_id = h.episode_id
group by e.person, t.kind, t.tag
order by e.person, t.kind, t.tag
