"""The index of tickets on demand."""

from pathlib import Path

from tests.support.commands import Run


def test_the_index_of_tickets_is_built_and_its_state_is_told(run: Run, migrated: Path) -> None:
    before = run("tickets", "state")
    assert before.exit_code == 1
    assert "hotline tickets reindex" in before.output
    done = run("tickets", "reindex")
    assert done.exit_code == 0, done.output
    assert "embedded" in done.output
    after = run("tickets", "state")
    assert after.exit_code == 0, after.output
    assert "正常" in after.output
    assert list((migrated / "search-tickets").iterdir())
