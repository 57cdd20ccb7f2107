"""Rules, wording and lists over HTTP (规则与用词接口): versions, files, approval, test bench."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Response, UploadFile

from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath, Prose
from hotline.kit.sheets import SheetFormat
from hotline.kit.transfer import file_answer, received
from routing import queries
from routing.api import RoutingDep
from routing.commands import try_rules
from routing.errors import PolicyUnknown
from routing.models import PolicyName
from routing.rules import policies
from routing.rules.files import PolicyFormat, canonical, write_policy
from routing.rules.ruleset import Alarm
from routing.rules.transfer import PolicyFile, import_policy
from routing.schemas import (
    BenchIn,
    BenchOut,
    BenchRowOut,
    BenchRuleOut,
    PolicyDetailOut,
    PolicyImportOut,
    PolicyIn,
    PolicyOut,
    RuleErrorOut,
)

router = APIRouter(prefix="/api/routing", tags=["routing 分类与派单建议"])
Proposer = Annotated[Actor, Depends(require("policy.propose"))]
Approver = Annotated[Actor, Depends(require("policy.approve"))]


@router.get("/policies/{name}", summary="规则或用词对照的版本")
async def list_policies(
    name: PolicyName, session: ReadSession, _actor: Proposer
) -> list[PolicyOut]:
    """List the versions, newest first."""
    return [PolicyOut.model_validate(p) for p in await queries.list_policies(session, name)]


@router.post("/policies/{name}", status_code=201, summary="提出新版规则或用词对照（待他人批准）")
async def propose_policy(
    name: PolicyName, body: PolicyIn, session: WriteSession, actor: Proposer
) -> PolicyOut:
    """Store a proposed version; it changes nothing before another person approves it."""
    policy = await policies.propose_policy(
        session, name=name, content=body.content, note=body.note, actor=actor
    )
    return PolicyOut.model_validate(policy)


Sheet = Annotated[UploadFile, File(description="CSV（UTF-8 或 GBK）或 XLSX")]
Format = Annotated[SheetFormat, Query(alias="format")]


@router.get("/policies/{name}/export", summary="导出现行规则、用词对照或必转清单")
async def export_policy(
    name: PolicyName,
    session: WriteSession,
    actor: Proposer,
    kind: Annotated[PolicyFormat, Query(alias="format")] = "json",
) -> Response:
    """Return the version in force as a file that can be imported again; the export is audited."""
    policy = await queries.find_policy(session, name)
    content = policies.empty(name) if policy is None else policy.content
    rows = len(canonical(name, content))
    number = 0 if policy is None else policy.number
    told = {"format": kind, "number": number}
    export = Export(f"routing_policy.{name.value}", rows, masked=False, filters=told)
    await record_export(session, actor, export)
    named = f"{name.value.lower().replace('_', '-')}-v{number}"
    return file_answer(kind, named, write_policy(name, content, kind))


@router.post(
    "/policies/{name}/import", summary="导入规则、用词对照或必转清单（待他人批准，可试运行）"
)
async def import_policy_file(
    name: PolicyName,
    session: WriteSession,
    actor: Proposer,
    file: Annotated[UploadFile, File(description="JSON、CSV（UTF-8 或 GBK）或 XLSX")],
    note: Annotated[Prose, Form(min_length=1, max_length=300)] = "文件导入",
    *,
    dry_run: Annotated[bool, Form()] = True,
) -> PolicyImportOut:
    """Report what the file changes in the version in force; with ``dry_run=false`` propose it."""
    wanted = PolicyFile(name, await received(file), note, dry_run)
    report = await import_policy(session, wanted, actor=actor)
    return PolicyImportOut.model_validate(report)


@router.get("/policies/{name}/{policy_id}", summary="一个版本的内容")
async def get_policy(
    name: PolicyName, policy_id: IdPath, session: ReadSession, _actor: Proposer
) -> PolicyDetailOut:
    """Return a version with its content."""
    policy = await queries.get_policy(session, policy_id)
    if policy.name != name.value:
        raise PolicyUnknown
    return PolicyDetailOut.model_validate(policy)


@router.post("/policies/{policy_id}/approve", summary="批准新版本（批准人不得是提出人）")
async def approve_policy(policy_id: IdPath, session: WriteSession, actor: Approver) -> PolicyOut:
    """Put a proposed version in force."""
    policy = await policies.approve_policy(session, policy_id=policy_id, actor=actor)
    return PolicyOut.model_validate(policy)


@router.post("/policies/{policy_id}/reject", summary="不批准或撤回新版本")
async def reject_policy(policy_id: IdPath, session: WriteSession, actor: Proposer) -> PolicyOut:
    """Refuse a proposed version."""
    policy = await policies.reject_policy(session, policy_id=policy_id, actor=actor)
    return PolicyOut.model_validate(policy)


@router.post("/rules/test", summary="规则试验台")
async def run_rules(
    body: BenchIn, session: ReadSession, _actor: Proposer, holder: RoutingDep
) -> BenchOut:
    """Try rules on texts; without ``content`` the rules in force are tried. The ear is the one in force."""
    content: Any = body.content
    if content is None:
        policy = await queries.find_policy(session, PolicyName.RULES)
        content = policy.content if policy else []
    rows, errors = try_rules(content, body.texts, holder.state.rules.ear)
    return BenchOut(
        rows=[BenchRowOut(text=row.text, rules=[_heard(a) for a in row.alarms]) for row in rows],
        errors=[RuleErrorOut.model_validate(error) for error in errors],
    )


def _heard(alarm: Alarm) -> BenchRuleOut:
    rule = alarm.rule
    return BenchRuleOut(
        rule=rule.id,
        label=rule.reason_zh,
        label_en=rule.reason_en,
        kind=rule.kind,
        kind_label=rule.kind.label,
        severity=rule.severity,
        severity_label=rule.severity.label,
        start=alarm.start,
        end=alarm.end,
    )
