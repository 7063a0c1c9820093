"""A new password without the old one: by a link that is mailed."""

import hmac
from datetime import UTC, datetime

from sqlalchemy import select

from crm.audit.services import action
from crm.core import clock, keys
from crm.core.cleaning import whole
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.jobs import services as jobs
from crm.users import queries, rules
from crm.users.models import User
from crm.users.services import pace
from crm.users.services.accounts import set_password


def ask_for_link(email: str, *, address: str) -> None:
    """Have a link mailed, if there is an account: nobody learns here whether there is one.

    Refused while whoever asks too often, or for one account, has to wait.
    """
    slowed = (pace.key("link to", email.strip().lower()), pace.key("links for", rules.network(address)))
    pace.refuse_while_blocked(slowed)
    pace.count(slowed)
    user = queries.by_email(email)
    if user is not None and user.active:
        mail_link(user, by=None)


def mail_link(user: User, *, by: Actor | None) -> None:
    """Have the owner of an account mailed a link to set a new password. Refused for a closed account."""
    note_link(user, by=by)
    jobs.enqueue(rules.LINK_JOB, {"user_id": user.id}, by=by, keep=rules.LINK_LIFE)


def note_link(user: User, *, by: Actor | None) -> None:
    """Log that a link is made. Refused for a closed account."""
    if not user.active:
        raise Refused(Text("This account is closed."))
    with action(rules.LINK_ASKED, by=by, record=user):
        pass


def link_token(user: User) -> str:
    """What a link to set a new password carries. Nothing of it is kept: another password or address, or half an
    hour, makes it void.
    """
    until = int((clock.now() + rules.LINK_LIFE).timestamp())
    return f"{user.id}-{until}-{_proof(user, until)}"


def holder_of(token: str) -> User | None:
    """The open account that a link's token is for, while it works."""
    id, _, rest = token.partition("-")
    until, _, proof = rest.partition("-")
    number, ends = whole(id, digits=9), whole(until, digits=11)
    if number is None or ends is None:
        return None
    user = db.session.scalar(select(User).where(User.id == number, User.active))
    if user is None or not hmac.compare_digest(_proof(user, ends).encode(), proof.encode()):
        return None
    return user if datetime.fromtimestamp(ends, UTC) >= clock.now() else None


def _proof(user: User, until: int) -> str:
    told = f"{user.id}\n{until}\n{user.email}\n{user.password_hash}"
    return hmac.new(keys.derive("password link"), told.encode(), "sha256").hexdigest()


def set_forgotten(user: User, *, password: str) -> None:
    """The new password of whoever came by a link; the account does not wait for the wrong ones any longer."""
    set_password(user, password=password, by=user)
    pace.forget((pace.account_key(user.email), pace.account_key(user.email, known=True)))
