"""Accounts over HTTP (账号管理接口), for the administrator."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import lockout
from hotline.kit.auth import exchange, passwords, queries, service
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.context import AuthContext
from hotline.kit.auth.guard import AuthContextDep, require
from hotline.kit.auth.login import lock_key, lock_rule
from hotline.kit.auth.models import Account
from hotline.kit.auth.schemas import (
    AccountDetail,
    AccountIn,
    AccountOut,
    AccountPatch,
    InitialPasswordOut,
    RoleOut,
    TokenCreated,
    TokenIn,
    TokenOut,
    account_out,
)
from hotline.kit.http.sessions import DatabaseDep, ReadSession, WriteSession
from hotline.kit.inputs import IdField, IdPath, Line
from hotline.kit.masking import mask_phone
from hotline.kit.pagination import MAX_CURSOR, Page, PageQuery
from hotline.kit.transfer import SheetForm, SheetUpload, TransferReportOut, table_answer
from hotline.kit.vault.service import session_ring, unseal_value

Administrator = Annotated[Actor, Depends(require("account.manage"))]
router = APIRouter(prefix="/api/accounts", tags=["accounts 账号"])


class AccountParams(BaseModel):
    """Filters and page of the list of accounts."""

    unit_id: IdField | None = None
    role: Line | None = Field(None, max_length=40)
    active: bool | None = None
    text: Line | None = Field(None, max_length=60, description="登录名或姓名的开头")
    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(None, max_length=MAX_CURSOR)


class AccountReportOut(TransferReportOut):
    """What a table did to whom; each start password is shown here once and must be changed."""

    start_passwords: dict[str, str]


async def _detail(session: AsyncSession, context: AuthContext, account_id: str) -> AccountDetail:
    facts = await queries.get_facts(session, account_id)
    account = await session.get_one(Account, account_id)
    phone = None
    if account.phone_enc is not None:
        phone = mask_phone(await unseal_value(session, service.PHONE_FIELD, account.phone_enc))
    key = lock_key(session_ring(session), account.login)
    return AccountDetail(
        **account_out(context, facts).model_dump(),
        version=account.version,
        phone_masked=phone,
        locked_until=await lockout.locked_until(session, key, lock_rule(context.settings)),
        last_login_at=account.last_login_at,
        created_at=account.created_at,
    )


@router.get("", summary="账号列表")
async def list_accounts(
    _: Administrator,
    session: ReadSession,
    context: AuthContextDep,
    params: Annotated[AccountParams, Query()],
) -> Page[AccountOut]:
    """List accounts, ordered by login."""
    wanted = queries.AccountFilter(params.unit_id, params.role, params.active, params.text)
    page = PageQuery(limit=params.limit, cursor=params.cursor)
    rows, cursor = await queries.list_accounts(session, wanted, page)
    return Page(items=[account_out(context, row) for row in rows], next_cursor=cursor)


@router.get("/roles", summary="可授予的角色")
async def list_roles(_: Administrator, context: AuthContextDep) -> list[RoleOut]:
    """List the roles that an account may hold, with what each may do."""
    book = context.roles
    return [
        RoleOut(name=r, label=book.labels_of([r])[0], permissions=sorted(book.permissions[r]))
        for r in book.assignable()
    ]


@router.post("", status_code=201, summary="新建账号")
async def create_account(
    body: AccountIn, actor: Administrator, database: DatabaseDep, context: AuthContextDep
) -> InitialPasswordOut:
    """Create an account with a random initial password that must be changed at first sign-on."""
    password = passwords.new_initial_password()
    new = service.NewAccount(
        login=body.login,
        name=body.name,
        roles=tuple(body.roles),
        password_hash=await passwords.hash_password(password),
        unit_id=body.unit_id,
        employer=body.employer,
        phone=body.phone,
    )
    async with database.write() as session:
        account = await service.create_account(session, actor, context.roles, new)
        detail = await _detail(session, context, account.id)
    return InitialPasswordOut(account=detail, initial_password=password)


@router.get("/export", summary="导出账号（不含口令和电话）")
async def export_accounts(
    actor: Administrator,
    session: WriteSession,
    form: SheetForm = "csv",
) -> Response:
    """Return every account as a table that can be imported again; the export is audited."""
    return await table_answer(session, await exchange.account_table(session), form, actor=actor)


async def _account_file(
    file: SheetUpload,
    *,
    start_passwords: Annotated[bool, Form(description="为新账号生成初始口令")] = False,
) -> exchange.AccountFile:
    return exchange.AccountFile(file.content, file.dry_run, start_passwords)


@router.post("/import", summary="导入账号（可试运行）")
async def import_accounts(
    actor: Administrator,
    database: DatabaseDep,
    context: AuthContextDep,
    response: Response,
    wanted: Annotated[exchange.AccountFile, Depends(_account_file)],
) -> AccountReportOut:
    """Report what the table changes; with ``dry_run=false`` store it. New accounts have no password."""
    report = await exchange.import_accounts(database, wanted, actor=actor, roles=context.roles)
    response.headers["Cache-Control"] = "no-store"
    return AccountReportOut.model_validate(report)


@router.get("/{account_id}", summary="账号详情")
async def get_account(
    account_id: IdPath, _: Administrator, session: ReadSession, context: AuthContextDep
) -> AccountDetail:
    """Show one account."""
    return await _detail(session, context, account_id)


@router.patch("/{account_id}", summary="修改账号")
async def change_account(
    account_id: IdPath,
    body: AccountPatch,
    actor: Administrator,
    session: WriteSession,
    context: AuthContextDep,
) -> AccountDetail:
    """Change an account; switching it off signs all its sessions out."""
    await service.change_account(session, actor, context.roles, account_id, body.changes())
    return await _detail(session, context, account_id)


@router.post("/{account_id}/reset-password", summary="重置口令")
async def reset_password(
    account_id: IdPath, actor: Administrator, database: DatabaseDep, context: AuthContextDep
) -> InitialPasswordOut:
    """Set a random initial password, lift a lock and sign all sessions out."""
    password = passwords.new_initial_password()
    hashed = await passwords.hash_password(password)
    async with database.write() as session:
        await service.reset_password(session, actor, account_id, hashed)
        detail = await _detail(session, context, account_id)
    return InitialPasswordOut(account=detail, initial_password=password)


@router.post("/{account_id}/unlock", summary="解除锁定")
async def unlock(
    account_id: IdPath, actor: Administrator, session: WriteSession, context: AuthContextDep
) -> AccountDetail:
    """Lift the lock of too many failures."""
    await service.unlock(session, actor, account_id)
    return await _detail(session, context, account_id)


@router.post("/{account_id}/reset-second-factor", summary="清除动态口令")
async def reset_second_factor(
    account_id: IdPath, actor: Administrator, session: WriteSession, context: AuthContextDep
) -> AccountDetail:
    """Drop the second factor of someone who lost his phone."""
    await service.reset_second_factor(session, actor, account_id)
    return await _detail(session, context, account_id)


@router.get("/{account_id}/tokens", summary="接口令牌列表")
async def list_tokens(account_id: IdPath, _: Administrator, session: ReadSession) -> list[TokenOut]:
    """List the machine tokens of an account."""
    await queries.get_facts(session, account_id)
    rows = await queries.list_tokens(session, account_id)
    return [TokenOut.model_validate(row) for row in rows]


@router.post("/{account_id}/tokens", status_code=201, summary="新建接口令牌")
async def create_token(
    account_id: IdPath,
    body: TokenIn,
    actor: Administrator,
    session: WriteSession,
    context: AuthContextDep,
) -> TokenCreated:
    """Create a machine token; it is shown once."""
    new = service.NewToken(body.name, tuple(body.scopes), body.expires_at)
    token_id, token = await service.create_token(session, actor, context.roles, account_id, new)
    return TokenCreated(id=token_id, token=token)


@router.delete("/{account_id}/tokens/{token_id}", status_code=204, summary="吊销接口令牌")
async def revoke_token(
    account_id: IdPath, token_id: IdPath, actor: Administrator, session: WriteSession
) -> None:
    """Revoke a machine token at once."""
    await service.revoke_token(session, actor, account_id, token_id)
