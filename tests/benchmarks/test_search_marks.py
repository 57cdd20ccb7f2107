"""The search benchmarks run on a small size and on a catalogue of one's own, and skip loudly without one."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks import p4_search, q3_items, q4_questions, searched
from tests.support import elastic_server
from tests.support.once import common_folder

ITEMS = [
    {"编码": "A-1", "事项名称": "居民身份证首次申领", "部门": "公安局", "外部编号": "7"},
    {"编码": "A-2", "事项名称": "居住证签注", "部门": "公安局", "外部编号": "8"},
    {"编码": "A-3", "事项名称": "律师事务所设立许可", "部门": "司法局", "外部编号": "9"},
]
ASKED = [
    {"query": "身份证申领", "relevant": ["7"]},
    {"query": "律所", "relevant": [9]},
    {"query": "居住证", "relevant": ["8"]},
]


@pytest.fixture(scope="session")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where a search server is installed, programs ask that of this run: starting one takes half a minute.

    It is held to the end of the session, or else the next file that needs one would start it again.
    """
    folder = common_folder(tmp_path_factory)
    with ExitStack() as held, pytest.MonkeyPatch.context() as patch:
        if elastic_server.installed():
            held.enter_context(elastic_server.shared(folder))
            patch.setattr(searched, "servers", folder)
        yield


def test_searching_is_compared_with_two_engines_of_others() -> None:
    told = p4_search.run(tiny=True)
    assert told["entries"] == 1_000
    for kind in ("questions", "requests"):
        ours, others = told[kind]["ours"]["p50_ms"], told[kind]["rank_bm25"]["p50_ms"]
        assert ours > 0
        assert told[kind]["times_rank_bm25"] == pytest.approx(others / ours, abs=0.1)


@pytest.mark.usefixtures("one_server")
def test_another_citys_catalogue_is_judged_by_the_same_command(tmp_path: Path) -> None:
    items, questions = tmp_path / "items.jsonl", tmp_path / "questions.jsonl"
    items.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ITEMS), "utf-8")
    questions.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ASKED), "utf-8")
    mapping = ("code=编码", "name=事项名称", "department=部门", "external_ref=外部编号")
    told = q3_items.run(items=items, questions=questions, mapping=mapping)
    assert told["imported"] == {"added": 3, "refused": 0}
    assert told["ours"]["ndcg_10"] == told["ours"]["hit_1"] == 1.0
    assert told["hard"] == 2  # 律所 and 身份证申领 stand in no name
    assert set(told["noise"]) == {"homophones", "traditional", "cantonese", "pinyin"}


def test_without_the_files_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "skipped" in q3_items.run(items=tmp_path / "no.jsonl")
    assert "SKIPPED" in capsys.readouterr().err


@pytest.mark.usefixtures("seeded_before", "one_server")
def test_questions_are_asked_of_the_demonstration_and_of_the_baselines() -> None:
    told = q4_questions.run(tiny=True)
    assert told["ours"]["questions"] == told["bm25_words"]["questions"] > 20
    assert told["ours"]["mrr_10"] > 0.5
    assert set(told["times_bm25_words"]) == {"mrr_10", "recall_10"}
    assert set(told["noise"]) == {"homophones", "traditional", "cantonese", "pinyin"}
    assert "skipped" in told["elasticsearch"] or told["elasticsearch"]["questions"] > 20
