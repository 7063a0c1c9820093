"""The second factor: set up, asked for, stood in for by a recovery code, taken away (RFC 6238)."""

import secrets
from base64 import b32encode
from collections.abc import Collection

import pyotp
from cryptography.exceptions import InvalidTag
from sqlalchemy import delete, update

from crm.audit.services import action
from crm.core import clock, keys, sealing
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.users import queries, rules
from crm.users.models import RecoveryCode, SecondFactor, User
from crm.users.services import pace
from crm.users.services.sessions import end_others, end_sessions


def begin(user: User) -> None:
    """A new seed, which is asked for once a code of it was typed. Refused while one is set."""
    if queries.has_second(user.id):
        raise Refused(Text("Two-step sign-in is set up already. Turn it off first."))
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    sealed = sealing.seal(pyotp.random_base32().encode(), rules.SECOND_FACTOR)
    db.session.add(SecondFactor(user_id=user.id, sealed=sealed))


def confirm(user: User, *, code: str, token: str | None) -> list[str]:
    """Ask for the second factor from now on; returns the recovery codes, which nobody is shown again.

    Whoever came in without it is signed out, but for the session of `token`. Refused for a code that the seed does not
    make, and where none was begun.
    """
    kept = queries.second_of(user.id)
    if kept is None or kept.confirmed_at is not None:
        raise Refused(Text("Begin once more: nothing waits for a code."), "code")
    if not _takes(kept, code):
        raise Refused(Text("This code does not fit. Type the one that the app shows now."), "code")
    with action(rules.SECOND_SET, by=user, record=user):
        kept.confirmed_at = clock.now()
    end_others(user.id, token)
    return _make_codes(user)


def renew_codes(user: User) -> list[str]:
    """New recovery codes; those of before are void. Refused without a second factor."""
    if not queries.has_second(user.id):
        raise Refused(Text("Two-step sign-in is not set up."))
    return _make_codes(user)


def turn_off(user: User, *, token: str | None) -> None:
    """Sign in with the password alone again; whoever came in by it is signed out, but for the session of `token`."""
    _take_away(user, by=user)
    end_others(user.id, token)


def reset(user: User, *, by: Actor | None) -> None:
    """For whoever lost telephone and codes: the account is signed out everywhere. Refused where there is none."""
    if queries.second_of(user.id) is None:
        raise Refused(Text("Two-step sign-in is not set up."))
    _take_away(user, by=by)
    end_sessions(user.id)


def check_second(user: User, *, code: str, address: str) -> bool:
    """Whether a code of the app, or a recovery code, lets the account in; none works a second time.

    Raises Refused while account or network address wait; for whatever is no recovery code also where another secret of
    the installation sealed the seed, and that counts as a try, too.
    """
    slowed = (pace.second_key(user), pace.key("address", rules.network(address)))
    pace.refuse_while_blocked(slowed)
    kept = queries.second_of(user.id)
    if _use_up(user, code):  # first: it needs no secret
        verb = rules.RECOVERED
    else:
        try:
            fits = kept is not None and _takes(kept, code)
        except Refused:
            _count_failure(user, slowed)
            raise
        if not fits:
            _count_failure(user, slowed)
            return False
        verb = rules.SIGNED_IN
    pace.forgive(*slowed)
    with action(verb, by=user, record=user):
        pass
    return True


def _count_failure(user: User, slowed: Collection[str]) -> None:
    pace.count(slowed)
    with action(rules.SECOND_FAILED, by=None, record=user):
        pass


def _takes(kept: SecondFactor, code: str) -> bool:
    """Whether the seed makes this code about now. Of two who send one code at once only one is taken."""
    typed = rules.plain_code(code)
    try:
        maker = pyotp.TOTP(queries.seed_of(kept))
    except InvalidTag:
        raise Refused(
            Text(
                "The codes of the app cannot be checked here. Type a recovery code, or ask your administrator to turn "
                "off your two-step sign-in."
            ),
            "code",
        ) from None
    now = int(clock.now().timestamp()) // rules.STEP_SECONDS
    for step in (now - 1, now, now + 1):
        if secrets.compare_digest(maker.generate_otp(step), typed) if typed.isascii() else False:
            using = (
                update(SecondFactor)
                .where(SecondFactor.id == kept.id, SecondFactor.last_step < step)
                .values(last_step=step)
                .returning(SecondFactor.id)
            )
            return db.session.scalar(using) is not None
    return False


def _make_codes(user: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    made = [b32encode(secrets.token_bytes(10)).decode().lower() for _number in range(rules.RECOVERY_CODES)]
    with action(rules.RECOVERY_MADE, by=user, record=user):
        db.session.add_all(RecoveryCode(user_id=user.id, code_hash=keys.digest(code)) for code in made)
    return ["-".join(code[place : place + 4] for place in range(0, len(code), 4)) for code in made]


def _use_up(user: User, code: str) -> bool:
    using = (
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.used_at.is_(None),
            RecoveryCode.code_hash == keys.digest(rules.plain_code(code)),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    )
    return db.session.scalar(using) is not None


def _take_away(user: User, *, by: Actor | None) -> None:
    with action(rules.SECOND_TAKEN, by=by, record=user):
        for model in (RecoveryCode, SecondFactor):
            db.session.execute(delete(model).where(model.user_id == user.id))
