"""Reading accounts and sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from cryptography.exceptions import InvalidTag
from sqlalchemy import Row, Select, bindparam, func, select

from crm.core import clock, keys, reading, sealing
from crm.core.database import db
from crm.core.errors import Refused, or_not_visible
from crm.core.permissions import STAFF, Actor, Permission, Role, allows
from crm.core.sight import AT_WORK
from crm.core.texts import Text
from crm.users import rules
from crm.users.models import LoginSession, RecoveryCode, SecondFactor, User


def users() -> Select[User]:
    """Every account, by name. For holders of `users:manage`."""
    return select(User).where(User.archived_at.is_(None)).order_by(User.display_name, User.id)


def one(id: int) -> User:
    """The account `id`; NotVisible when there is none."""
    return or_not_visible(db.session.get(User, id))


def by_email(email: str) -> User | None:
    """The account with this address, in any letter case."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def staff_by_email(email: str) -> User | None:
    """The account of one of ours with this address, active or not; a maker's person is none of ours."""
    found = by_email(email)
    return found if found is not None and found.role in STAFF else None


def any_account() -> bool:
    """Whether somebody has, or had, an account here."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def samples() -> list[User]:
    """Accounts of the sample that still have the password everyone knows, in the order they were made."""
    return list(db.session.scalars(select(User).where(User.sample_password, User.active).order_by(User.id)))


#: Who may be put in charge of a record.
_AT_WORK: Final = (User.active, User.archived_at.is_(None), User.role.in_(AT_WORK))
_OPTIONS: Final = select(User.id, User.display_name).where(*_AT_WORK).order_by(User.display_name)


def options() -> list[tuple[int, str]]:
    """Active staff who may be put in charge of records, as choices: [(id, name)]."""
    return [(row.id, row.display_name) for row in reading.rows(_OPTIONS)]


def check_in_charge(id: int | None, field: str) -> None:
    """Refused for whoever may not be put in charge of a record, by name where they had an account; nobody is no fault.

    Whoever asks leaves out who is in charge already: they stay until somebody chooses another.
    """
    if id is None or id in dict(options()):
        return
    left = db.session.get(User, id)
    if left is None:
        raise Refused(Text("Choose one from the list."), field)
    text = Text("%(name)s has left, or sees no records. Somebody else has to be in charge.", name=left.display_name)
    raise Refused(text, field)


def still_here(*ids: int | None) -> User | None:
    """The first of several who may be put in charge of a record today; None where all have left, or see no records.

    What the product does by itself asks it: a person who left is no reason to stop.
    """
    known = {user.id: user for user in db.session.scalars(select(User).where(User.id.in_({*ids} - {None}), *_AT_WORK))}
    return next((known[id] for id in ids if id in known), None)


def first_of(role: Role) -> User | None:
    """The member of staff of a role whose account is the oldest."""
    staff = select(User).where(User.role == role, User.active, User.archived_at.is_(None))
    return db.session.scalar(staff.order_by(User.id).limit(1))


def names() -> dict[int, str]:
    """{user id: name} of everyone who ever had an account."""
    return {user.id: user.display_name for user in db.session.scalars(select(User))}


_COLLEAGUES: Final = select(User.id, User.display_name, User.language)


def colleagues() -> dict[int, Row[Any]]:
    """{user id: (id, display_name, language)} of everyone who ever had an account."""
    return {row.id: row for row in reading.rows(_COLLEAGUES)}


def name_of(id: int | None) -> str:
    """The display name of a user id; empty for the system."""
    return "" if id is None else db.session.scalar(select(User.display_name).where(User.id == id)) or ""


def names_of(ids: Collection[int]) -> dict[int, str]:
    """{user: display name} of several."""
    return dict(db.session.execute(select(User.id, User.display_name).where(User.id.in_(ids))).all()) if ids else {}


@dataclass(frozen=True)
class OpenSession:
    """A living session of somebody: on what device, and whether it is the one that asks."""

    id: int
    device: str
    last_seen_at: datetime
    current: bool


def sessions_of(user: Actor, token: str | None = None) -> list[OpenSession]:
    """The living sessions a user holds, latest first; `token` is that of the one that asks."""
    statement = select(LoginSession).where(LoginSession.user_id == user.id).order_by(LoginSession.last_seen_at.desc())
    now, own = clock.now(), keys.digest(token or "")
    return [
        OpenSession(kept.id, rules.device(kept.device), kept.last_seen_at, kept.token_hash == own)
        for kept in db.session.scalars(statement)
        if rules.alive(Role(user.role), kept.created_at, kept.last_seen_at, now)
    ]


def second_of(user_id: int) -> SecondFactor | None:
    """The second factor of an account, also one that is begun and not confirmed."""
    return db.session.scalar(select(SecondFactor).where(SecondFactor.user_id == user_id))


def has_second(user_id: int) -> bool:
    """Whether an account is asked for its second factor."""
    kept = second_of(user_id)
    return kept is not None and kept.confirmed_at is not None


def with_second() -> set[int]:
    """The accounts that are asked for a second factor."""
    return set(db.session.scalars(select(SecondFactor.user_id).where(SecondFactor.confirmed_at.is_not(None))))


def seed_of(kept: SecondFactor) -> str:
    """What the app of an account makes its codes of. cryptography's InvalidTag when another secret sealed it."""
    return sealing.unseal(kept.sealed, rules.SECOND_FACTOR).decode()


