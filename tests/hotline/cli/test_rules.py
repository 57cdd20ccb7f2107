"""Rules and place names from the command line."""

from pathlib import Path

from tests.support.commands import Run

RULES = """
- id: fire
  kind: DANGER_TO_LIFE
  severity: EMERGENCY
  patterns: ['起火']
  reason_zh: 火情
  reason_en: fire
  line: "119"
"""
PLACES = (
    "name,kind,district_code,town_code,aliases,code\n"
    "禅城区,DISTRICT,440604,,,440604\n"
    "祖庙街道,TOWN,440604,440604012,,440604012\n"
    "东方广场,MARKET,440604,440604012,东广,\n"
)


def test_labelled_sentences_print_a_confusion_and_fail_on_a_miss(run: Run, tmp_path: Path) -> None:
    rules, cases = tmp_path / "rules.yaml", tmp_path / "cases.tsv"
    rules.write_text(RULES, encoding="utf-8")
    cases.write_text("EMERGENCY\t仓库起火\n-\t路灯不亮\n", encoding="utf-8")
    done = run("rules", "test", str(cases), "--rules", str(rules))
    assert done.exit_code == 0, done.output
    assert "混淆表" in done.output
    assert "误报率 0.000" in done.output
    cases.write_text("EMERGENCY\t厨房冒烟\n-\t起火价的手机\n", encoding="utf-8")
    done = run("rules", "test", str(cases), "--rules", str(rules))
    assert done.exit_code == 1
    assert "厨房冒烟" in done.output
    assert "起火价的手机" in done.output


def test_sentences_without_a_label_are_listed_with_the_rules_in_force(
    run: Run, migrated: Path
) -> None:
    cases = migrated / "cases.txt"
    cases.write_text("仓库起火\n", encoding="utf-8")
    done = run("rules", "test", str(cases))
    assert done.exit_code == 0, done.output
    assert "仓库起火" in done.output


def test_a_missing_or_broken_file_is_told(run: Run, migrated: Path) -> None:
    assert "找不到文件" in run("rules", "test", str(migrated / "absent.txt")).output
    cases, rules = migrated / "cases.txt", migrated / "rules.yaml"
    cases.write_text('{"text": }\n', encoding="utf-8")
    rules.write_text("- id: x\n", encoding="utf-8")
    assert "第 1 行" in run("rules", "test", str(cases)).output
    cases.write_text("路灯\n", encoding="utf-8")
    assert "缺少" in run("rules", "test", str(cases), "--rules", str(rules)).output


def test_place_names_go_in_and_out_and_are_found(run: Run, migrated: Path) -> None:
    names, out = migrated / "names.csv", migrated / "out.csv"
    names.write_text(PLACES, encoding="utf-8")
    assert "新增 3" in run("places", "import", str(names), "--dry-run").output
    assert "新增 3" in run("places", "import", str(names)).output
    assert "未变 3" in run("places", "import", str(names)).output
    done = run("places", "export", str(out))
    assert done.exit_code == 0, done.output
    assert "东方广场" in out.read_text(encoding="utf-8-sig")
    done = run("places", "locate", "东广门口垃圾没人清")
    assert "祖庙街道" in done.output
    assert "东广" in done.output
    assert "需要追问" in run("places", "locate", "我们村的路坏了").output


def test_a_wrong_row_is_named_and_nothing_is_stored(run: Run, migrated: Path) -> None:
    names = migrated / "names.csv"
    names.write_text(PLACES + "坏行,NOWHERE,440604,,,\n", encoding="utf-8")
    done = run("places", "import", str(names), "--dry-run")
    assert done.exit_code == 1
    assert "NOWHERE" in done.output
    assert run("places", "import", str(names)).exit_code == 1
    assert (
        "新增 3" in run("places", "import", str(names.with_name("names.csv")), "--dry-run").output
    )
