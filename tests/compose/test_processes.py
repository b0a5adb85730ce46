"""Every process of `docker-compose.yml` runs with its command, variables and secrets, and is used.

There is no engine here for containers: images of others are replaced by the embedded engines, hosts
and ports by this machine's. What they serve is a backup of the running system, restored into an
empty MongoDB with a user for each service, as an installation is moved to another machine.
"""

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from services.auth.sandbox.persons import load_persons
from services.operations.secrets import MONGODB_USERS, make_secrets
from shared.ids import new_id
from tests.support.compose import Container, Places, compose_file
from tests.support.engines import running_mongodb
from tests.support.mail_relay import running_relay
from tests.support.people import person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

PROVIDER_SECRET = "the-sandbox-knows-this-secret-of-its-client"
READY_SECONDS = 90
FOREIGN = {"mongo", "mongo-init", "mail"}


@pytest.fixture(scope="module")
async def relay():
    async with running_relay() as relay:
        yield relay


@pytest.fixture(scope="module")
def mongodb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_mongodb(tmp_path_factory.mktemp("mongo")) as uri:
        yield uri


@pytest.fixture(scope="module")
def secrets(system: System, mongodb: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `langnghe secrets` makes, with the keys of the data that are restored."""
    folder = tmp_path_factory.mktemp("secrets")
    known = system.running.environment("worker")
    for name in ("AUTH_DATA_KEYS", "QA_DATA_KEYS"):
        (folder / name).write_text(known[name])
    (folder / "AUTH_OIDC_CLIENT_SECRET").write_text(PROVIDER_SECRET)
    (folder / "QA_SMTP_PASSWORD").write_text("")
    return folder


@pytest.fixture(scope="module")
def containers(
    system: System, mongodb: str, secrets: Path, relay: Any, tmp_path_factory: Any
) -> dict[str, Container]:
    places = Places(tmp_path_factory.mktemp("compose"), secrets)
    make_secrets(
        secrets,
        mongodb=mongodb.removeprefix("mongodb://"),
        redis=f"127.0.0.1:{places.port('6379')}",
    )
    make_users(mongodb, secrets)
    described = compose_file(
        {
            "ENVIRONMENT": "development",
            "PUBLIC_URL": f"http://127.0.0.1:{places.port('8080')}",
            "AUTH_OIDC_ISSUER": f"http://127.0.0.1:{places.port('8180')}",
            "AUTH_OIDC_CLIENT_ID": "langnghe",
            "QA_MAIL_FROM": "hoi-dap@example.vn",
            "QA_SMTP_HOST": "127.0.0.1",
            "QA_SMTP_PORT": str(relay.port),
            "QA_SMTP_SECURITY": "opportunistic",
        }
    )["services"]
    return {
        name: Container(name, service, places)
        for name, service in described.items()
        if name not in FOREIGN
    }


def make_users(mongodb: str, secrets: Path) -> None:
    """Do what `set_up.js` does; the embedded engine asks for passwords and knows no roles."""
    with MongoClient[dict[str, Any]](mongodb) as client:
        for user in MONGODB_USERS:
            password = (secrets / f"MONGODB_{user.upper()}_PASSWORD").read_text()
            client["admin"].command("createUser", user, pwd=password, roles=["root"])


def move_data(system: System, operate: Container) -> None:
    """Back the running system up, and restore it here by the operator's own commands."""
    theirs = operate.environment | {"MONGODB_URI": system.running.mongodb_uri}
    theirs |= {
        name: value
        for name, value in system.running.environment("worker").items()
        if name.endswith("_DATABASE")
    }
    Path(theirs["BACKUP_FOLDER"]).mkdir()
    operate.service = operate.service | {"environment": theirs}
    operate.run("backup", "create")
    del theirs["MONGODB_URI"]
    operate.run("backup", "restore", "latest")


async def until_healthy(started: list[Container]) -> None:
    limit = time.monotonic() + READY_SECONDS
    for one in started:
        while not await asyncio.to_thread(one.is_healthy):
            assert time.monotonic() < limit, f"{one.name}:\n{one.output}"
            await asyncio.sleep(0.5)


async def test_all_of_them_start_serve_and_end(
    system: System, containers: dict[str, Container], mongodb: str, relay: Any
) -> None:
    redis, operate = containers["redis"], containers["operate"]
    with ExitStack() as stack:
        stack.callback(end, containers)
        redis.start()
        await until_healthy([redis])
        await asyncio.to_thread(move_data, system, operate)
        await asyncio.to_thread(
            operate.run, "auth", "people", "make-admin",
            *("--subject", load_persons()["admin1"].subject, "--name", "Quản trị viên đầu tiên"),
        )  # fmt: skip
        started = [one for one in containers.values() if one not in (redis, operate)]
        for one in started:
            one.start()
        await until_healthy(started)
        await use(containers["gateway"].environment["PUBLIC_URL"], mongodb, relay)
        ended = await asyncio.gather(*(asyncio.to_thread(one.stop) for one in started))
        assert redis.stop() == 0
    assert len(ended) == 9
    assert set(ended) <= {0, -signal.SIGTERM}  # uvicorn ends by the signal, once all is closed


def end(containers: dict[str, Container]) -> None:
    for one in containers.values():
        if one.process is not None and one.process.poll() is None:
            one.process.kill()
            one.process.wait(10)


async def use(public_url: str, mongodb: str, relay: Any) -> None:
    """Sign in, ask, be told by mail, rate and see it counted: every process has a part in it."""
    address = f"nguoi.hoi.{new_id()[-8:]}@example.com"
    async with person(public_url) as guest:
        page = await guest.http.get(f"{public_url}/hoi-dap")
        assert "Hỏi đáp" in await page.text()
        asked = await guest.ask(
            title="Thủ tục cấp lại giấy khai sinh",
            body="Tôi cần cấp lại giấy khai sinh thì nộp hồ sơ ở đâu ạ?",
            unit="so-tu-phap",
            email=address,
        )
    async with person(public_url, "admin1") as admin:
        people = await admin.get("/api/auth/v1/people?unit=so-tu-phap")
        assert people["items"]
        before = figures(mongodb)
        rating = {"portal": "demo", "ratings": {"quality": "good"}}
        await admin.post("/api/survey/v1/responses", rating, 201, Idempotency_Key=new_id())
        async with asyncio.timeout(30):
            while figures(mongodb) != before + 1:  # noqa: ASYNC110 - counted elsewhere
                await asyncio.sleep(0.2)
    async with asyncio.timeout(30):
        while not relay.to(address):  # noqa: ASYNC110 - sent elsewhere
            await asyncio.sleep(0.1)
    assert asked["code"] in relay.to(address)[0].as_string()


def figures(mongodb: str) -> int:
    """Return how many responses to the demonstration's portal the roll-ups count."""
    with MongoClient[dict[str, Any]](mongodb) as client:
        months = client["langnghe_survey"]["figures"].find({"scope": "demo"})
        return sum(
            counts["responses"]
            for month in months
            for day in month["days"].values()
            for counts in day.values()
        )
