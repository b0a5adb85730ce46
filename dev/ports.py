"""Finds out which ports are taken, and by whom, before anything is started."""

import errno
import random
import socket
from collections.abc import Mapping

import psutil

from dev.problems import DevelopmentProblem
from dev.settings import LOOPBACK, port_setting

# Below the range from which Linux takes the ports of outgoing connections (32768 and up), so
# that a chosen port cannot be taken by some client in the moment before it is used.
FREE_PORTS_FROM = 20_000
FREE_PORTS_UNTIL = 32_000


def refuse_taken_ports(ports: Mapping[str, int]) -> None:
    """Raise one problem that names every taken port, its setting and, if visible, its owner."""
    reasons = {name: reason for name, port in ports.items() if (reason := _why_unusable(port))}
    if not reasons:
        return
    lines = [
        f"Port {ports[name]} ({port_setting(name)}) is {reason}."
        for name, reason in reasons.items()
    ]
    lines.append(
        "Stop that program, or use other ports: "
        f"{port_setting(next(iter(reasons)))}=… make up for one, PORT_OFFSET=1000 make up for all."
    )
    raise DevelopmentProblem("\n".join(lines))


def free_ports(count: int) -> list[int]:
    """Return `count` different ports that nobody listens on now."""
    # Not from the shared source, which property tests set: two processes would choose the same.
    candidates = random.SystemRandom().sample(range(FREE_PORTS_FROM, FREE_PORTS_UNTIL), 200)
    found: list[int] = []
    for port in candidates:
        if len(found) == count:
            break
        if _why_unusable(port) is None:
            found.append(port)
    return found


def _why_unusable(port: int) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the servers do it: a port whose last connections are still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"taken{_owner(port)}"
            return f"not usable ({error.strerror})"
    return None


def _owner(port: int) -> str:
    try:
        connections = psutil.net_connections(kind="tcp")
        pid = next(
            c.pid
            for c in connections
            if c.laddr and c.laddr.port == port and c.status == psutil.CONN_LISTEN and c.pid
        )
        command = " ".join(psutil.Process(pid).cmdline())
    except (psutil.Error, StopIteration, OSError):
        return ""
    return f" by process {pid}: {command[:120]}"
