"""Built pages (已构建的页面): where the static folder is and what its two entries contain."""

import os
from enum import Enum
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
BASE_PATH = "/ui/"  # the same as `base` in web/vite.config.ts
_ASSETS = f"{os.sep}assets{os.sep}"
_FOREVER, _ASK = "public, max-age=31536000, immutable", "no-cache"
_FALLBACK = """<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>12345 热线</title></head>
<body>
<main>
<h1>页面尚未构建</h1>
<p>服务接口可以使用，页面尚未构建。请运行 <code>make run</code>。</p>
<p lang="en">The interface has not been built. Run <code>make run</code>.</p>
</main>
</body>
</html>
"""


class Entry(Enum):
    """The two applications of the build; the value is the file in the static folder."""

    CONSOLE = "index.html"
    PORTAL = "portal.html"


class BuiltFiles(StaticFiles):
    """The static folder; files named by their content never change, so that nobody fetches them twice."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Answer with the file and how long a browser may keep it."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = _FOREVER if _ASSETS in str(full_path) else _ASK
        return response


def static_folder() -> Path | None:
    """Return the folder to serve under ``BASE_PATH``, or None where the pages were not built."""
    return STATIC if is_built() else None


def is_built() -> bool:
    """Tell whether both entries exist (``HOTLINE_SKIP_UI`` leaves them out)."""
    return all((STATIC / entry.value).is_file() for entry in Entry)


def read_entry(entry: Entry) -> str:
    """Return the html of one entry; without a build, a plain page that says so."""
    path = STATIC / entry.value
    return path.read_text(encoding="utf-8") if path.is_file() else _FALLBACK
