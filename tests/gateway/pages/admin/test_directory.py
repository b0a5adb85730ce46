"""The directory kept on pages, before the real auth service: units, people, calendars."""

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from services.auth import seeds
from services.auth.app import create_app
from shared.ids import new_id
from tests.gateway.conftest import MakeGateway
from tests.gateway.upstreams import AuthUpstream
from tests.services.auth.settings import auth_settings
from tests.support.databases import drop_database
from tests.support.html import Page
from tests.support.pages import BROWSER, SAME_SITE, Answer, PageClient, visitor
from tests.support.serving import serving
from tests.support.tokens import verifier

SESSION = "directory-admin-session"


@pytest.fixture(scope="module")
async def directory_gateway(
    make_gateway: MakeGateway, mongodb_uri: str, redis_url: str
) -> AsyncIterator[str]:
    """A gateway before auth with the demonstration's directory; sessions are the tests' own."""
    sessions = AuthUpstream()
    sessions.reset()
    sessions.sessions[SESSION] = ("demo-admin1", [("admin", "tp-hue")])
    own_redis = redis_url.rsplit("/", 1)[0] + "/11"
    auth = create_app(auth_settings(mongodb_uri, own_redis, f"test_directory_{new_id()}"))
    front = Starlette(
        routes=[
            Route("/internal/v1/session-token", sessions.exchange, methods=["POST"]),
            Route("/.well-known/jwks.json", sessions.show_keys),
            Mount("/", auth),
        ]
    )
    async with serving(auth), serving(front) as url, make_gateway(auth_url=url) as base:
        auth.state.callers = verifier()
        await seeds.seed(auth.state.runtime)
        yield base
    await drop_database(mongodb_uri, auth.state.runtime.settings.database)


class Keeper:
    """An administrator with a browser without scripts; no page has a fault."""

    def __init__(self, client: PageClient) -> None:
        self._client = client
        self._cookie = f"langnghe_session={SESSION}; langnghe_lang=vi"

    async def get(self, path: str) -> Answer:
        answer = await self._client.get(path, cookie=self._cookie)
        assert answer.status == 200, (answer.status, answer.text[-2000:])
        assert answer.page.faults == [], answer.page.faults
        return answer

    async def post(self, path: str, form: dict[str, str]) -> Answer:
        answer = await self._client.post(path, form, cookie=self._cookie)
        assert answer.status == 303 or answer.page.faults == [], answer.page.faults
        return answer

    async def submit(self, page: Page, action: str, **typed: str) -> Answer:
        return await self.post(action, {**page.form(action), **typed})

    async def send_file(self, form: dict[str, str], content: bytes) -> Answer:
        """Send the form of a table with a file."""
        data = aiohttp.FormData(form, quote_fields=False, default_to_multipart=True)
        data.add_field("files", content, filename="danh bạ.csv" if content else "")
        headers = {
            **BROWSER, **SAME_SITE, "origin": self._client.base, "cookie": self._cookie,
        }  # fmt: skip
        return await self._client.send("POST", "/quan-tri/danh-ba", data=data, headers=headers)

    async def get_file(self, path: str) -> Answer:
        """Take a file away."""
        return await self._client.get(path, cookie=self._cookie)


@pytest.fixture
async def keeper(directory_gateway: str) -> AsyncIterator[Keeper]:
    async with visitor(directory_gateway) as client:
        yield Keeper(client)


async def make_unit(keeper: Keeper, **typed: str) -> str:
    """Add a unit below Sở Tư pháp and return its id."""
    unit = f"u-{new_id()[-10:]}"
    form = (await keeper.get("/quan-tri/don-vi-moi?below=so-tu-phap")).page
    made = await keeper.submit(
        form, "/quan-tri/don-vi-moi", id=unit, **{"name": f"Phòng {unit}", **typed}
    )
    assert made.status == 303, made.text
    assert made.headers["location"] == f"/quan-tri/don-vi/{unit}?done=1"
    return unit


async def test_the_tree_opens_branch_by_branch_and_is_searched(keeper: Keeper) -> None:
    unit = await make_unit(keeper)
    top = await keeper.get("/quan-tri")
    assert "Sở Tư pháp" in top.text
    assert unit not in top.text
    branch = await keeper.get("/quan-tri?unit=so-tu-phap")
    assert unit in branch.text
    found = await keeper.get("/quan-tri?q=tu+phap")
    assert "Sở Tư pháp" in found.text
    assert "Không có đơn vị nào khớp" in (await keeper.get("/quan-tri?q=zzzz")).text


