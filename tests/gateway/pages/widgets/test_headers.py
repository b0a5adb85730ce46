"""Who may frame: nobody, except a portal's own pages where a page is made for that."""

from gateway.security_headers import framed_headers, security_headers
from tests.gateway.conftest import gateway_settings
from tests.support.pages import PageClient


def test_only_the_named_origins_may_frame() -> None:
    settings = gateway_settings()
    origins = ["https://tuphap.hue.gov.vn", "http://localhost:8000"]
    policy = framed_headers(settings, origins)["Content-Security-Policy"]
    assert f"frame-ancestors {' '.join(origins)};" in policy
    others = security_headers(settings)["Content-Security-Policy"].split("; ")
    assert [part for part in others if part not in policy.split("; ")] == ["frame-ancestors 'none'"]


def test_nobody_may_while_nobody_is_known() -> None:
    for origins in ([], ["*"], ["https://a.vn; script-src *"], ["https://a.vn b.vn"]):
        policy = framed_headers(gateway_settings(), origins)["Content-Security-Policy"]
        assert "frame-ancestors 'none';" in policy


async def test_a_frame_without_its_services_says_so_and_lets_nobody_in(client: PageClient) -> None:
    for path in ("/widgets/survey/demo", "/widgets/qa/so-tu-phap?portal=demo&lang=en"):
        answer = await client.get(path)
        assert answer.headers["content-type"].startswith("text/html")
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
