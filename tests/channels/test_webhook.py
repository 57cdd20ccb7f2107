"""Only what Twilio has signed is read: golden vectors, and every way to be refused."""

import hashlib
from urllib.parse import unquote, urlencode

import pytest
from starlette.requests import Request
from twilio.request_validator import RequestValidator

from channels.errors import SignatureInvalid
from channels.settings import TwilioSettings
from channels.webhook import Signed, sign, signed_url, verify
from tests.channels.assembly import TOKEN

FORM = "application/x-www-form-urlencoded"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
VECTOR = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
]
MORE = [
    ("Body", "你好"),
    ("FromCity", ""),
    ("StatusCallbackEvent", "start"),
    ("StatusCallbackEvent", "end"),
]


def encode(pairs: list[tuple[str, str]]) -> bytes:
    return urlencode(pairs).encode()


def settings(**changes: str) -> TwilioSettings:
    return TwilioSettings.model_validate({"auth_token": TOKEN, **changes})


def signed(
    pairs: list[tuple[str, str]], *, url: str = URL, signature: str | None = None, **headers: str
) -> Signed:
    named = {k.replace("_", "-"): v for k, v in headers.items()}
    proof = sign(url, pairs, TOKEN) if signature is None else signature
    return Signed(url, {"content-type": FORM, "x-twilio-signature": proof, **named}, encode(pairs))


@pytest.mark.parametrize(
    ("pairs", "golden"),
    [
        (VECTOR, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (VECTOR + MORE, "TfjVvZpjtcNMvfTYaWyM5fQnP1E="),
    ],
)
def test_golden_vectors_hold(pairs: list[tuple[str, str]], golden: str) -> None:
    assert sign(URL, pairs, "12345") == golden
    form = verify(signed(pairs, signature=golden), settings(auth_token="12345"))
    assert list(form.pairs) == pairs


def test_a_mapping_that_loses_repetitions_would_be_refused() -> None:
    lossy = list(dict(VECTOR + MORE).items())
    assert sign(URL, lossy, "12345") == "OyB4Rh+5MvqlUnDzICxXiJgVt6Y="
    with pytest.raises(SignatureInvalid):
        verify(
            signed(VECTOR + MORE, signature=sign(URL, lossy, "12345")), settings(auth_token="12345")
        )


def test_blanks_chinese_and_repetitions_survive() -> None:
    pairs = [("Body", "路灯坏了 + 𠮷&=%"), ("FromCity", ""), ("X", "1"), ("X", "1"), ("X", "0")]
    form = verify(signed(pairs), settings())
    assert form.get("Body") == "路灯坏了 + 𠮷&=%"
    assert form.getlist("X") == ["1", "1", "0"]
    assert "FromCity" in set(form)


@pytest.mark.parametrize(
    "broken",
    [
        signed(VECTOR, signature=""),
        signed(VECTOR, signature="AAAA"),
        signed(VECTOR, signature=sign(URL, VECTOR, "another-key")),
        signed(VECTOR, signature=sign(URL.replace("https", "http"), VECTOR, TOKEN)),
        signed(VECTOR, signature=sign(URL.replace("mycompany", "other"), VECTOR, TOKEN)),
        signed(VECTOR, signature=sign(URL.replace(".com/", ".com:8443/"), VECTOR, TOKEN)),
        signed(VECTOR, signature=sign(URL + "&baz=3", VECTOR, TOKEN)),
        signed(VECTOR, signature=sign(URL, [*VECTOR, ("Extra", "1")], TOKEN)),
        signed(VECTOR, signature="\u4f60\u597d"),
        Signed(URL, {"content-type": FORM}, b""),
        Signed(URL, {"x-twilio-signature": "AAAA"}, b"\xff\xfe"),
        Signed(URL, {"content-type": FORM, "x-twilio-signature": "A"}, b"a=%FF%FE"),
        Signed(URL, {"content-type": FORM, "x-twilio-signature": "A"}, b"&".join([b"a=1"] * 600)),
    ],
)
def test_anything_else_is_refused_and_never_a_fault(broken: Signed) -> None:
    with pytest.raises(SignatureInvalid):
        verify(broken, settings())


def test_the_default_port_makes_no_difference() -> None:
    proof = sign(URL.replace(".com/", ".com:443/"), VECTOR, TOKEN)
    assert verify(signed(VECTOR, signature=proof), settings()).get("Digits") == "1234"


def test_without_a_secret_everything_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        verify(signed(VECTOR, signature=sign(URL, VECTOR, "")), settings(auth_token=""))


def json_request(body: bytes, *, digest: str | None) -> Signed:
    url = "https://hotline.example/tw/x" + (f"?bodySHA256={digest}" if digest else "")
    headers = {"content-type": "application/json", "x-twilio-signature": sign(url, [], TOKEN)}
    return Signed(url, headers, body)


def test_a_json_body_is_proven_by_its_digest() -> None:
    body = '{"a":"你"}'.encode()
    good = json_request(body, digest=hashlib.sha256(body).hexdigest())
    assert verify(good, settings()).pairs == ()
    for bad in (
        json_request(body, digest=None),
        json_request(body, digest="0" * 64),
        json_request(b"\xff", digest=hashlib.sha256(b"\xff").hexdigest()),
    ):
        with pytest.raises(SignatureInvalid):
            verify(bad, settings())


def test_a_shared_key_counts_only_with_its_own_secret() -> None:
    proof = RequestValidator("shared").compute_signature(URL, dict(VECTOR), "HMAC_SHA256")
    header = {"x-twilio-webhooks-signature-settings": "key=key1,algorithm=HMAC_SHA256"}
    base = signed(VECTOR, signature=proof)
    request = Signed(base.url, {**base.headers, **header}, base.body)
    known = settings(shared_key_id="key1", shared_key_secret="shared")
    assert verify(request, known).get("Digits") == "1234"
    for other in (
        settings(),
        settings(shared_key_id="key2", shared_key_secret="shared"),
        settings(shared_key_id="key1", shared_key_secret=""),
        settings(auth_token="shared"),
    ):
        with pytest.raises(SignatureInvalid):
            verify(request, other)


@pytest.mark.parametrize(
    ("raw_path", "query", "url"),
    [
        (b"/tw/%E4%BD%A0%20a", b"x=%20&y=", "https://hotline.example/tw/%E4%BD%A0%20a?x=%20&y="),
        (b"/tw/sms/in", b"", "https://hotline.example/tw/sms/in"),
    ],
)
def test_the_signed_address_is_ours_and_undecoded(raw_path: bytes, query: bytes, url: str) -> None:
    scope = {
        "type": "http",
        "path": unquote(raw_path.decode()),
        "raw_path": raw_path,
        "query_string": query,
        "scheme": "http",
        "server": ("evil.example", 80),
        "headers": [(b"host", b"evil.example"), (b"x-forwarded-host", b"evil.example")],
    }
    assert signed_url(Request(scope), "https://hotline.example") == url
