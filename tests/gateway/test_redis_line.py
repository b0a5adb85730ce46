"""Talking to Redis: answers in pieces, scripts it has forgotten, one that goes away."""

import asyncio

import pytest
import redis

from gateway.redis_line import RedisAway, RedisError, RedisLine, Script, decode, encode

ECHO = Script("return {1, ARGV[1], {KEYS[1]}, false}")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b":-7\r\n", -7),
        (b"+OK\r\n", b"OK"),
        (b"$5\r\na\r\nbc\r\n", b"a\r\nbc"),
        (b"$-1\r\n", None),
        (b"$0\r\n\r\n", b""),
        (b"*2\r\n:1\r\n*1\r\n$1\r\nx\r\n", [1, [b"x"]]),
        (b"*0\r\n", []),
    ],
)
def test_answers_are_read_once_whole(text: bytes, value: object) -> None:
    assert decode(text) == (value, len(text))
    assert decode(b"junk" + text + b":1\r\n", 4) == (value, len(text) + 4)
    assert all(decode(text[:end]) is None for end in range(len(text)))


def test_errors_are_values_and_nonsense_is_refused() -> None:
    found = decode(b"-ERR no\r\n")
    assert found is not None
    assert isinstance(found[0], RedisError)
    for text in (b"HTTP/1.1 400\r\n", b":x\r\n", b"*1\r\n-ERR\r\n"):
        with pytest.raises(ValueError, match=r".+"):
            decode(text)


def test_commands_are_written_with_their_lengths() -> None:
    assert encode(b"GET", "ệ".encode()) == b"*2\r\n$3\r\nGET\r\n$3\r\n\xe1\xbb\x87\r\n"


async def test_a_script_runs_also_after_redis_forgot_it(redis_url: str) -> None:
    line = RedisLine(redis_url, 1.0)
    try:
        assert await line.run(ECHO, [b"k"], b"v") == [1, b"v", [b"k"], None]
        redis.Redis.from_url(redis_url).script_flush()
        answers = await asyncio.gather(*(line.run(ECHO, [b"k"], b"%d" % n) for n in range(50)))
        assert [answer[1] for answer in answers if isinstance(answer, list)] == [
            b"%d" % number for number in range(50)
        ]
    finally:
        await line.close()


async def test_a_failing_script_is_redis_away(redis_url: str) -> None:
    line = RedisLine(redis_url, 1.0)
    try:
        with pytest.raises(RedisAway):
            await line.run(Script("return redis.call('NOPE')"), [])
        assert await line.run(ECHO, [b"k"], b"v")
    finally:
        await line.close()


async def test_a_redis_that_does_not_answer_fails_every_call_in_time() -> None:
    async def silent(reader: asyncio.StreamReader, _w: asyncio.StreamWriter) -> None:
        await reader.read()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    line = RedisLine(f"redis://127.0.0.1:{port}/0", 0.2)
    begun = asyncio.get_running_loop().time()
    outcomes = await asyncio.gather(
        *(line.run(ECHO, [b"k"], b"v") for _ in range(20)), return_exceptions=True
    )
    assert all(isinstance(outcome, RedisAway) for outcome in outcomes)
    assert asyncio.get_running_loop().time() - begun < 0.6
    server.close()
    await line.close()
    with pytest.raises(RedisAway):
        await RedisLine("redis://127.0.0.1:9/0", 0.2).run(ECHO, [])
