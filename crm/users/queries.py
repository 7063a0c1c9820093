"""Reading accounts and sessions."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Select, func, select

from crm.core import reading
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor, Role
from crm.users.models import LoginSession, User


def users() -> Select[User]:
    """Every account, by name. For holders of `users:manage`."""
    return select(User).where(User.archived_at.is_(None)).order_by(User.display_name, User.id)


def one(id: int) -> User:
    """The account `id`; NotVisible when there is none."""
    user = db.session.get(User, id)
    if user is None:
        raise NotVisible
    return user


def by_email(email: str) -> User | None:
    """The account with this address, in any letter case."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def samples() -> list[User]:
    """Accounts of the sample that still have the password everyone knows, in the order they were made."""
    return list(db.session.scalars(select(User).where(User.sample_password, User.active).order_by(User.id)))


_OPTIONS: Final = (
    select(User.id, User.display_name).where(User.active, User.archived_at.is_(None)).order_by(User.display_name)
)


def options() -> list[tuple[int, str]]:
    """Active staff as choices: [(id, name)]."""
    return [(row.id, row.display_name) for row in reading.rows(_OPTIONS)]


def names() -> dict[int, str]:
    """{user id: name} of everyone who ever had an account."""
    return {user.id: user.display_name for user in db.session.scalars(select(User))}


def name_of(id: int | None) -> str:
    """The display name of a user id; empty for the system."""
    return "" if id is None else db.session.scalar(select(User.display_name).where(User.id == id)) or ""


def sessions_of(user: Actor) -> Sequence[LoginSession]:
    """The sessions a user holds, latest first."""
    statement = select(LoginSession).where(LoginSession.user_id == user.id).order_by(LoginSession.last_seen_at.desc())
    return db.session.scalars(statement).all()


def active_admins() -> int:
    """How many administrators can sign in."""
    return db.session.scalar(select(func.count()).where(User.role == Role.ADMIN, User.active)) or 0


def any_sample_password() -> bool:
    """Whether an active account still has the password that the sample data prints."""
    return db.session.scalar(select(User.id).where(User.sample_password, User.active).limit(1)) is not None
