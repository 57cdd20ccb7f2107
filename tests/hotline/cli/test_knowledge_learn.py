"""The ranking learns on demand, tells what changed, and goes back one model."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

from hotline.kit import clock
from tests.knowledge.test_learn import TASTE, feedback
from tests.support.commands import Run


def _filled(folder: Path) -> None:
    """Store four hundred searches of people who like what is popular, and what they opened."""
    begin = clock.now() - timedelta(days=20)
    with sqlite3.connect(folder / "hotline.db") as connection:
        for number, one in enumerate(feedback(400, TASTE)):
            at = (begin + timedelta(hours=number)).strftime("%Y-%m-%d %H:%M:%S.%f")
            hits = [{"id": f"ITEM:{p}", "score": 1, "features": f} for p, f in enumerate(one.shown)]
            (place,) = one.chosen
            connection.execute(
                "INSERT INTO knowledge_searches (id, at, channel, audience, words, folded, shown, "
                "top_id, confidence, answered, engine, degraded, district, asker) "
                "VALUES (?, ?, 'PORTAL', 'PUBLIC', '', '', ?, 'ITEM:0', 1, 1, 'e', 0, '', '')",
                (f"s{number}", at, json.dumps(hits)),
            )
            connection.execute(
                "INSERT INTO knowledge_clicks (id, at, search_id, document_id, revision_id, "
                "position, verdict, reason, channel, audience, asker) "
                "VALUES (?, ?, ?, ?, '', 1, 'OPENED', '', 'PORTAL', 'PUBLIC', '')",
                (f"c{number}", at, f"s{number}", f"ITEM:{place}"),
            )
    connection.close()


def test_without_feedback_nothing_is_learned(run: Run, migrated: Path) -> None:
    del migrated
    done = run("knowledge", "learn")
    assert done.exit_code != 0
    assert "有选择的检索只有 0 次" in done.output
    back = run("knowledge", "learn", "--roll-back")
    assert back.exit_code == 1
    assert "没有可恢复的模型" in back.output


def test_feedback_is_learned_promoted_and_taken_back(run: Run, migrated: Path) -> None:
    _filled(migrated)
    kept = run("knowledge", "learn", "--no-promote")
    assert kept.exit_code == 0, kept.output
    assert "按要求未启用" in kept.output
    assert not (migrated / "ranking" / "in-use.json").exists()
    done = run("knowledge", "learn")
    assert "已启用模型" in done.output
    assert "popular" in done.output
    assert len(json.loads((migrated / "ranking" / "in-use.json").read_text())) == 1
    back = run("knowledge", "learn", "--roll-back")
    assert "已恢复模型 shipped" in back.output