async def test_a_unit_is_changed_and_put_back(keeper: Keeper) -> None:
    unit = await make_unit(keeper, codes="H57.09 01/07/2025", phone="0234 3822 822")
    path = f"/quan-tri/don-vi/{unit}"
    shown = (await keeper.get(path)).page
    assert shown.control("codes").text.strip() == "H57.09 01/07/2025"
    moved = await keeper.submit(
        shown, path, name="Phòng Đã đổi", parent="", parent_name="Sở Xây dựng"
    )
    assert moved.status == 303, moved.text
    after = await keeper.get(path)
    assert "<del" in after.text
    assert "Phòng Đã đổi" in after.text
    undone = await keeper.submit(after.page, f"{path}/tra-lai")
    assert undone.headers["location"] == f"{path}?done=1"
    assert (await keeper.get(path)).page.control("name").get("value") == f"Phòng {unit}"


async def test_each_fault_of_a_unit_stands_at_its_field(keeper: Keeper) -> None:
    path = "/quan-tri/don-vi-moi"
    form = {
        "id": "Sở", "name": "N\u0430m", "parent_name": "Không có đâu", "codes": "?", "email": "x",
        "valid_from": "hôm nay", "kind": "division", "calendar": "hue",
    }  # fmt: skip
    refused = await keeper.post(path, form)
    assert refused.status == 422
    for name in ("id", "name", "parent_name", "codes", "email", "valid_from"):
        assert refused.page.control(name).get("aria-invalid") == "true", name
    taken = {**form, "id": "so-y-te", "name": "Sở Khác", "parent_name": "tp-hue", "codes": ""}
    refused = await keeper.post(path, {**taken, "email": "", "valid_from": "2026-01-01"})
    assert refused.status == 409
    assert refused.page.control("name").get("aria-invalid") == "true"


async def test_somebody_else_was_faster(keeper: Keeper) -> None:
    unit = await make_unit(keeper)
    path = f"/quan-tri/don-vi/{unit}"
    first = (await keeper.get(path)).page
    await keeper.submit(first, path, address="1 Lê Lợi")
    late = await keeper.submit(first, path, address="2 Lê Lợi")
    assert late.status == 412
    assert late.page.control("address").get("value") == "2 Lê Lợi"
    assert "Người khác vừa thay đổi" in late.text
    assert (await keeper.submit(late.page, path)).status == 303


async def test_a_unit_ends_when_it_is_named(keeper: Keeper) -> None:
    old, new = await make_unit(keeper), await make_unit(keeper)
    path = f"/quan-tri/don-vi/{old}"
    typed = {"valid_to": "2026-12-31", "reason": "Nghị quyết 1", "successor_name": new}
    page = (await keeper.get(path)).page
    refused = await keeper.submit(page, f"{path}/ket-thuc", **typed)
    assert refused.status == 422
    assert refused.page.control("confirmed").get("aria-invalid") == "true"
    ended = await keeper.submit(page, f"{path}/ket-thuc", **typed, confirmed=old)
    assert ended.status == 303, ended.text
    shown = await keeper.get(path)
    assert "Kết thúc 31/12/2026" in shown.text
    assert f"/quan-tri/don-vi/{new}" in shown.text
    assert "Nghị quyết 1" in shown.text


async def test_somebody_is_registered_given_roles_and_locked(keeper: Keeper) -> None:
    new = "/quan-tri/can-bo-moi"
    name = "Hoàng Văn Danh Bạ"
    form = (await keeper.get(f"{new}?unit=so-y-te")).page
    made = await keeper.submit(form, new, name=name, email="danhba@hue.example")
    assert made.status == 303, made.text
    path = made.headers["location"].partition("?")[0]
    assert name in (await keeper.get("/quan-tri/can-bo?q=danh+ba")).text
    shown = (await keeper.get(path)).page
    again = {"taken": "", "role": "head", "unit_name": "Sở Y tế"}
    given = await keeper.post(f"{path}/vai-tro", {**shown.form(path), **again})
    assert given.status == 303, given.text
    shown = (await keeper.get(path)).page
    form = {**shown.form(path), "taken": "", "role": "coordinator", "unit_name": "Sở Y tế"}
    refused = await keeper.post(f"{path}/vai-tro", form)
    assert refused.status == 409
    assert refused.page.control("role").get("aria-invalid") == "true"
    account = {"issuer": "https://sso.bo.example", "subject": new_id(), "taken": ""}
    linked = await keeper.post(f"{path}/tai-khoan", {**shown.form(path), **account})
    assert linked.status == 303, linked.text
    shown = (await keeper.get(path)).page
    locked = await keeper.submit(shown, f"{path}/khoa")
    assert locked.status == 303
    assert "Đã khóa" in (await keeper.get(path)).text


async def test_nobody_takes_their_own_administration_away(keeper: Keeper) -> None:
    path = "/quan-tri/can-bo/demo-admin1"
    shown = (await keeper.get(path)).page
    refused = await keeper.submit(shown, f"{path}/vai-tro", taken="admin:tp-hue")
    assert refused.status == 409
    assert "Quản trị viên khác phải làm việc này" in refused.text


