"""Signing in as pages: where to (`/dang-nhap`), why not (`/dang-nhap/loi`), and having left."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.pages.deps import Pages
from gateway.pages.problem_text import login_href
from gateway.translations import mark
from gateway.visitors import Auth
from shared.identity import PROVEN

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class RefusalText:
    """Why nobody was signed in, in words; `may_retry` when trying again can help."""

    title: str
    text: str
    may_retry: bool = True


_NOT_VERIFIED = RefusalText(
    mark("Không xác minh được lần đăng nhập"),
    mark("Thông tin từ nơi cấp định danh không khớp, nên chưa ai được đăng nhập. Hãy thử lại."),
)
REFUSALS = {
    "access_denied": RefusalText(
        mark("Bạn đã không đồng ý đăng nhập"),
        mark("Nơi cấp định danh báo rằng bạn từ chối. Nếu bấm nhầm, hãy thử lại."),
    ),
    "provider_error": RefusalText(
        mark("Nơi cấp định danh không cho đăng nhập"),
        mark("Hãy thử lại sau ít phút."),
    ),
    "expired": RefusalText(
        mark("Lần đăng nhập này đã hết hạn"),
        mark("Mỗi lần đăng nhập có mười phút và chỉ dùng một lần. Hãy bắt đầu lại."),
    ),
    "other_browser": RefusalText(
        mark("Lần đăng nhập này bắt đầu ở trình duyệt khác"),
        mark("Hãy đăng nhập lại ngay trong trình duyệt này."),
    ),
    "not_verified": _NOT_VERIFIED,
    "level_too_low": RefusalText(
        mark("Cần mức định danh cao hơn"),
        mark("Việc này cần tài khoản định danh mức 2. Hãy nâng mức tại nơi cấp định danh."),
    ),
    "account_locked": RefusalText(
        mark("Tài khoản đang bị khóa"),
        mark("Hãy liên hệ người quản trị của đơn vị bạn."),
        may_retry=False,
    ),
}


@router.get("/dang-nhap")
async def choose_provider(
    pages: Pages,
    auth: Auth,
    next_address: Annotated[str, Query(alias="next", max_length=1_000)] = "/",
    level: Annotated[str, Query(max_length=1)] = "",
) -> HTMLResponse:
    """Let people choose where to sign in, where several providers stand side by side."""
    asked = {"next": next_address} | ({"level": level} if level else {})
    offered = [
        {"title": one.title, "href": f"/auth/login?{urlencode(asked | {'provider': one.name})}"}
        for one in await auth.list_sign_in_providers()
    ]
    context = {"offered": offered, "needs_proof": level == str(PROVEN)}
    return pages.render("citizen/choose_provider.html", context)


@router.get("/dang-nhap/loi")
async def explain_refused_sign_in(
    pages: Pages,
    ma: Annotated[str, Query(max_length=40)] = "",
    next_address: Annotated[str, Query(alias="next", max_length=1_000)] = "/",
) -> HTMLResponse:
    """Say why nobody was signed in; auth checks `next` again before it leads there."""
    refusal = REFUSALS.get(ma, _NOT_VERIFIED)
    retry_href = login_href(next_address) if refusal.may_retry else ""
    context = {"refusal": refusal, "retry_href": retry_href}
    return pages.render("citizen/not_signed_in.html", context)


@router.get("/dang-nhap/da-thoat")
async def show_signed_out(pages: Pages) -> HTMLResponse:
    """Say that the session has ended."""
    return pages.render("citizen/signed_out.html")
