"""Built pages (已构建的页面): where the static folder is and what its two entries contain."""

from enum import Enum
from pathlib import Path

STATIC = Path(__file__).parent / "static"
BASE_PATH = "/ui/"  # the same as `base` in web/vite.config.ts
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