async def test_a_year_is_looked_at_then_confirmed(keeper: Keeper) -> None:
    path = "/quan-tri/lich/hue/2027"
    assert "Tạm tính" in (await keeper.get("/quan-tri/lich")).text
    page = (await keeper.get(path)).page
    days = page.control("days_off").text.strip()
    typed = {
        "status": "confirmed",
        "source": "Thông báo 99/TB",
        "days_off": f"{days}\n05/02 Tết Nguyên đán\n08/02/2027 Tết | Thông báo 98/TB",
        "makeup_days": "20/02 Làm bù Tết",
    }
    looked = await keeper.submit(page, path, step="preview", **typed)
    assert looked.status == 200
    assert "05/02/2027, 08/02/2027" in looked.text
    assert "không còn là tạm tính" in looked.text
    saved = await keeper.submit(looked.page, path, step="save")
    assert saved.status == 303, saved.text
    shown = await keeper.get("/quan-tri/lich/hue")
    assert "Thông báo 99/TB" in shown.text
    assert "20/02/2027 Làm bù Tết" in shown.text
    wrong = await keeper.submit(page, path, step="preview", days_off="hôm qua nghỉ")
    assert wrong.status == 422
    assert "Dòng 1 chưa đúng" in wrong.text
    weekday = await keeper.submit(page, path, step="preview", source="TB 1", makeup_days="19/02 Bù")
    assert weekday.status == 422
    assert weekday.page.control("makeup_days").get("aria-invalid") == "true"


async def test_a_calendar_is_copied(keeper: Keeper) -> None:
    page = (await keeper.get("/quan-tri/lich")).page
    typed = {"id": f"l-{new_id()[-8:]}", "name": "Lịch riêng", "copy_of": "hue"}
    made = await keeper.submit(page, "/quan-tri/lich", **typed)
    assert made.status == 303, made.text
    taken = await keeper.submit(page, "/quan-tri/lich", **typed)
    assert taken.status == 409
    assert taken.page.control("id").get("aria-invalid") == "true"


async def test_a_table_is_sent_and_followed(keeper: Keeper) -> None:
    page = await keeper.get("/quan-tri/danh-ba")
    assert "/api/auth/v1/directory-tables/units.csv" in page.text
    nothing = await keeper.send_file({"kind": "units", "dry_run": "on"}, b"")
    assert nothing.status == 422
    sent = await keeper.send_file({"kind": "units", "dry_run": "on"}, b"Ma,Ten\n1,2\n")
    assert sent.status == 303, sent.text
    shown = await keeper.get(sent.headers["location"])
    assert "danh bạ.csv" in shown.text
    assert "Đang chờ" in shown.text
    taken_away = await keeper.get_file("/api/auth/v1/directory-tables/units.csv")
    assert "so-tu-phap" in taken_away.text


async def test_what_was_done_is_in_the_audit_log_and_found_by_who_did_it(keeper: Keeper) -> None:
    unit = await make_unit(keeper)
    path = "/quan-tri/nhat-ky"
    shown = await keeper.get(f"{path}?kind=unit.&actor=demo-admin1")
    assert unit in shown.text
    assert "Thêm đơn vị" in shown.text
    assert "Không có việc nào khớp" in (await keeper.get(f"{path}?last=2020-01-01")).text
    assert unit in (await keeper.get(f"{path}?kind=wrong&first=h%C3%B4m+qua")).text


async def test_a_calling_system_is_added_given_a_new_secret_and_revoked(keeper: Keeper) -> None:
    path, name = "/quan-tri/he-thong", f"lgsp-{new_id()[-10:]}"
    empty = await keeper.get(path)
    typed = {"name": name, "title": "Trục <liên> thông", "scopes": "figures:read"}
    for wrong in ({"name": "Lgsp"}, {"title": ""}, {"name": "gateway"}):
        refused = await keeper.submit(empty.page, path, **typed | wrong)
        assert refused.status in {409, 422}
        assert "error-summary" in refused.text
    added = await keeper.submit(empty.page, path, **typed)
    assert added.status == 200, added.text
    [secret] = re.findall(r'id="secret">([\w-]{43})<', added.text)
    shown = await keeper.get(f"{path}/{name}")
    assert secret not in shown.text
    assert "Trục &lt;liên&gt; thông" in shown.text
    sent = await keeper.submit(shown.page, f"{path}/{name}", title="Trục liên thông")
    assert sent.headers["location"] == f"{path}/{name}?done=1"
    stale = await keeper.submit(shown.page, f"{path}/{name}/khoa")
    assert stale.status == 412
    again = await keeper.get(f"{path}/{name}?done=1")
    renewed = await keeper.submit(again.page, f"{path}/{name}/khoa", keep_hours="0")
    [second] = re.findall(r'id="secret">([\w-]{43})<', renewed.text)
    assert second != secret
    gone = await keeper.submit(renewed.page, f"{path}/{name}/thu-hoi")
    assert gone.status == 303
    assert "Đã thu hồi lúc" in (await keeper.get(f"{path}/{name}")).text
    assert "Đã thu hồi" in (await keeper.get(path)).text
