"""Rules, wording and must-route list go out and come in as files; a file only ever proposes."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.rulebooks import OwnProposal
from hotline.kit.sheets import SheetUnreadable
from routing import queries
from routing.commands import try_rules
from routing.errors import ContentInvalid
from routing.models import PolicyName
from routing.rules import policies
from routing.rules.files import PolicyFormat, canonical, read_policy, write_policy
from routing.rules.transfer import PolicyFile, PolicyReport, import_policy
from tests.conftest import BACKENDS
from tests.routing.city import RULES, staff

TRICKY = {
    "id": "-odd",
    "kind": "other",
    "severity": "notice",
    "patterns": "[跳坠]楼",
    "unless": ["=1+1", "@here"],
    "reason_zh": "=cmd",
    "reason_en": "+odd",
}
CONTENT: dict[PolicyName, Any] = {
    PolicyName.RULES: [*RULES, TRICKY],
    PolicyName.WORDING: {"冇人理": "无人处理", "嘅": "的", "啫": ""},
    PolicyName.MUST_ROUTE: [
        {"label": "燃气泄漏", "unit_code": "FS-CG", "reason": "=危险"},
        {"label": "消费", "unit_code": "FS-HB", "reason": "法定"},
    ],
    PolicyName.AUTOMATIC: [
        {"category_code": "0101", "kinds": ["HELP", "CONSULT"], "reason": "=目录清楚"},
        {"category_code": "030101", "kinds": ["CONSULT"], "reason": "=咨询"},
    ],
    PolicyName.DANGERS: [
        {"text": "仓库那边烧起来了，有人没出来", "expected": "EMERGENCY"},
        {"text": "=烧烤档的烟好大", "expected": "-"},
    ],
}
FORMS: tuple[PolicyFormat, ...] = ("json", "csv", "xlsx")
both = pytest.mark.parametrize("name", list(PolicyName))
in_any_form = pytest.mark.parametrize("kind", FORMS)


async def take(
    session: AsyncSession, name: PolicyName, raw: bytes, *, dry_run: bool = False, by: Any = None
) -> PolicyReport:
    wanted = PolicyFile(name, raw, "从文件导入", dry_run)
    return await import_policy(session, wanted, actor=by or staff())


async def in_force(session: AsyncSession, name: PolicyName, raw: bytes) -> None:
    """Bring a file into force; the range of automatic dispatch needs a person even from the system."""
    policy = (await take(session, name, raw, by=SYSTEM)).policy
    assert policy is not None
    if name is PolicyName.AUTOMATIC:
        assert policy.state == "PROPOSED"
        await policies.approve_policy(session, policy_id=policy.id, actor=staff())


async def stored(session: AsyncSession, name: PolicyName, kind: PolicyFormat) -> bytes:
    found = await queries.find_policy(session, name)
    assert found is not None
    return write_policy(name, found.content, kind)


@both
@in_any_form
async def test_what_goes_out_and_into_another_database_comes_out_with_the_same_bytes(
    database: Database, name: PolicyName, kind: PolicyFormat
) -> None:
    raw = write_policy(name, CONTENT[name], kind)
    async with database.write() as session:
        await in_force(session, name, raw)
    async with database.read() as session:
        for form in FORMS:
            assert await stored(session, name, form) == write_policy(name, CONTENT[name], form)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_json_and_csv_are_read_in_the_usual_encodings(encoding: str) -> None:
    for kind in ("json", "csv"):
        text = write_policy(PolicyName.RULES, CONTENT[PolicyName.RULES], kind).decode("utf-8-sig")
        entries, refusals = read_policy(PolicyName.RULES, text.encode(encoding))
        assert entries == canonical(PolicyName.RULES, CONTENT[PolicyName.RULES])
        assert refusals == []


def test_no_cell_of_the_table_is_a_formula() -> None:
    text = write_policy(PolicyName.RULES, [TRICKY], "csv").decode("utf-8-sig")
    assert "'-odd" in text
    assert "'=cmd" in text
    assert "'+odd" in text
    assert '"\'=1+1\n@here"' in text


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_an_import_waits_for_the_second_person_and_a_repeat_proposes_nothing(
    session: AsyncSession,
) -> None:
    author, other = staff(), staff()
    raw = write_policy(PolicyName.RULES, RULES, "csv")
    first = await take(session, PolicyName.RULES, raw, by=author)
    assert first.policy is not None
    assert (first.added, first.policy.state) == (["fire", "hide", "court"], "PROPOSED")
    assert await queries.find_policy(session, PolicyName.RULES) is None
    again = await take(session, PolicyName.RULES, raw, by=other)
    assert again.policy is first.policy
    with pytest.raises(OwnProposal):
        await policies.approve_policy(session, policy_id=first.policy.id, actor=author)
    await policies.approve_policy(session, policy_id=first.policy.id, actor=other)
    settled = await take(session, PolicyName.RULES, raw, by=author)
    assert (settled.policy, settled.changes) == (None, False)
    assert len(await queries.list_policies(session, PolicyName.RULES)) == 1


async def test_the_test_bench_tries_what_the_file_holds(session: AsyncSession) -> None:
    raw = write_policy(PolicyName.RULES, [TRICKY], "csv")
    report = await take(session, PolicyName.RULES, raw)
    assert report.policy is not None
    (row,), errors = try_rules(report.policy.content, ["有人要跳楼"])
    assert errors == []
    assert [alarm.rule.id for alarm in row.alarms] == ["-odd"]


async def test_a_dry_run_tells_what_is_added_changed_and_removed(session: AsyncSession) -> None:
    await take(session, PolicyName.RULES, write_policy(PolicyName.RULES, RULES, "json"), by=SYSTEM)
    changed = [{**RULES[0], "line": "110"}, RULES[1], TRICKY]
    raw = write_policy(PolicyName.RULES, changed, "json")
    report = await take(session, PolicyName.RULES, raw, dry_run=True)
    assert (report.added, report.changed) == (["-odd"], ["fire"])
    assert (report.unchanged, report.removed) == (["hide"], ["court"])
    assert len(await queries.list_policies(session, PolicyName.RULES)) == 1


async def test_another_order_of_rules_is_a_change(session: AsyncSession) -> None:
    await take(session, PolicyName.RULES, write_policy(PolicyName.RULES, RULES, "json"), by=SYSTEM)
    turned = write_policy(PolicyName.RULES, RULES[::-1], "json")
    report = await take(session, PolicyName.RULES, turned)
    assert report.changed
    assert report.policy is not None


def without(column: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda rule: {k: v for k, v in rule.items() if k != column}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({**RULES[0], "id": "x", "patterns": ["("]}, "不是有效的正则"),
        ({**RULES[0], "id": "x", "kind": "FOO"}, "FOO"),
        ({**RULES[0], "id": "x", "colour": "red"}, "colour"),
        (without("reason_zh")({**RULES[0], "id": "x"}), "缺少 reason_zh"),
        (RULES[0], "与第 1 行重复"),
        ("规则", "应为键值对"),
    ],
)
async def test_a_wrong_rule_is_refused_with_its_number_and_nothing_is_proposed(
    session: AsyncSession, wrong: Any, reason: str
) -> None:
    raw = orjson.dumps([*RULES, wrong])
    report = await take(session, PolicyName.RULES, raw, dry_run=True)
    (refusal,) = report.refused
    assert refusal.row == 4
    assert reason in refusal.reason
    with pytest.raises(ContentInvalid) as refused:
        await take(session, PolicyName.RULES, raw)
    assert refused.value.extra["errors"][0]["line"] == 4
    assert await queries.list_policies(session, PolicyName.RULES) == []


def test_rows_of_a_table_are_numbered_as_a_spreadsheet_shows_them() -> None:
    raw = '"cantonese",standard\n\n"冇",没有\n' + "长" * 21 + ",x\n冇,无\n坏\x01,y\n"
    entries, refusals = read_policy(PolicyName.WORDING, raw.encode())
    assert entries == [{"cantonese": "冇", "standard": "没有"}]
    assert [refusal.row for refusal in refusals] == [4, 5, 6]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        (PolicyName.RULES, b"{}"),
        (PolicyName.RULES, b"[1"),
        (PolicyName.RULES, b""),
        (PolicyName.RULES, b"id,kind\nx,OTHER\n"),
        (PolicyName.WORDING, b"[]"),
        (PolicyName.WORDING, b"cantonese,standard,more\na,b,c\n"),
        (PolicyName.MUST_ROUTE, b"label\nx\n"),
    ],
)
async def test_a_file_of_something_else_is_refused(
    session: AsyncSession, name: PolicyName, raw: bytes
) -> None:
    with pytest.raises(SheetUnreadable):
        await take(session, name, raw)


async def test_a_sentence_is_a_danger_or_none(session: AsyncSession) -> None:
    raw = "text,expected\n仓库着火了,EMERGENCY\n灯不亮,-\n电梯关住人,也许\n".encode()
    report = await take(session, PolicyName.DANGERS, raw, dry_run=True)
    assert report.added == ["仓库着火了"]
    assert [(refused.row, refused.key) for refused in report.refused] == [
        (3, "灯不亮"),
        (4, "电梯关住人"),
    ]


async def test_an_entry_without_a_unit_is_refused(session: AsyncSession) -> None:
    raw = "label,unit_code,reason\n消费,,法定\n".encode("gb18030")
    report = await take(session, PolicyName.MUST_ROUTE, raw, dry_run=True)
    assert [(r.row, r.key, r.reason) for r in report.refused] == [(2, "消费", "缺少 unit_code")]
