"""Which headers cross."""

from gateway.forwarding import request_headers, response_headers


def test_repeated_headers_stay_repeated() -> None:
    raw = [(b"accept", b"a/b"), (b"x-one", b"1"), (b"accept", b"c/d")]
    assert request_headers(raw, []).getall("Accept") == ["a/b", "c/d"]


def test_text_in_utf_8_and_latin_1_both_pass() -> None:
    raw = [(b"x-a", "Huế".encode()), (b"x-b", b"\xe9")]
    headers = request_headers(raw, [])
    assert (headers["x-a"], headers["x-b"]) == ("Huế", "é")


def test_our_word_replaces_the_clients() -> None:
    raw = [(b"x-forwarded-for", b"9.9.9.9"), (b"authorization", b"Bearer stolen")]
    said = [("X-Forwarded-For", "1.1.1.1"), ("Authorization", "Bearer ours")]
    headers = request_headers(raw, said)
    assert headers.getall("x-forwarded-for") == ["1.1.1.1"]
    assert headers.getall("authorization") == ["Bearer ours"]


def test_connection_names_what_stays_but_never_what_is_needed() -> None:
    raw = [
        (b"connection", b"close, X-Mine, Content-Type"),
        (b"x-mine", b"1"),
        (b"content-type", b"application/json"),
    ]
    assert list(request_headers(raw, [])) == ["content-type"]


def test_cookies_come_back_from_sign_in_only() -> None:
    raw = [(b"Set-Cookie", b"a=1"), (b"Set-Cookie", b"b=2"), (b"X-A", b"1")]
    assert response_headers(raw, 200, cookies=False) == [(b"x-a", b"1")]
    assert len(response_headers(raw, 200, cookies=True)) == 3


def test_an_answer_without_body_announces_none() -> None:
    raw = [(b"Content-Length", b"5"), (b"ETag", b'"1"')]
    assert response_headers(raw, 304, cookies=False) == [(b"etag", b'"1"')]
    assert len(response_headers(raw, 200, cookies=False)) == 2
