"""`hotline train` reads what it is told to, says what it found, and refuses in plain words."""

import asyncio
from pathlib import Path

import pytest
import typer

from hotline import worker
from hotline.bootstrap import Hotline
from hotline.cli.learning import model_folder
from hotline.cli.learning_source import Source, confirmed_source, labels_of, own_source
from hotline.cli.running import opened
from hotline.settings import Settings
from routing.classify import modelfile
from routing.errors import NothingToLearn
from routing.settings import RoutingSettings
from routing.training import commands as learning
from routing.training.data import Cleaning
from routing.training.files import Columns
from tests.routing.samples import samples
from tests.support.commands import Run


def test_labels_are_named_columns_with_levels() -> None:
    assert labels_of([])["unit"] == ("unit",)
    assert labels_of(["部门=unit", "一级, 二级=category"]) == {
        "unit": ("部门",),
        "category": ("一级", "二级"),
    }
    assert labels_of(["主题"]) == {"主题": ("主题",)}
    assert labels_of(["一级,二级"]) == {"二级": ("一级", "二级")}


@pytest.mark.parametrize("wrong", [["=unit"], ["a,=unit"], [""], ["a=x", "b=x"]])
def test_a_label_that_says_nothing_is_refused(wrong: list[str]) -> None:
    with pytest.raises(typer.BadParameter):
        labels_of(wrong)


async def test_a_file_is_gathered_and_its_faults_are_told(tmp_path: Path) -> None:
    path = tmp_path / "工单.csv"
    path.write_bytes("内容,单位\n垃圾,城管\n油烟,环保\n坏,了,行\n".encode("gbk"))
    source = Source.of_file(path, Columns("内容", {"unit": ("单位",)}))
    data = await source.gathered(Cleaning(source.heads), lambda _rows: None)
    assert data.texts == ("垃圾", "油烟")
    assert source.told == "工单.csv"
    assert source.notes()[0] == "读取 3 行（gb18030）"
    assert "列数多于表头" in source.notes()[1]


async def test_a_wrong_file_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("内容,单位\n垃圾,城管\n", encoding="utf-8")
    source = Source.of_file(path, Columns("内容", {"unit": ("单位",)}))
    with pytest.raises(NothingToLearn) as refused:
        await source.gathered(Cleaning(source.heads), lambda _rows: None)
    assert "只有“城管”一类" in refused.value.detail_zh


def labelled(folder: Path) -> Path:
    """A small export in the encoding of a Chinese spreadsheet, with one row too long."""
    path = folder / "导出.csv"
    rows = [
        f"{start}{text},{unit},2026-0{month}-0{day}"
        for month, start in enumerate(("你好，", "反映：", "唉，"), start=1)
        for day, (text, unit) in enumerate(
            (
                ("垃圾桶满了没人清运", "城管"),
                ("楼下油烟很大", "环保"),
                ("小贩占道经营", "城管"),
                ("餐馆油烟直排", "环保"),
            ),
            start=1,
        )
    ]
    text = "\n".join(["内容,单位,日期", *(row.replace("，", "") for row in rows), "多,了,一,列"])
    path.write_bytes(text.encode("gbk"))
    return path


def test_a_file_is_learned_reported_promoted_and_taken_back(run: Run, migrated: Path) -> None:
    file = str(labelled(migrated))
    words = ("train", file, "--text", "内容", "--label", "单位=unit", "--time", "日期")
    first = run(*words)
    assert first.exit_code == 0, first.output
    assert "读取 13 行（gb18030）" in first.output
    assert "1 行的列数多于表头" in first.output
    assert "承办单位有 2 个名称对不上编码" in first.output
    assert "已启用模型" in first.output
    assert len(list((migrated / "models" / "reports").glob("*/report.html"))) == 1
    assert "留出样本上的成绩：" in first.output
    again = run(*words)
    assert "未变化" in again.output
    kept = run(*words, "--force", "--no-promote", "--report", str(migrated / "报告"))
    assert "按要求未启用" in kept.output
    assert len(list((migrated / "报告").glob("*/report.json"))) == 1
    anew = run(*words, "--force")
    assert anew.exit_code == 0
    assert "旧模型如果学过这些文本，这里会偏高" in anew.output
    assert "已恢复上一个模型" in run("train", "--roll-back").output
    none = run("train", "--roll-back")
    assert none.exit_code == 1
    assert "没有可恢复的模型" in none.output


