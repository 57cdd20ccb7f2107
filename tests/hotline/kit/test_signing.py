"""Signed tokens serve one purpose until they expire; swapped files are noticed."""

from datetime import timedelta

import pytest

from hotline.kit import clock
from hotline.kit.signing import (
    TokenExpired,
    TokenInvalid,
    is_genuine,
    read_token,
    sign_token,
    tag_of,
)

KEY = bytes(range(32))
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("subject", ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "", "a.b.c", "𠮷"])
def test_a_token_names_its_subject(subject: str) -> None:
    token = sign_token(KEY, "download", subject, lifetime=HOUR)
    assert read_token(KEY, "download", token) == subject
    assert token.isascii()


def test_a_token_expires() -> None:
    start = clock.now().replace(microsecond=0)
    with clock.frozen(start) as move:
        token = sign_token(KEY, "download", "1", lifetime=HOUR)
        move(start + HOUR - timedelta(seconds=1))
        assert read_token(KEY, "download", token) == "1"
        move(start + HOUR)
        with pytest.raises(TokenExpired):
            read_token(KEY, "download", token)


def test_a_token_of_another_purpose_or_key_is_refused() -> None:
    token = sign_token(KEY, "download", "1", lifetime=HOUR)
    with pytest.raises(TokenInvalid):
        read_token(KEY, "upload", token)
    with pytest.raises(TokenInvalid):
        read_token(bytes(32), "download", token)


def test_any_altered_character_of_a_token_is_noticed() -> None:
    token = sign_token(KEY, "download", "subject", lifetime=HOUR)
    for place in range(len(token)):
        letter = "A" if token[place] != "A" else "B"
        with pytest.raises(TokenInvalid):
            read_token(KEY, "download", token[:place] + letter + token[place + 1 :])


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "中.文.字", "9" * 600, "-1.AA.BB"])
def test_nonsense_is_no_token(token: str) -> None:
    with pytest.raises(TokenInvalid):
        read_token(KEY, "download", token)


def test_a_swapped_file_is_noticed() -> None:
    tag = tag_of(KEY, "model", b"weights")
    assert is_genuine(KEY, "model", b"weights", tag + "\n")
    assert not is_genuine(KEY, "model", b"weightS", tag)
    assert not is_genuine(KEY, "other", b"weights", tag)
    assert not is_genuine(KEY, "model", b"weights", "")
