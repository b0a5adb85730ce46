"""`/tai-khoan`: who somebody is here. What is known of them takes a sign-in that proved it."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.pages.account.frame import account_views
from gateway.pages.deps import Pages
from gateway.visitors import Auth, SignedIn
from shared.identity import PROVEN

router = APIRouter(include_in_schema=False)

PATH = "/tai-khoan"


@router.get(PATH)
async def show_account(visitor: SignedIn, pages: Pages, auth: Auth) -> HTMLResponse:
    """Show the visitor's name and level, and the rest to who proved who they are."""
    context = {
        "profile": await auth.show_profile() if visitor.loa >= PROVEN else None,
        "name": visitor.name,
        "level": visitor.loa,
        "roles": visitor.me.roles if visitor.me else [],
        "views": account_views(pages, PATH),
    }
    return pages.render("account/profile.html", context)
