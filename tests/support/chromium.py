"""The browser of the browser lane (浏览器): Chromium's headless shell where it is, a third cheaper, else Chromium."""

import shutil

from agent_ui.pages import is_built
from tests.support.lanes import require_lane

LANE = "chromium"
_NAMES = ("chromium-headless-shell", "chromium")


def require_chromium() -> str:
    """Return the browser's path; skips the lane loudly without one or without built pages."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    told = f"sudo apt-get install -y {_NAMES[0]} fonts-noto-cjk"
    require_lane(LANE, available=found is not None, reason=told)
    require_lane(LANE, available=is_built(), reason="the pages are not built: make run")
    assert found is not None
    return found
