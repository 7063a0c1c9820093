"""Signing in."""

from crm.audit.services import action
from crm.core.database import db
from crm.users import queries, rules
from crm.users.models import User
from crm.users.services import pace
from crm.users.services.devices import is_known
from crm.users.services.hashing import decoy, fits, hashed, is_outdated


def sign_in(*, email: str, password: str, address: str, device: str = "") -> User | None:
    """The account, if address and password fit and neither is being slowed down; else None. Where it has a second
    factor, that is to be asked for yet (`check_second`). `device` is what the browser keeps (services.devices).

    Unknown names cost the same time as known ones. Raises Refused while the account or the network address waits, and
    for a browser that the account does not know while strangers are slowed down.
    """
    user = queries.by_email(email)
    known = user is not None and is_known(user, device)
    own, shared = pace.account_key(email, known=known), pace.key("address", rules.network(address))
    slowed = [own, shared, *([] if known else [pace.STRANGERS])]
    pace.refuse_while_blocked(slowed)
    stored = user.password_hash if user is not None else decoy()
    db.session.rollback()  # hashing takes 50 ms: not while holding the write lock
    if not fits(stored, password) or user is None or not user.active:
        pace.count(slowed)
        if user is not None:
            with action(rules.SIGN_IN_FAILED, by=None, record=user):
                pass
        return None
    pace.forgive(own, shared)
    verb = rules.PASSWORD_GIVEN if queries.has_second(user.id) else rules.SIGNED_IN
    with action(verb, by=user, record=user):
        if is_outdated(stored):
            user.password_hash = hashed(password)
    return user


def prove(user: User, *, password: str, address: str) -> bool:
    """Whether somebody who is signed in knows the password. A wrong one is counted as one on the sign-in page is.

    Raises Refused while the account or the network address waits.
    """
    slowed = (pace.account_key(user.email), pace.key("address", rules.network(address)))
    pace.refuse_while_blocked(slowed)
    stored = user.password_hash
    db.session.rollback()  # hashing takes 50 ms: not while holding the write lock
    if fits(stored, password):
        return True
    pace.count(slowed)
    with action(rules.SIGN_IN_FAILED, by=user, record=user):
        pass
    return False
