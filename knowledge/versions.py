"""Version numbers of what others send (来件版本): the highest wins, the same again changes nothing; pure.

Domain rules §11.2 for service items; notices, articles and the directory are held to the same.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from hotline.kit.db import dump_json
from hotline.kit.errors import Conflict
from hotline.kit.labels import LabelledEnum

Version = Annotated[
    int, Field(ge=1, le=2_000_000_000, description="来源系统给出的版本号，只增不减")
]


class Outcome(LabelledEnum):
    """What an arrival does."""

    ADDED = "ADDED", "新增"
    CHANGED = "CHANGED", "变更"
    UNCHANGED = "UNCHANGED", "未变"


class VersionOlder(Conflict):
    """A version arrives that is older than the one we hold; the highest wins."""

    code = "knowledge_version_older"
    title_zh = "送来的版本比已有的旧"
    title_en = "The version is older than the one held"


class VersionTaken(Conflict):
    """The same version number arrives with other content."""

    code = "knowledge_version_taken"
    title_zh = "同一版本号的内容不同，更正内容须用新的版本号"
    title_en = (
        "This version number was received with other content; a correction needs a new number"
    )


class PushBusy(Conflict):
    """Somebody else stored a version of the same thing at the same moment."""

    code = "knowledge_push_busy"
    title_zh = "同一内容正在被他人更新，请重发"
    title_en = "The same is being changed by somebody else; send it again"


@dataclass(frozen=True)
class Refusals:
    """What a room says of a version that it does not take."""

    older: type[VersionOlder] = VersionOlder
    taken: type[VersionTaken] = VersionTaken


def check_version(
    told: int | None, held: int | None, others: Mapping[str, Any], says: Refusals | None = None
) -> None:
    """Raise ``older`` for a lower number, ``taken`` (409) for the same number while ``others`` holds anything.

    ``others`` tells for the reader what is different; without one of the numbers nothing is checked.
    """
    if told is None or held is None:
        return
    refusals = says or Refusals()
    if told < held:
        raise refusals.older(
            f"送来的版本 {told} 比已有的 {held} 旧",
            f"Version {told} is older than {held}, which is held",
            held=held,
        )
    if told == held and others:
        raise refusals.taken(held=held, **others)


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a content."""
    return hashlib.sha256(dump_json(dict(content)).encode()).hexdigest()
