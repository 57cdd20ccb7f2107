"""What suggesting, the model report, the bench and the catalogue's reasons answer has a type that loses nothing."""

import ast
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
import pytest
import yaml

from hotline.demo.loader import read
from hotline.process import drafting, intake
from routing.classify.modelfile import LoadedModel, ModelStatus
from routing.classify.schemas import ModelCardOut
from routing.rules.ruleset import RuleSet, read_rules
from routing.suggest import suggest
from routing.suggestion_schemas import SuggestionOut
from routing.training.train import Options, Trained
from routing.training.train import train as fit
from tests.routing.city import AT, state
from tests.routing.samples import samples
from tests.routing.test_api import Door, door

__all__ = ["door"]
TEXTS = (
    "",
    "😀",
    "祖庙街道东方广场旁边的垃圾桶满了没人清运，电话13812345678",
    "仓库起火，有人被困",
    "我在法院打官司，举报无证经营的烧烤店，请保密",
    "昨晚11点水果摊占道摆摊",
)


@pytest.fixture(scope="module")
def trained() -> Trained:
    return fit(samples(), Options())


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("learned", [True, False])
def test_a_suggestion_passes_its_type_without_losing_a_member(
    trained: Trained, text: str, learned: bool
) -> None:
    model = LoadedModel(ModelStatus.LOADED, trained.classifier, {})
    rules = RuleSet(read_rules(yaml.safe_load(read("rules.yaml"))))
    snapshot = state(rules=rules, model=model) if learned else state(rules=rules)
    told = suggest(snapshot, text, channel="VOICE", place_hint="", at=AT).to_json()
    assert SuggestionOut.model_validate(told).model_dump(mode="json") == told


def test_a_model_card_passes_its_type_without_losing_a_member(trained: Trained) -> None:
    stored = orjson.loads(orjson.dumps(trained.card))
    shown = ModelCardOut.model_validate(stored).model_dump(mode="json", exclude_unset=True)
    assert shown == stored


def test_what_a_later_training_adds_to_the_card_is_passed_on(trained: Trained) -> None:
    later = {**trained.card, "weather": "rain"}
    assert ModelCardOut.model_validate(later).model_dump()["weather"] == "rain"


async def test_the_model_report_shows_the_card_of_the_model_in_use(
    door: Door, trained: Trained
) -> None:
    holder = door.app.state.routing
    model = LoadedModel(ModelStatus.LOADED, trained.classifier, trained.card)
    holder.state = replace(holder.state, model=model)
    found = await door.get("/api/routing/model")
    assert (found["status"], found["label"]) == ("LOADED", "已加载")
    assert found["card"]["heads"]["category"]["top1"] == trained.card["heads"]["category"]["top1"]
    assert found["version"] == found["card"]["version"] == trained.classifier.version


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("post", "/api/routing/suggest", "SuggestionOut"),
        ("get", "/api/routing/model", "ModelOut"),
        ("post", "/api/routing/rules/test", "BenchOut"),
        ("get", "/api/catalogue/explain", "ExplainOut"),
    ],
)
def test_the_answer_is_described_to_the_last_member(
    door: Door, method: str, path: str, name: str
) -> None:
    document = door.app.openapi()
    answer = document["paths"][path][method]["responses"]["200"]
    shape = answer["content"]["application/json"]["schema"]
    assert shape == {"$ref": f"#/components/schemas/{name}"}
    shapes = document["components"]["schemas"]
    reached = _reached(shapes, name)
    told = [
        f"{one}.{member}"
        for one in reached
        for member, described in shapes[one].get("properties", {}).items()
        if "description" not in described and "$ref" not in described
    ]
    assert told == []
    assert any("examples" in m for one in reached for m in shapes[one]["properties"].values())


def _reached(shapes: dict[str, Any], name: str) -> set[str]:
    found, todo = set(), [name]
    while todo:
        one = todo.pop()
        if one not in found and "properties" in shapes[one]:
            found.add(one)
            text = str(shapes[one])
            todo += [other for other in shapes if f"/{other}'" in text]
    return found


async def test_the_bench_says_each_rule_in_both_languages(door: Door) -> None:
    bench = await door.post("/api/routing/rules/test", {"texts": ["仓库起火"]})
    ((rule,),) = [row["rules"] for row in bench["rows"]]
    assert rule["rule"] == "fire"
    assert rule["label"]
    assert rule["label_en"].isascii()
    assert (rule["kind_label"], rule["severity_label"]) == ("危及生命安全", "紧急")
    assert bench["rows"][0]["text"][rule["start"] : rule["end"]] == "起火"


@pytest.mark.parametrize("module", [intake, drafting])
def test_the_intake_works_without_the_types_of_the_interface(module: ModuleType) -> None:
    """They cost time: P3 counts every request that comes in."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    named = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {"routing.suggest", "routing.suggestion"} & named
    assert "routing.suggestion_schemas" not in named
