"""The mail sink over real SMTP."""

import asyncio
import email
import email.policy
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from dev.mail_sink import REFUSING
from dev.ports import free_ports
from dev.probes import smtp_ready
from dev.settings import ROOT
from tests.dev.stand_ins import wait_until


def message(message_id: str | None = "<1@langnghe>", text: str = "Đã có trả lời") -> EmailMessage:
    made = EmailMessage(policy=email.policy.SMTP)
    made["From"], made["To"] = "noreply@langnghe.example", "nguoi.hoi@example.com"
    made["Subject"] = "Câu hỏi của bạn"
    if message_id:
        made["Message-ID"] = message_id
    made.set_content(text)
    return made


@contextmanager
def running_sink(folder: Path) -> Iterator[int]:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "dev.mail_sink", "--port", str(port), "--folder", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: asyncio.run(smtp_ready(port)()))
        yield port
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    finally:
        process.kill()
        process.wait(5)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[int]:
    with running_sink(tmp_path) as port:
        yield port


def send(port: int, mail: EmailMessage, to: str | None = None) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(mail, to_addrs=to)


def kept(folder: Path) -> list[EmailMessage]:
    """Return the messages in the order of their files."""
    messages = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.iterdir())
        if path.suffix == ".eml"
    ]
    assert len(messages) == len(list(folder.iterdir()))
    return [message for message in messages if isinstance(message, EmailMessage)]


def test_a_message_is_kept_as_it_was_sent(sink: int, tmp_path: Path) -> None:
    send(sink, message())
    (mail,) = kept(tmp_path)
    assert mail["Subject"] == "Câu hỏi của bạn"
    assert mail["X-Envelope-To"] == "nguoi.hoi@example.com"
    assert mail.get_content().strip() == "Đã có trả lời"


def test_the_same_message_is_kept_once(sink: int, tmp_path: Path) -> None:
    for _ in range(2):
        send(sink, message())
    assert len(kept(tmp_path)) == 1
    send(sink, message(), to="another@example.com")
    send(sink, message("<2@langnghe>"))
    assert len(kept(tmp_path)) == 3


def test_without_an_id_the_content_tells(sink: int, tmp_path: Path) -> None:
    for text in ("một", "một", "hai"):
        send(sink, message(None, text))
    assert len(kept(tmp_path)) == 2


def test_files_sort_by_arrival(sink: int, tmp_path: Path) -> None:
    for number in range(5):
        send(sink, message(f"<{number}@langnghe>"))
    assert [mail["Message-ID"] for mail in kept(tmp_path)] == [f"<{n}@langnghe>" for n in range(5)]


def test_a_restarted_sink_remembers(tmp_path: Path) -> None:
    for _ in range(2):
        with running_sink(tmp_path) as port:
            send(port, message())
    assert len(kept(tmp_path)) == 1


def test_a_sink_that_is_told_to_refuse_keeps_nothing(sink: int, tmp_path: Path) -> None:
    (tmp_path / REFUSING).touch()
    with pytest.raises(smtplib.SMTPDataError):
        send(sink, message())
    (tmp_path / REFUSING).unlink()
    assert kept(tmp_path) == []
    send(sink, message())
    assert len(kept(tmp_path)) == 1
