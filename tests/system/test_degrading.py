"""One service away at a time: what needs it says so, everything else is there."""

import pytest

from gateway.app import create_app
from gateway.settings import GatewaySettings
from tests.support.pages import visitor
from tests.support.serving import serving
from tests.support.system import System

pytestmark = pytest.mark.system

NOWHERE = "http://127.0.0.1:9"
# (person, page, who it cannot do without)
PAGES = (
    ("", "/", ""), ("", "/cong-khai", ""), ("", "/docs", ""), ("", "/problems/not-found", ""),
    ("", "/widgets/embed", ""), ("", "/hoi-dap/gui", ""), ("", "/hoi-dap/tra-cuu", ""),
    ("", "/hoi-dap", "qa"), ("", "/hoi-dap/cau-hoi-thuong-gap", "qa"),
    ("", "/danh-gia/demo", "survey"), ("", "/danh-gia/tham-do", "survey"),
    ("", "/widgets/qa/-?portal=demo", ""),
    ("officer1", "/can-bo", "qa"), ("officer1", "/can-bo/thong-bao", "qa"),
    ("leader1", "/lanh-dao?days=90", ""), ("leader1", "/lanh-dao/gop-y", "survey"),
    ("admin1", "/quan-tri", "auth"), ("admin1", "/quan-tri/cong", "survey"),
    ("admin1", "/quan-tri/han-tra-loi", "qa"),
)  # fmt: skip


@pytest.mark.parametrize("away", ["qa", "survey"])
async def test_a_page_does_without_who_is_not_needed(
    system: System, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    for name, value in system.running.environment("gateway").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GATEWAY_INTERNAL_PORT", "0")
    settings = GatewaySettings().model_copy(update={f"{away}_url": NOWHERE})
    wrong: dict[str, object] = {}
    async with serving(create_app(settings)) as gateway:
        for person in dict.fromkeys(person for person, _, _ in PAGES):
            async with visitor(system.public_url) as client:
                if person:
                    await client.sign_in(person)
                client.base = gateway
                for path, needed in ((p, needed) for who, p, needed in PAGES if who == person):
                    answer = await client.get(path)
                    wanted = 503 if needed == away else 200
                    faults = [one for one in answer.page.faults if "/widgets/" not in path]
                    if answer.status != wanted or faults:
                        wrong[path] = (answer.status, faults)
    assert wrong == {}
