"""Accounts: made, changed, given another password."""

from crm.audit.services import action
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor, Role
from crm.core.texts import Text
from crm.users import queries, rules
from crm.users.models import User
from crm.users.services.hashing import check_password, hashed
from crm.users.services.sessions import end_sessions


def create(
    *,
    email: str,
    display_name: str,
    password: str,
    role: Role,
    by: Actor | None,
    language: str = "ja",
    timezone: str = "",
    sample: bool = False,
) -> User:
    """A new account, which reads by the office's clock unless told otherwise. Refused for an address in use or a weak
    password."""
    address = email.strip().lower()
    if queries.by_email(address) is not None:
        raise Refused(Text("There is already an account with this address."), "email")
    check_password(password, address)
    user = User(
        email=address,
        display_name=display_name,
        password_hash=hashed(password),
        role=role,
        language=language,
        timezone=timezone or here.zone(),
        sample_password=sample,
    )
    with action(rules.CREATED, by=by):
        db.session.add(user)
    return user


def change(user: User, *, display_name: str, role: Role, active: bool, by: Actor) -> None:
    """Change an account. Nobody changes their own role, the last administrator stays, and whoever represents a maker
    has no other role."""
    if user.id == by.id and (role != user.role or not active):
        raise Refused(Text("You cannot change your own role or close your own account."), "role")
    if Role.MAKER in (role, user.role) and role != user.role:
        raise Refused(Text("An account of a maker has no other role. Make another account instead."), "role")
    leaves_admin = user.role == Role.ADMIN and (role != Role.ADMIN or not active)
    if leaves_admin and user.active and queries.active_admins() <= 1:
        raise Refused(Text("The last administrator cannot be removed."), "role")
    ends_sessions = role != user.role or not active
    with action(rules.CHANGED, by=by):
        user.display_name, user.role, user.active = display_name, role, active
    if ends_sessions:
        end_sessions(user.id)


def change_profile(user: User, *, display_name: str, language: str, timezone: str, by: Actor | None) -> None:
    """What everyone may change about themselves."""
    with action(rules.CHANGED, by=by):
        user.display_name, user.language, user.timezone = display_name, language, timezone


def set_password(user: User, *, password: str, by: Actor | None) -> None:
    """A new password; every session of the account ends."""
    check_password(password, user.email)
    with action(rules.PASSWORD_SET, by=by, record=user):
        user.password_hash, user.sample_password = hashed(password), False
    end_sessions(user.id)
