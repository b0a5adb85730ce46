"""Taken ports are found before anything starts, and said clearly."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.ports import free_ports, refuse_taken_ports
from dev.problems import DevelopmentProblem
from dev.settings import DEFAULT_PORTS, ROOT, port_setting


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_ports(1)[0]))
        listener.listen()
        yield listener.getsockname()[1]


def test_free_ports_are_different_and_below_the_ports_of_outgoing_connections() -> None:
    ports = free_ports(10)
    assert len(set(ports)) == 10
    assert max(ports) < 32768
    refuse_taken_ports({f"p{port}": port for port in ports})


def test_every_taken_port_is_named_with_its_setting_and_owner(taken: int) -> None:
    with pytest.raises(DevelopmentProblem) as raised:
        refuse_taken_ports({"qa": taken, "auth": free_ports(1)[0], "survey": taken})
    text = str(raised.value)
    assert f"Port {taken} (QA_PORT) is taken by process {os.getpid()}" in text
    assert f"Port {taken} (SURVEY_PORT)" in text
    assert "AUTH_PORT" not in text
    assert "PORT_OFFSET=1000 make up" in text


def test_a_port_taken_on_all_addresses_is_taken() -> None:
    with socket.socket() as listener:
        listener.bind(("0.0.0.0", free_ports(1)[0]))
        listener.listen()
        with pytest.raises(DevelopmentProblem):
            refuse_taken_ports({"qa": listener.getsockname()[1]})


def test_a_port_with_closing_connections_is_free() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", free_ports(1)[0]))
        listener.listen()
        port = listener.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = listener.accept()
        accepted.close()  # closed by the server first: its side stays in TIME_WAIT
        client.close()
    refuse_taken_ports({"qa": port})


def test_the_command_ends_with_a_message_and_starts_nothing(tmp_path: Path, taken: int) -> None:
    ports = zip(DEFAULT_PORTS, free_ports(len(DEFAULT_PORTS)), strict=True)
    settings = {port_setting(name): str(port) for name, port in ports}
    result = subprocess.run(
        [sys.executable, "-m", "dev", "up", "--env-file", os.devnull],
        cwd=ROOT,
        env={**os.environ, **settings, "SURVEY_PORT": str(taken), "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert result.returncode == 1
    assert f"Port {taken} (SURVEY_PORT) is taken" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    assert not (tmp_path / "mongodb").exists()
