"""The fixed cast of the tests: one person a role, made on demand, and how they sign in."""

import re
import secrets
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from crm.audit.rules import Verb
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.users import queries, services
from crm.users.models import User
from tests.kept import beside, is_untouched, kept

PASSWORD = "opens every test account"

#: What is written without a service, to set up a test. One for all: a code has one label in a process.
SET_UP = Verb("test.set_up", "Set up for a test")

#: role: (address, name, language)
PEOPLE = {
    Role.ADMIN: ("honda@example.jp", "本田 悠", "ja"),
    Role.COORDINATOR: ("kobayashi@example.jp", "小林 里美", "ja"),
    Role.MISSION_LEADER: ("tanabe@example.jp", "田邉 俊夫", "ja"),
    Role.MANAGEMENT: ("sakai@example.jp", "酒井 正", "ja"),
    Role.AUDITOR: ("mizuno@example.jp", "水野 聡", "ja"),
    Role.MAKER: ("maruyama@example.jp", "丸山 直子", "ja"),  # of no firm, until tests/makers gives it one
}

services.set_hashing(time_cost=1, memory_cost=8)


def user(role: Role = Role.COORDINATOR, *, email: str | None = None, language: str | None = None) -> User:
    """The cast's member of `role` (another one when `email` is given), made if not there yet. Needs an app context."""
    address, name, own_language = PEOPLE[role]
    address, language = email or address, language or own_language
    if is_untouched():  # else putting it back costs as much as making it
        kept(_make)(address, name, role.value, language)
    elif found := queries.by_email(address):
        return found
    else:
        _make(address, name, role.value, language)
    return account(address)


def _make(email: str, name: str, role: str, language: str) -> None:
    with writing():
        services.create(email=email, display_name=name, password=PASSWORD, role=Role(role), language=language, by=None)
        db.session.commit()


def sign_in(
    client: FlaskClient, role: Role = Role.COORDINATOR, *, email: str | None = None, language: str = "en"
) -> None:
    """Sign `client` in as the cast's member of `role`; pages come in `language`.

    As the sign-in page would leave it (tests/users goes through that page), without its two requests.
    """
    with client.application.app_context():
        member = user(role, email=email, language=language)
        _speak(member.email, language)
        token = secrets.token_urlsafe(32)
        data = {"_user_id": str(member.id), "_fresh": True, "csrf_token": secrets.token_hex(20)}
        with beside():
            services.SessionStore().save(token, data, "a test", fresh=True)
    client.set_cookie("session", token)


def _speak(address: str, language: str) -> None:
    """Have the account's pages come in `language`, also when it was made before with its own."""
    with writing():
        member = account(address)
        if member.language == language:
            return
        services.change_profile(
            member, display_name=member.display_name, language=language, timezone=member.timezone, by=None
        )
        db.session.commit()


def csrf_token(client: FlaskClient, path: str) -> str:
    """The token in the form at `path`."""
    return hidden(client.get(path).get_data(as_text=True), "csrf_token")


def hidden(page: str, name: str) -> str:
    """The value of the first hidden field `name` in an HTML text."""
    for tag in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in tag:
            found = re.search(r'value="([^"]*)"', tag)
            return unescape(found.group(1)) if found else ""
    raise AssertionError(f"no field {name}")


def account(email: str) -> User:
    """The account with this address, which must be there. Needs an app context."""
    found = queries.by_email(email)
    assert found is not None, email
    return found


def left(email: str, app: Flask) -> None:
    """Close an account, as an administrator does when somebody leaves."""
    with app.app_context(), writing():
        member = account(email)
        services.change(
            member, display_name=member.display_name, role=Role(member.role), active=False, by=user(Role.ADMIN)
        )
        db.session.commit()


def session_cookie(client: FlaskClient) -> str:
    """The token in the session cookie that `client` holds."""
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value
