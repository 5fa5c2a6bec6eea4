"""Tags once more, from the definition files themselves and one episode at a time."""

import tomllib

from throughcare.definitions.evaluate import fire_rules
from throughcare.engine.table import PACKAGE

FILES = ("convictions", "police", "other_agencies")


def rule_tags(own):
    """Which rule speaks of which part or model, as the files say it."""
    texts = [(PACKAGE / "definitions" / "rules" / f"{name}.toml").read_text(encoding="utf-8") for name in FILES]
    rules = [rule for text in [*texts, own] for rule in tomllib.loads(text).get("rule", [])]
    return [{"rule": rule["id"], "kind": kind, "tag": rule[kind]} for rule in rules for kind in ("role", "model") if kind in rule]


def person_tags(episodes, people, countries, book, tags):
    """In how many episodes of a person some rule fired that speaks of each tag."""
    found = {}
    for episode, records in episodes.items():
        fired = {hit.rule for hit in fire_rules(records, book, countries[episode])}
        for told in tags:
            if told["rule"] in fired:
                found.setdefault((people[episode], told["kind"], told["tag"]), set()).add(episode)
    return [{"person": person, "kind": kind, "tag": tag, "episodes": len(of)} for (person, kind, tag), of in found.items()]
