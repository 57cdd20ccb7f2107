"""Claims: one process has a file, the others see it, and what is left behind is told apart."""

from pathlib import Path

from knowledge.claims import Claim, is_claimed, is_left


def test_a_claim_is_seen_until_it_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "build"
    assert not is_claimed(path)
    claim = Claim(path)
    assert is_claimed(path)
    assert not is_left(path)
    claim.release()
    assert not is_claimed(path)
    assert is_left(path)


def test_a_claim_that_is_forgotten_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "build"
    claim = Claim(path)
    claim.release(forget=True)
    claim.release(forget=True)
    assert not path.exists()
    assert not is_left(path)
