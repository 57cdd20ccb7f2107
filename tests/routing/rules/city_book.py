"""The demonstration city's rules, examples and ordinary requests (示范城市例句)."""

import json
import random
from collections.abc import Iterator
from functools import cache

import yaml

from hotline.demo.loader import dangers, read
from hotline.kit.text import normalise
from routing.rules.by_example import ByExample
from routing.rules.examples import Example, read_sentences
from routing.rules.heard import Ear, ear_of
from routing.rules.ruleset import RuleSet, read_rules

FOLDS = 5


@cache
def words() -> RuleSet:
    return RuleSet(read_rules(yaml.safe_load(read("rules.yaml"))))


@cache
def ordinary() -> tuple[str, ...]:
    """Requests in which no rule speaks."""
    told = [json.loads(line)["text"] for line in read("requests.jsonl").decode().splitlines()]
    return tuple(text for text in map(normalise, told) if not words().check(text))


def book() -> tuple[Example, ...]:
    return tuple(read_sentences(dangers()))


@cache
def ear() -> Ear:
    return ear_of(book(), ordinary())


@cache
def rules() -> RuleSet:
    return RuleSet(words().rules, ear())


def folds() -> Iterator[tuple[ByExample, list[Example], list[str]]]:
    """Yield ears that have not heard a fifth of the examples and requests, with that fifth."""
    examples = [Example(normalise(example.text), example.tags) for example in book()]
    requests = list(ordinary())
    for told in (examples, requests):
        random.Random(5).shuffle(told)
    for fold in range(FOLDS):
        kept = [
            [one for n, one in enumerate(told) if n % FOLDS != fold]
            for told in (examples, requests)
        ]
        asked = examples[fold::FOLDS], requests[fold::FOLDS]
        yield ByExample(kept[0], kept[1]), *asked
