"""What is generated is fresh; the accident prevented: a console that speaks another language than its server."""

import shutil
import subprocess
import sys
from pathlib import Path

from hotline.cli.openapi import document
from tests.support.lanes import require_lane

ROOT = Path(__file__).parents[2]
WEB = ROOT / "agent_ui" / "web"
GENERATOR = WEB / "node_modules" / "openapi-typescript" / "bin" / "cli.js"


def test_the_consoles_types_are_those_of_the_interface(tmp_path: Path) -> None:
    node = Path(sys.executable).with_name("node")
    found = GENERATOR.is_file() and node.exists()
    require_lane("chromium", available=found, reason="the console's packages are missing: make run")
    source = tmp_path / "openapi.json"
    source.write_bytes(document())
    made = tmp_path / "schema.gen.ts"
    command = [str(node), str(GENERATOR), str(source), "-o", str(made)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    known = (WEB / "src/api/schema.gen.ts").read_text(encoding="utf-8")
    assert made.read_text(encoding="utf-8") == known, (
        "run: hotline openapi --to openapi.json and npm run types in agent_ui/web"
    )
    shutil.rmtree(tmp_path, ignore_errors=True)
