"""The demonstration city's rules, examples and ordinary requests (示范城市例句)."""

import json
from functools import cache

import yaml

from hotline.demo.loader import dangers, read
from hotline.kit.text import normalise
from routing.rules.examples import Example, read_sentences
from routing.rules.heard import Ear, ear_of
from routing.rules.heldout import HeldOut, hold_out
from routing.rules.ruleset import RuleSet, read_rules


@cache
def words() -> RuleSet:
    return RuleSet(read_rules(yaml.safe_load(read("rules.yaml"))))


@cache
def ordinary() -> tuple[str, ...]:
    """Requests in which no rule speaks."""
    told = [json.loads(line)["text"] for line in read("requests.jsonl").decode().splitlines()]
    return tuple(
        text for text in map(normalise, told) if len(text) >= 10 and not words().check(text)
    )


def book() -> tuple[Example, ...]:
    return tuple(read_sentences(dangers()))


@cache
def ear() -> Ear:
    return ear_of(book(), ordinary())


@cache
def rules() -> RuleSet:
    return RuleSet(words().rules, ear())


@cache
def held() -> HeldOut:
    return hold_out(book(), ordinary())