def closed_seconds() -> list[str]:
    """The addresses of the accounts whose second factor cannot be checked, since another secret sealed it."""
    asked = select(User.email, SecondFactor).join(SecondFactor, SecondFactor.user_id == User.id)
    found = db.session.execute(asked.where(SecondFactor.confirmed_at.is_not(None)).order_by(User.email))
    return [email for email, kept in found if not _opens(kept)]


def _opens(kept: SecondFactor) -> bool:
    try:
        seed_of(kept)
    except InvalidTag:
        return False
    return True


def begun(user_id: int) -> str:
    """The seed of a second factor that waits for its first code; "" for none, and where another secret sealed it."""
    kept = second_of(user_id)
    if kept is None or kept.confirmed_at is not None or not _opens(kept):
        return ""
    return seed_of(kept)


def codes_left(user_id: int) -> int:
    """How many recovery codes of an account still work."""
    unused = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused) or 0


def active_admins() -> int:
    """How many administrators can sign in."""
    return db.session.scalar(select(func.count()).where(User.role == Role.ADMIN, User.active)) or 0


def others_with(permission: Permission, *, but: int) -> bool:
    """Whether somebody else who can sign in holds a permission."""
    holds = [role for role in Role if allows(role, permission)]
    return (
        db.session.scalar(select(User.id).where(User.active, User.role.in_(holds), User.id != but).limit(1)) is not None
    )


def administrators() -> list[User]:
    """The administrators who can sign in."""
    return list(db.session.scalars(select(User).where(User.role == Role.ADMIN, User.active).order_by(User.id)))


def any_sample_password() -> bool:
    """Whether an active account still has the password that the sample data prints."""
    return db.session.scalar(select(User.id).where(User.sample_password, User.active).limit(1)) is not None


# ------------------------------------------------------------------ whoever is signed in


@dataclass(frozen=True)
class SignedIn:
    """Whoever asks, as flask-login and the pages know them: a value, so that no transaction reads it again."""

    id: int
    role: Role
    display_name: str
    language: str
    timezone: str

    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        return str(self.id)


@dataclass(frozen=True)
class FoundSession:
    """A session with its user, if it has one and the account is open."""

    data: dict[str, Any]
    seen_at: datetime
    created_at: datetime
    user_id: int | None
    user: SignedIn | None


_OPEN: Final = User.active.is_(True)
_SHOWN: Final = (User.id, User.role, User.display_name, User.language, User.timezone)
_ACCOUNT: Final = select(*_SHOWN).where(User.id == bindparam("id"), _OPEN)
_SESSION: Final = (
    select(LoginSession.data, LoginSession.last_seen_at, LoginSession.created_at, LoginSession.user_id, *_SHOWN)
    .outerjoin(User, (User.id == LoginSession.user_id) & _OPEN)
    .where(LoginSession.token_hash == bindparam("token_hash"))
)


def signed_in(id: int) -> SignedIn | None:
    """The open account of this id."""
    found = reading.rows(_ACCOUNT, id=id)
    return _signed_in(found[0]) if found else None


def session_of(token_hash: str) -> FoundSession | None:
    """The session of a token with its user, in one query."""
    found = reading.rows(_SESSION, token_hash=token_hash)
    if not found:
        return None
    row = found[0]
    user = _signed_in(row) if row.id is not None else None
    return FoundSession(row.data, row.last_seen_at, row.created_at, row.user_id, user)


def _signed_in(row: Row[Any]) -> SignedIn:
    return SignedIn(row.id, Role(row.role), row.display_name, row.language, row.timezone)
