"""Planned downtime: announced on every page, then 503 until it is over; health goes on."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import aiohttp

from gateway.announcements import main
from gateway.maintenance import Announcement
from shared.clock import now
from tests.gateway.conftest import MakeGateway
from tests.support.workers import until

PAGE = "/problems/forbidden"


def announce(path: Path, begins: timedelta, ends: timedelta) -> None:
    moment = now()
    announcement = Announcement(
        announced_at=moment - timedelta(days=20),
        begins_at=moment + begins,
        ends_at=moment + ends,
        reason_vi="Nâng cấp máy chủ.",
    )
    path.write_text(announcement.model_dump_json(), encoding="utf-8")


async def test_it_is_told_ahead_and_then_holds(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    path = tmp_path / "maintenance.json"
    async with make_gateway(maintenance_file=path) as gateway:

        async def told(status: int, words: str = "") -> None:
            """Wait until the page says so: the file is looked at now and then."""

            async def is_so() -> bool:
                async with http.get(f"{gateway}{PAGE}") as response:
                    return response.status == status and words in await response.text()

            await until(is_so)

        async with http.get(f"{gateway}{PAGE}") as response:
            assert "Bảo trì" not in await response.text()
        announce(path, timedelta(days=9), timedelta(days=9, hours=2))
        await told(200, "Nâng cấp máy chủ.")
        announce(path, -timedelta(minutes=1), timedelta(minutes=30))
        await told(503)
        async with http.get(f"{gateway}{PAGE}", headers={"Accept": "text/html"}) as response:
            assert response.status == 503
            assert 1_600 < int(response.headers["Retry-After"]) <= 1_800
            assert "Nâng cấp máy chủ." in await response.text()
        async with http.post(f"{gateway}/api/qa/v1/questions", json={}) as response:
            assert response.status == 503
            assert (await response.json())["type"].endswith("/problems/under-maintenance")
        for spared in ("/healthz", "/readyz", "/static/x/css/main.css"):
            async with http.get(f"{gateway}{spared}") as response:
                assert response.status == 200, spared
        path.write_text("half a fi", encoding="utf-8")
        await asyncio.sleep(0.4)
        async with http.get(f"{gateway}{PAGE}") as response:
            assert response.status == 503  # nothing changes by a broken file
        path.unlink()
        await told(200)


def run(path: Path, days: int, *more: str) -> int:
    begins = now() + timedelta(days=days)
    times = ["--begins", begins.isoformat(), "--ends", (begins + timedelta(hours=1)).isoformat()]
    return main(["write", "--file", str(path), *times, *more])


def test_too_late_an_announcement_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "maintenance.json"
    assert run(path, 5) == 1
    assert not path.exists()
    assert run(path, 5, "--urgent") == 0
    assert run(path, 15, "--reason-en", "New disks") == 0
    assert json.loads(path.read_text())["reason_en"] == "New disks"
    calendar = Path("services/auth/calendars/data/hue.json")
    assert run(path, 20, "--calendar", str(calendar)) == 0
    assert main(["remove", "--file", str(path)]) == 0
    assert not path.exists()
