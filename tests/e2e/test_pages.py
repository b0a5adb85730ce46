"""Every page in a browser: no accessibility fault, nothing wider than the screen, no foreign host,
light over the wire with all it loads, and nothing that moves once it is drawn.

Phone and desktop, light and dark, Vietnamese and English.
"""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser import chromium, find_axe_faults
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

PUBLIC = [
    "/", "/hoi-dap", "/hoi-dap?q=zzzz", "/hoi-dap?q=khai+sinh&unit_name=tu+phap&year=2026",
    "/hoi-dap/cau-hoi-thuong-gap", "/hoi-dap/don-vi?q=so", "/hoi-dap/don-vi/so-tu-phap",
    "/hoi-dap/gui?unit=so-tu-phap", "/hoi-dap/tra-cuu", "/danh-gia/demo", "/danh-gia/tham-do",
    "/danh-gia/tham-do/demo",
    "/cong-khai", "/dang-nhap", "/dang-nhap/da-thoat", "/dang-nhap/loi",
    "/problems/not-found", "/styleguide", "/docs", "/docs/qa-questions",
    "/khong-co-trang-nay",
    "/widgets/embed", "/widgets/embed?kind=qa&unit_name=so",
]  # fmt: skip
CITIZEN = ["/hoi-dap/cua-toi", "/hoi-dap/tra-cuu", "/tai-khoan"]
OFFICER = [
    "/can-bo", "/can-bo?status=answered", "/can-bo/thong-bao", "/can-bo/cach-nhan-thong-bao",
    "/can-bo/nguoi-thay", "/can-bo/thuong-gap", "/can-bo/thuong-gap-moi", "/can-bo/mau-tra-loi",
    "/can-bo/mau-tra-loi-moi",
]  # fmt: skip
COORDINATOR = ["/can-bo", "/can-bo/kiem-duyet", "/can-bo/kiem-duyet?state=settled"]
LEADER = [
    "/lanh-dao?days=90", "/lanh-dao/xep-hang?days=365", "/lanh-dao/xep-hang?by=portal&days=365",
    "/lanh-dao/gop-y", "/lanh-dao/canh-bao", "/lanh-dao/bao-cao",
]  # fmt: skip
ADMIN = [
    "/quan-tri", "/quan-tri/han-tra-loi", "/quan-tri/han-tra-loi-moi",
    "/quan-tri/han-tra-loi/thay-doi", "/quan-tri/nhac-viec", "/quan-tri/nhac-viec-moi",
    "/quan-tri/chua-gui-duoc", "/quan-tri/ket-noi", "/quan-tri/nhap-du-lieu",
    "/quan-tri/cong", "/quan-tri/cong?q=zzzz", "/quan-tri/cong-moi", "/quan-tri/cong/demo",
    "/quan-tri/phieu", "/quan-tri/phieu/1", "/quan-tri/tam-giu", "/quan-tri/tam-giu/so-quyet-dinh",
    "/quan-tri/tham-do", "/quan-tri/tham-do/demo", "/quan-tri/tham-do/demo/xem-truoc",
    "/quan-tri/tham-do-moi", "/quan-tri/don-vi-moi", "/quan-tri/can-bo-moi", "/quan-tri/lich",
    "/quan-tri/linh-vuc", "/quan-tri/he-thong", "/quan-tri/nhat-ky", "/quan-tri/quyen-du-lieu",
]  # fmt: skip
VISITS = [
    (person, path)
    for person, paths in (
        ("", PUBLIC),
        ("citizen1", CITIZEN),
        ("officer1", OFFICER),
        ("coordinator1", COORDINATOR),
        ("leader1", LEADER),
        ("admin1", ADMIN),
    )
    for path in paths
]
MOST_BYTES = 50_000
MOST_SHIFT = 0.002  # whatever one would notice gives several times as much
MEASURED = """() => new Promise((resolve) => {
  const moved = [];
  let shift = 0;
  new PerformanceObserver((list) => {
    const nodes = list.getEntries().flatMap(({ sources }) => sources.map(({ node }) => node));
    for (const { value } of list.getEntries()) shift += value;
    moved.push(...nodes.map((node) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80)));
  }).observe({ type: "layout-shift", buffered: true });
  const kinds = ["navigation", "resource"];
  const loaded = kinds.flatMap((kind) => performance.getEntriesByType(kind));
  const bytes = loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  requestAnimationFrame(() => setTimeout(() => resolve([bytes, shift, moved]), 20));
})"""
"""The bytes of all that was loaded, compressed, now or kept from before; what moved when drawn."""
VIEWS = [(390, "light", "vi"), (1280, "dark", "en")]


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: "-".join(map(str, view)))
async def pages(
    request: pytest.FixtureRequest, browser: Browser, system: System
) -> AsyncIterator[dict[str, Page]]:
    """Return an open browser window for each person."""
    width, scheme, language = request.param
    opened = {}
    for person in ("", "citizen1", "officer1", "coordinator1", "leader1", "admin1"):
        context = await browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            base_url=system.public_url,
            locale=language,
        )
        opened[person] = await context.new_page()
        if person:
            await opened[person].goto(f"/auth/login?login_hint={person}&next=/")
        await opened[person].goto(f"/?lang={language}")
    yield opened
    for page in opened.values():
        await page.context.close()


@pytest.mark.parametrize(("person", "path"), VISITS)
async def test_a_page_is_sound(
    pages: dict[str, Page], system: System, person: str, path: str
) -> None:
    page = pages[person]
    asked: set[str] = set()
    broken: list[str] = []
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.on("pageerror", lambda error: broken.append(str(error)))
    response = await page.goto(path, wait_until="load")
    assert response
    assert response.status == (404 if path == "/khong-co-trang-nay" else 200)
    assert asked <= {urlsplit(system.public_url).netloc}
    loaded, shift, moved = await page.evaluate(MEASURED)
    assert 5_000 < loaded <= MOST_BYTES
    assert shift < MOST_SHIFT, moved
    assert await find_axe_faults(page) == []
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} px wider than the screen"
    assert await page.locator("h1").count() == 1
    assert broken == []
