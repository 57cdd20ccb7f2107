"""Business errors that know their HTTP answer (业务错误), rendered as problem+json."""

from typing import Any, ClassVar


class Problem(Exception):  # noqa: N818 — the names say what is wrong; "Error" adds nothing
    """A refusal told to the caller; subclasses set the class attributes.

    ``detail_zh`` / ``detail_en`` explain this occurrence, ``extra`` adds machine-readable members
    (for example ``allowed_actions``). Neither may hold personal data.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"
    title_zh: ClassVar[str] = "请求有误"
    title_en: ClassVar[str] = "Bad request"

    def __init__(self, detail_zh: str = "", detail_en: str = "", **extra: Any) -> None:
        """Explain the refusal in both languages."""
        super().__init__(detail_en or detail_zh or self.title_en)
        self.detail_zh = detail_zh or self.title_zh
        self.detail_en = detail_en or self.title_en
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """Return the members of the problem document."""
        return {
            "type": f"urn:hotline:problem:{self.code}",
            "status": self.status,
            "code": self.code,
            "title": self.title_zh,
            "title_en": self.title_en,
            "detail": self.detail_zh,
            "detail_en": self.detail_en,
            **self.extra,
        }


class NotFound(Problem):
    """Nothing of that kind, or nothing that the caller may see."""

    status = 404
    code = "not_found"
    title_zh = "未找到"
    title_en = "Not found"


class Conflict(Problem):
    """The request contradicts the present state."""

    status = 409
    code = "conflict"
    title_zh = "与当前状态冲突"
    title_en = "Conflict with the present state"


class Forbidden(Problem):
    """The caller may not do this."""

    status = 403
    code = "forbidden"
    title_zh = "没有权限"
    title_en = "Not permitted"


class Unauthenticated(Problem):
    """The caller is not signed in."""

    status = 401
    code = "unauthenticated"
    title_zh = "请先登录"
    title_en = "Sign in first"


class Invalid(Problem):
    """The payload is well formed but wrong in content."""

    status = 422
    code = "invalid"
    title_zh = "填写内容有误"
    title_en = "The content is not valid"


class TooLarge(Problem):
    """The body is larger than accepted."""

    status = 413
    code = "too_large"
    title_zh = "内容过大"
    title_en = "Too large"


class TooMany(Problem):
    """The caller asks too often."""

    status = 429
    code = "too_many_requests"
    title_zh = "操作过于频繁，请稍后再试"
    title_en = "Too many requests; try again later"


class Unavailable(Problem):
    """A part we need is down; nothing was stored."""

    status = 503
    code = "unavailable"
    title_zh = "系统暂时繁忙，请稍后再试"
    title_en = "Temporarily unavailable; try again"
