"""A broker that goes away while messages are not confirmed: the worker waits for it."""

import contextlib

import pytest
from kombu import Connection, Queue
from redis.exceptions import ConnectionError as RedisAway

from shared.consumer import Consumer
from tests.support import sample_worker
from tests.support.own_redis import own_redis


@pytest.fixture
def lost(monkeypatch):
    """Return a connection lost while it waited for a message, with another one unconfirmed."""
    monkeypatch.setenv("ENVIRONMENT", "test")
    with own_redis() as (url, process):
        connection = Connection(url)
        channel = connection.default_channel
        queue = Queue("sample", channel=channel)
        queue.declare()
        producer = connection.Producer(channel)
        producer.publish({}, routing_key="sample")
        assert queue.get(no_ack=False) is not None
        another = connection.channel()  # as the one for remote control is
        for one in (channel, another):
            one.brpop_timeout = 60  # seconds: no answer before the broker is gone
            one.basic_consume("sample", False, lambda _message: None, "tag")
        with contextlib.suppress(TimeoutError):
            connection.drain_events(timeout=0.1)
        assert channel._in_poll
        assert another._in_poll
        process.kill()
        process.wait(10)
        yield connection


def test_a_lost_connection_is_let_go(lost):
    consumer = Consumer.__new__(Consumer)
    consumer.app, consumer.connection = sample_worker.app, lost
    consumer.on_connection_error_after_connected(RedisAway("gone"))
    assert consumer.connection is None


def test_without_it_the_worker_would_end(lost):
    """When this fails the libraries were mended, and `shared.consumer` is to go."""
    lost.collect()
    with pytest.raises(AttributeError):
        lost.close()
