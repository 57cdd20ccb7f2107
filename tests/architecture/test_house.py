"""The house as drawn: keys point down, third parties live at home, heavy libraries load late."""

import ast
import subprocess
import sys
from pathlib import Path

from hotline import tables
from hotline.kit.db import Base

ROOT = Path(__file__).parents[2]
PILLARS = ("channels", "routing", "knowledge", "crm")
HOMES = {
    "twilio": ("channels/voice/twilio.py", "channels/sms/twilio.py", "channels/webhook.py"),
    "elasticsearch": ("knowledge/elastic.py",),
    "sklearn": (
        "routing/classify/classifier.py",
        "routing/training/train.py",
        "routing/training/machine.py",
        "routing/training/evaluation.py",
        "knowledge/learn.py",
        "knowledge/embed.py",
    ),
    "jieba": ("hotline/kit/text.py",),
    "rjieba": ("hotline/kit/text.py",),
    "aiosmtplib": ("channels/mail/smtp.py",),
}


def layer(module: str) -> int:
    if module.startswith("hotline.kit"):
        return 0
    return 1 if module.split(".", maxsplit=1)[0] in PILLARS else 2


def test_foreign_keys_point_the_way_imports_point() -> None:
    tables.load()
    owner = {m.class_.__tablename__: m.class_.__module__ for m in Base.registry.mappers}
    wrong = []
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            here, there = owner.get(table.name), owner.get(key.column.table.name)
            if here is None or there is None:
                continue
            strangers = (
                layer(here) == layer(there) == 1 and here.split(".")[0] != there.split(".")[0]
            )
            if layer(here) < layer(there) or strangers:
                wrong.append(f"{table.name} -> {key.column.table.name}")
    assert wrong == []


def test_third_parties_live_at_home() -> None:
    strays = []
    for package in ("hotline", *PILLARS, "agent_ui"):
        for path in (ROOT / package).rglob("*.py"):
            for name in imported(path) & HOMES.keys():
                if str(path.relative_to(ROOT)) not in HOMES[name]:
                    strays.append(f"{path.relative_to(ROOT)} imports {name}")
    assert strays == []


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


def test_importing_the_application_loads_no_heavy_library() -> None:
    program = (
        "import sys, hotline.app\n"
        "heavy = {'sklearn', 'elasticsearch', 'scipy', 'pandas'} & set(sys.modules)\n"
        "sys.exit(f'loaded too early: {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
