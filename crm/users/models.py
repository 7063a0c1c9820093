"""Accounts, the sessions they hold, and the throttle that slows guessing."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core import here
from crm.core.database import SECRET, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import ROLE_LABELS, Permission, Role, allows
from crm.core.sealing import sealed_column
from crm.core.zones import ZONES
from crm.users.rules import SECOND_FACTOR


class User(Record, Base):
    """A member of staff. flask-login's attributes are plain properties, so the domain needs no web."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(String(254), unique=True)  #: lower case
    display_name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200), info=SECRET)
    role: Mapped[Role] = mapped_column(String(20), info=coded(ROLE_LABELS))
    language: Mapped[str] = mapped_column(String(10), default="ja", info=coded(LANGUAGE_LABELS))
    timezone: Mapped[str] = mapped_column(String(40), default=here.zone, info=coded(ZONES))
    active: Mapped[bool] = mapped_column(default=True)
    #: The account still has the password printed by the sample data: the product stays on loopback.
    sample_password: Mapped[bool] = mapped_column(default=False)

    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        return str(self.id)

    def can(self, permission: Permission) -> bool:
        return allows(Role(self.role), permission)


class LoginSession(Base):
    """A server-side session. The cookie carries a random token; only its hash is stored."""

    __tablename__ = "login_sessions"
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    device: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(index=True)


class SecondFactor(Base):
    """The seed of the codes that an account's app shows. Sealed: the database alone makes no code."""

    __tablename__ = "second_factors"
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_column(SECOND_FACTOR))
    confirmed_at: Mapped[datetime | None]  #: None until a code of it was typed: it is not asked for before
    last_step: Mapped[int] = mapped_column(
        default=0
    )  #: of 30 seconds since 1970, that of the last code: none works twice


class RecoveryCode(Base):
    """What stands in for the app once, where the telephone is lost: only its digest is kept."""

    __tablename__ = "recovery_codes"
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """Failed sign-ins of one account or one address, and until when the next try waits."""

    __tablename__ = "throttles"
    __audited__: ClassVar[bool] = False

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class FirstKey(Base):
    """What lets in whoever makes the first administrator: only the hash is stored, one row, made anew at each start."""

    __tablename__ = "first_keys"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
