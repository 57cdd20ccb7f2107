"""Settings (设置): one typed object read from HOTLINE_* variables; sections belong to their packages."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Self, get_origin

from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from channels.settings import ChannelsSettings
from crm.settings import CrmSettings
from hotline.kit.audit.settings import AuditSettings
from hotline.kit.auth.settings import AuthSettings
from hotline.kit.files.settings import FilesSettings
from hotline.kit.labels import LabelledEnum
from hotline.kit.netguard import NetGuardSettings
from hotline.kit.vault.settings import VaultSettings
from hotline.process.settings import ProcessSettings
from hotline.supervision.settings import SupervisionSettings
from knowledge.settings import KnowledgeSettings
from routing.settings import RoutingSettings

PREFIX = "HOTLINE_"
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 — compared, not listened on
# read by the test runner and the build of the pages, never by the running system
ELSEWHERE = ("HOTLINE_TEST_", "HOTLINE_SKIP_UI")


class Environment(LabelledEnum):
    """What the process is for; only the demonstration may run with published secrets."""

    DEMO = "demo", "演示"
    TEST = "test", "测试"
    PRODUCTION = "production", "生产"


class WorkerSettings(BaseModel):
    """Background work."""

    embedded: bool = Field(True, description="Run the worker inside `hotline serve`.")
    sweep_seconds: float = Field(
        5.0,
        gt=0,
        description="Seconds between two looks for due clocks (timers are late by at most this).",
    )


class Settings(BaseSettings):
    """Everything an operator may set; nested names are joined by two underscores."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid")

    environment: Environment = Field(Environment.DEMO, description="demo, test or production.")
    city_prefix: str = Field("FS", description="Letters before every ticket number (工单编号).")
    city_bounds: tuple[float, float, float, float] | None = Field(
        (112.36, 22.63, 113.39, 23.58),
        description="West, south, east and north of the city in degrees; null: map points are not checked.",
    )
    data_dir: Path = Field(
        Path("var"), description="Folder of the database, files, models, anchors."
    )
    database_url: str = Field(
        "", description="SQLAlchemy async URL; empty: SQLite in the data folder."
    )
    durable: bool = Field(
        True,
        description="SQLite synchronous=FULL; false only where losing a contact is acceptable.",
    )
    pool_size: int = Field(10, ge=1, description="PostgreSQL connections a process.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    public_base_url: str = Field(
        "",
        description=(
            "Address under which citizens and providers reach us; empty: http, host and port of this"
            " process (127.0.0.1 where it listens on every address)."
        ),
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description="Bearer token for /metrics; empty: loopback only."
    )
    crash_at: str = Field("", description="Crash point to arm (test and demonstration only).")
    crash_after: int = Field(0, ge=0, description="How many times the crash point is passed first.")
    follow_up_sample_percent: int = Field(
        20, ge=0, le=100, description="Share of tickets that a person follows up besides the rules."
    )
    unit_mail_pattern: str = Field(
        "",
        description=(
            "Duty mail address of a unit that filed none of its own, with {code} for its code;"
            " empty: only units with an address of their own get mail."
        ),
    )
    public_requests_per_minute: int = Field(
        30,
        ge=0,
        description=(
            "Web forms taken from one address a minute, in each process; 0: no limit. Only in"
            " production are callers on this machine counted."
        ),
    )
    worker: WorkerSettings = Field(default_factory=WorkerSettings)
    auth: AuthSettings = Field(default_factory=AuthSettings)
    vault: VaultSettings = Field(default_factory=VaultSettings)
    audit: AuditSettings = Field(default_factory=AuditSettings)
    files: FilesSettings = Field(default_factory=FilesSettings)
    netguard: NetGuardSettings = Field(default_factory=NetGuardSettings)
    channels: ChannelsSettings = Field(default_factory=ChannelsSettings)
    crm: CrmSettings = Field(default_factory=CrmSettings)
    knowledge: KnowledgeSettings = Field(default_factory=KnowledgeSettings)
    process: ProcessSettings = Field(default_factory=ProcessSettings)
    routing: RoutingSettings = Field(default_factory=RoutingSettings)
    supervision: SupervisionSettings = Field(default_factory=SupervisionSettings)

    @model_validator(mode="after")
    def _reached_where_it_listens(self) -> Self:
        """Links in messages lead to this process unless an operator says where citizens find it."""
        if not self.public_base_url:
            host = "127.0.0.1" if self.host in _EVERYWHERE else self.host
            shown = f"[{host}]" if ":" in host else host
            self.public_base_url = f"http://{shown}:{self.port}"
        return self

    def effective_database_url(self) -> str:
        """Return the URL to open."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'hotline.db'}"


@dataclass(frozen=True)
class UnknownName:
    """A variable that looks like ours and sets nothing; ``nearest`` is empty if none resembles it."""

    name: str
    nearest: str

    @property
    def told(self) -> tuple[str, str]:
        """Return the warning in Chinese and English; the value is never shown."""
        if not self.nearest:
            return f"不认识的设置 {self.name}，未生效", f"{self.name} is no setting and is ignored"
        return (
            f"不认识的设置 {self.name}，未生效；是否应为 {self.nearest}？",
            f"{self.name} is no setting and is ignored; did you mean {self.nearest}?",
        )


def unknown_names(names: Iterable[str] | None = None) -> list[UnknownName]:
    """Return those of ``names`` (default: the environment's) that begin like ours and set nothing."""
    if names is None:
        names = os.environ  # noqa: TID251 — the one place that reads the environment
    given = {name.upper(): name for name in names}
    known = dict(_known_names(Settings.model_fields, PREFIX))
    groups = tuple(f"{name}__" for name, free in known.items() if free)
    return [
        UnknownName(given[name], next(iter(get_close_matches(name, known, n=1, cutoff=0.8)), ""))
        for name in sorted(given)
        if name.startswith(PREFIX)
        and name not in known
        and not name.startswith((*ELSEWHERE, *groups))
    ]


def _known_names(fields: Mapping[str, FieldInfo], prefix: str) -> Iterator[tuple[str, bool]]:
    """Yield every name, and whether names below it are free (a mapping such as the master keys)."""
    for field, info in fields.items():
        name, kind = f"{prefix}{field.upper()}", info.annotation
        yield name, get_origin(kind) is dict
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _known_names(kind.model_fields, f"{name}__")
