"""Refusals as OpenAPI shows them (接口文档中的拒绝): what a route that counts its callers may answer besides."""

from typing import Any

from hotline.kit.errors import TooMany
from hotline.kit.http.problems import MEDIA_TYPE

Declared = dict[int | str, dict[str, Any]]

_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "required": ["type", "status", "code", "title", "title_en", "detail", "detail_en"],
    "properties": {
        **dict.fromkeys(("type", "code", "title", "title_en", "detail", "detail_en"), _TEXT),
        "status": {"type": "integer", "const": TooMany.status},
        "retry_after": {"type": "integer", "description": "多少秒后再试 · seconds to wait"},
        "request_id": _TEXT,
    },
}

#: ``responses=LIMITED`` belongs on every route that limits, counts or locks; a test walks them.
LIMITED: Declared = {
    TooMany.status: {
        "description": f"{TooMany.title_zh} · {TooMany.title_en}",
        "headers": {
            "Retry-After": {
                "description": "多少秒后再试 · seconds to wait",
                "schema": {"type": "integer"},
            }
        },
        "content": {
            MEDIA_TYPE: {"schema": _PROBLEM, "example": TooMany(retry_after=30).body()},
        },
    }
}
