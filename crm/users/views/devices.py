"""What a browser keeps of the accounts that signed in with it, so that a new one is told by mail."""

from typing import Final

from flask import Response, after_this_request, current_app, request

from crm.core.database import db
from crm.users import rules, services
from crm.users.models import User

COOKIE: Final = "devices"


def remember_device(user: User) -> None:
    """Mail the owner where the account does not know this browser, and keep it in mind."""
    if current_app.extensions["settings"].smtp is not None and not services.is_known(user, kept_device()):
        services.tell_of_device(user, request.user_agent.string)
        db.session.commit()
    keep_device(user)


def keep_device(user: User) -> None:
    """Have the browser keep that this account signed in with it; sent to the pages of accounts alone."""
    value = services.with_device(user, kept_device())

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            COOKIE, value, max_age=rules.DEVICE_LIFE, path=f"{request.script_root}/users", httponly=True,
            samesite="Lax", secure=current_app.session_interface.get_cookie_secure(current_app),
        )  # fmt: skip
        return response


def kept_device() -> str:
    """What this browser keeps; "" where nobody signed in with it."""
    return request.cookies.get(COOKIE, "")
