"""Which headers cross."""

import pytest

from gateway.forwarding import forwarded, request_head, response_headers

START = b"GET / HTTP/1.1\r\n"


def lines(raw: list[tuple[bytes, bytes]], said: list[tuple[bytes, bytes]] | None = None) -> list:
    head = request_head(START, raw, said or [])
    assert head.startswith(START)
    assert head.endswith(b"\r\n\r\n") or head == START + b"\r\n"
    return head.removeprefix(START).split(b"\r\n")[:-2]


def test_repeated_headers_stay_repeated() -> None:
    raw = [(b"accept", b"a/b"), (b"x-one", b"1"), (b"accept", b"c/d")]
    assert lines(raw) == [b"accept: a/b", b"x-one: 1", b"accept: c/d"]


def test_values_pass_byte_for_byte() -> None:
    raw = [(b"x-a", "Huế".encode()), (b"x-b", b"\xe9")]
    assert lines(raw) == [b"x-a: " + "Huế".encode(), b"x-b: \xe9"]


def test_our_word_replaces_the_clients() -> None:
    raw = [(b"x-forwarded-for", b"9.9.9.9"), (b"authorization", b"Bearer stolen")]
    said = [(b"x-forwarded-for", b"1.1.1.1"), (b"authorization", b"Bearer ours")]
    assert lines(raw, said) == [b"x-forwarded-for: 1.1.1.1", b"authorization: Bearer ours"]


@pytest.mark.parametrize("name", [b"x_user_id", b"x_forwarded_for", b"x-user_id", b"x_roles"])
def test_no_other_spelling_says_who_somebody_is(name: bytes) -> None:
    assert lines([(name, b"admin1"), (b"x-a", b"1")]) == [b"x-a: 1"]


def test_connection_names_what_stays_but_never_what_is_needed() -> None:
    raw = [
        (b"connection", b"close, X-Mine, Content-Type"),
        (b"x-mine", b"1"),
        (b"content-type", b"application/json"),
    ]
    assert lines(raw) == [b"content-type: application/json"]


def test_who_a_request_is_forwarded_for() -> None:
    assert forwarded("1.2.3.4", b"https", b"hue.vn") == b'for=1.2.3.4;host="hue.vn";proto=https'
    assert forwarded("2001:db8::1", b"http", b"a:1").startswith(b'for="[2001:db8::1]";host="a:1"')


def test_which_sites_may_read_is_not_for_services_to_say() -> None:
    raw = [(b"access-control-allow-origin", b"*"), (b"x-a", b"1")]
    assert response_headers(raw, 200, cookies=True) == [(b"x-a", b"1")]


def test_cookies_come_back_from_sign_in_only() -> None:
    raw = [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2"), (b"x-a", b"1")]
    assert response_headers(raw, 200, cookies=False) == [(b"x-a", b"1")]
    assert len(response_headers(raw, 200, cookies=True)) == 3


def test_an_answer_without_body_announces_none() -> None:
    raw = [(b"content-length", b"5"), (b"etag", b'"1"')]
    assert response_headers(raw, 304, cookies=False) == [(b"etag", b'"1"')]
    assert len(response_headers(raw, 200, cookies=False)) == 2
