"""A city judges its search and its refusals with one command, and gets a page of the worst questions."""

import json
from pathlib import Path

from tests.support.commands import Run

UNITS = "code,name,short_name,kind,level,parent_code\nFS,某市政府,市政府,CITY_GOVERNMENT,2,\n"
CATALOGUE = "code,name,unit_code,materials,version\nA-1,居民身份证遗失补领,FS,户口簿,1\nA-2,养犬登记,FS,犬只照片,1\n"
QUESTIONS = (
    {"query": "居民身份证遗失补领", "relevant": ["A-1"]},
    {"query": "养犬登记", "relevant": ["A-2"], "variant": "短语"},
    {"query": "今晚英超谁赢", "relevant": []},
    {"query": "谢谢", "refuse": True},
)


def city(run: Run, folder: Path) -> str:
    for name, text in (("units.csv", UNITS), ("items.csv", CATALOGUE)):
        (folder / name).write_text(text, "utf-8")
    assert run("import", "units", str(folder / "units.csv")).exit_code == 0
    assert run("knowledge", "import-items", str(folder / "items.csv")).exit_code == 0
    assert run("knowledge", "rebuild").exit_code == 0
    file = folder / "questions.jsonl"
    file.write_text("\n".join(json.dumps(q, ensure_ascii=False) for q in QUESTIONS), "utf-8")
    return str(file)


def test_refusals_are_judged_beside_what_was_found(run: Run, migrated: Path) -> None:
    file, html = city(run, migrated), migrated / "report.html"
    done = run("knowledge", "evaluate", file, "--html", str(html))
    assert done.exit_code == 0, done.output
    whole = next(line for line in done.output.splitlines() if "全部" in line)
    cells = [cell.strip() for cell in whole.split("│")[1:-1]]
    assert cells[:6] == ["全部", "4", "1.0", "1.0", "1.0", "1.0"]
    assert cells[8:11] == ["1.0", "1.0", "1.0"]
    shown = html.read_text("utf-8")
    assert "拒答召回率" in shown
    assert "最差的问题" in shown


def test_a_question_answered_that_a_person_should_answer_is_named(run: Run, migrated: Path) -> None:
    file, html = city(run, migrated), migrated / "report.html"
    Path(file).write_text('{"query": "养犬登记", "refuse": true}', "utf-8")
    done = run("knowledge", "evaluate", file, "--html", str(html))
    assert done.exit_code == 0, done.output
    assert "<td>养犬登记</td><td>养犬登记</td>" in html.read_text("utf-8")


def test_a_file_that_cannot_be_read_is_named_in_words(run: Run, migrated: Path) -> None:
    done = run("knowledge", "evaluate", str(migrated / "missing.jsonl"))
    assert done.exit_code != 0
    assert "须为 UTF-8 文本" in done.output


def test_a_label_that_names_no_document_is_told_with_its_line(run: Run, migrated: Path) -> None:
    file = city(run, migrated)
    wrong = {"query": "宠物狗上牌", "relevant": ["A-2", "A-9"]}
    with Path(file).open("a", encoding="utf-8") as more:
        more.write("\n\n" + json.dumps(wrong, ensure_ascii=False))
    done = run("knowledge", "evaluate", file)
    assert done.exit_code == 0, done.output
    told = [line for line in done.output.splitlines() if "检索里没有" in line]
    assert told == ["第 6 行“宠物狗上牌”：检索里没有 A-9 · no such document"]
    assert "1 个问题共有 1 个编号对不上" in done.output


def test_the_lines_of_a_bad_file_are_named(run: Run, migrated: Path) -> None:
    file = migrated / "questions.jsonl"
    file.write_text('{"query": "养犬登记", "refuse": true}\nnot json\n{"query": ""}\n', "utf-8")
    done = run("knowledge", "evaluate", str(file))
    assert done.exit_code != 0
    assert "2 行有误" in done.output
    assert "第 2 行：不是有效的 JSON" in done.output
    assert "第 3 行：query 不能为空" in done.output