def test_names_are_read_by_the_table_that_comes_with_the_file(run: Run, migrated: Path) -> None:
    words = ("train", str(labelled(migrated)), "--text", "内容", "--label", "单位=kind")
    looked = run(*words, "--dry-run")
    assert looked.exit_code == 0, looked.output
    assert "诉求类型有 2 个名称对不上编码" in looked.output
    assert "没有训练" in looked.output
    assert not list((migrated / "models").glob("*.model"))
    table = migrated / "models" / "reports" / "names-to-fill.csv"
    told = table.read_text("utf-8-sig").splitlines()
    assert told[0] == "name,code,question,rows"
    assert {line.split(",")[0] for line in told[1:]} == {"城管", "环保"}
    codes = {"城管": "COMPLAINT", "环保": "HELP"}
    filled = [line.replace(",,", f",{codes[line.split(',')[0]]},") for line in told[1:]]
    table.write_text("\n".join([told[0], *filled]), encoding="utf-8")
    read = run(*words, "--names", str(table), "--force")
    assert read.exit_code == 0, read.output
    assert "对不上编码" not in read.output
    assert run(*words, "--names", "没有.csv").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--text", "正文", "--label", "单位=unit"), "没有名为“正文”的文本列；文件中的列有"),
        (("--text", "内容", "--label", "部门=unit"), "没有名为“部门”的标签列"),
        (("--text", "内容"), "标签列"),
        (("--text", "内容", "--label", "内容=unit", "--compare", "absent.model"), "absent.model"),
    ],
)
def test_a_wrong_request_is_refused_in_plain_words(
    run: Run, migrated: Path, words: tuple[str, ...], said: str
) -> None:
    refused = run("train", str(labelled(migrated)), *words)
    assert refused.exit_code == 1
    assert said in refused.output


def test_an_absent_file_is_refused(run: Run, migrated: Path) -> None:
    refused = run("train", "没有.csv")
    assert refused.exit_code == 2
    assert "找不到文件" in refused.output


async def test_a_young_house_learns_from_the_seed_texts(migrated: Path) -> None:
    async with opened(Settings(data_dir=migrated)) as hotline:
        source = await own_source(hotline)
        assert source.told.startswith("自带样例（本系统经人确认的工单只有 0 件")
        data = await source.gathered(Cleaning(source.heads), lambda _rows: None)
        assert len(data.texts) > 300
        own = confirmed_source(hotline, 0)
        assert own.heads == ("kind", "category", "unit")
        with pytest.raises(NothingToLearn):
            await own.gathered(Cleaning(own.heads), lambda _rows: None)


async def _told(hotline: Hotline, status: str) -> str | None:
    """Wait until the health page says so; returns the model's version."""
    for _ in range(3_000):
        said = hotline.routing.health()
        if said["status"] == status:
            return said["version"]
        await asyncio.sleep(0.02)
    pytest.fail(f"the model is still {hotline.routing.health()['status']}, not {status}")


async def test_a_running_server_takes_up_every_change_of_the_model_file(migrated: Path) -> None:
    routing = RoutingSettings(refresh_seconds=0.05)
    async with opened(Settings(data_dir=migrated, routing=routing)) as hotline:
        await hotline.start()
        stop = asyncio.Event()
        loop = asyncio.create_task(worker.listen(hotline, stop))
        try:
            assert await _told(hotline, "MISSING") is None
            plan = learning.TrainPlan(
                model_folder(hotline.settings), hotline.settings.vault.signing_bytes(), force=True
            )
            first = await asyncio.to_thread(learning.train, samples(), plan)
            assert await _told(hotline, "LOADED") == first.card["version"]
            current = plan.folder / modelfile.CURRENT
            sound = current.read_bytes()
            modelfile.write(current, sound[:-9])
            assert await _told(hotline, "TAMPERED") is None
            modelfile.write(current, sound.replace(b"CLASSIFIER 2", b"CLASSIFIER 1", 1))
            assert await _told(hotline, "OTHER_FORMAT") is None
            modelfile.write(current, sound)
            assert await _told(hotline, "LOADED") == first.card["version"]
            current.unlink()
            assert await _told(hotline, "MISSING") is None
        finally:
            stop.set()
            await asyncio.wait_for(loop, 60)
