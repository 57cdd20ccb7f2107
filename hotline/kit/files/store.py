"""The folder of the files (附件存储): random names, written whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hotline.kit import clock
from hotline.kit.files.settings import FilesSettings

_NAME_LENGTH = 32


@dataclass(frozen=True)
class FileStore:
    """Kept at ``app.state.files``; ``root`` must not be served by any web server."""

    root: Path
    settings: FilesSettings

    def write(self, data: bytes) -> str:
        """Store ``data`` durably and return its random name; slow, so call it in a thread."""
        name = secrets.token_hex(_NAME_LENGTH // 2)
        path = self.path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(".part")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return name

    def read(self, name: str) -> bytes:
        """Return the bytes; raises ``FileNotFoundError``."""
        return self.path_of(name).read_bytes()

    def remove(self, name: str) -> None:
        """Delete the bytes; does nothing if they are gone."""
        self.path_of(name).unlink(missing_ok=True)

    def path_of(self, name: str) -> Path:
        """Return where ``name`` lies; raises ``ValueError`` for anything we did not name."""
        if len(name) != _NAME_LENGTH or not set(name) <= set("0123456789abcdef"):
            msg = "not a storage name"
            raise ValueError(msg)
        return self.root / name[:2] / name

    def names_older_than(self, seconds: float) -> Iterator[str]:
        """Yield the names (and half-written leftovers) of files untouched for ``seconds``."""
        before = clock.now().timestamp() - seconds
        for path in sorted(self.root.glob("??/*")):
            if path.stat().st_mtime < before:
                if path.suffix == ".part":
                    path.unlink(missing_ok=True)
                else:
                    yield path.name
