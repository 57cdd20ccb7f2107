"""Reference of the interface (接口一览) and of who may do what (权限矩阵)."""

from collections.abc import Iterator
from typing import Any

from hotline.reference.markdown import code, page, table
from hotline.roles import NOT_ASSIGNABLE, PERMISSIONS, VENDOR_DENIED, Role, permission_names

_METHODS = ("get", "post", "put", "patch", "delete")


def render_api(document: dict[str, Any]) -> str:
    """Return the page ``api.md`` from an OpenAPI document."""
    operations = list(_operations(document))
    parts = [
        "完整的 OpenAPI 文档由 `hotline openapi` 输出，运行中的服务在 `/openapi.json` 提供。"
        "错误一律为 problem+json，中英文并列；带会话 Cookie 的修改请求须带请求头 `X-Requested-With: hotline`。\n\n"
        "The full document: `hotline openapi`, or `/openapi.json` of a running server. Every refusal is problem+json in "
        "Chinese and English. Changes made with a session cookie carry the header `X-Requested-With: hotline`."
    ]
    for tag in sorted({tag for tag, _ in operations}):
        parts.append(f"## {tag}")
        rows = [row for found, row in operations if found == tag]
        parts.append(table(("方法 method", "路径 path", "作用 what it does"), rows))
    return page("接口 · HTTP interface", *parts)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if (operation := methods.get(method)) is not None:
                tag = (operation.get("tags") or ["other"])[0]
                yield tag, (method.upper(), code(path), _meaning(operation))


def _meaning(operation: dict[str, Any]) -> str:
    described = str(operation.get("description", "")).split("\n\n")[0]
    return described or str(operation.get("summary", ""))


def render_permissions() -> str:
    """Return the page ``permissions.md``: the matrix of permissions and roles."""
    roles = [role for role in Role if role not in NOT_ASSIGNABLE]
    matrix = [
        (
            code(name) + ("＊" if name in VENDOR_DENIED else ""),
            *("✓" if name in PERMISSIONS[role] else "" for role in roles),
        )
        for name in sorted(permission_names())
    ]
    return page(
        "角色与权限 · Roles and permissions",
        "权限决定能否使用一个接口；看得见哪些工单另由本人所在单位、参与情况和角色队列决定。"
        "标＊的权限外包人员一律没有。市民凭编号和查询码查询，系统没有口令，二者不能分配给账号。\n\n"
        "A permission opens an interface; which tickets one sees is narrowed by unit, authorship and queue. "
        "＊: denied to contracted staff whatever their roles.",
        "## 角色 · Roles",
        table(("role", "角色"), [(code(role.value), role.label) for role in Role]),
        "## 矩阵 · Matrix",
        table(("permission", *(role.label for role in roles)), matrix),
    )
