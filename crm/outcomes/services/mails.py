"""Mails that bring the link: ordered with the address, claimed by a worker, settled by what the mail server said.

The link opens when the mail has left, so that an earlier one lives on while a server is down. A worker that dies
between the two leaves the mail claimed; after a while it is sent once more, with a link of its own.
"""

from datetime import date

from crm.audit.services import action
from crm.core import clock
from crm.core.cleaning import BadText
from crm.core.contact_points import normalise
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.jobs import services as jobs
from crm.outcomes import queries, rules
from crm.outcomes.models import Outcome
from crm.outcomes.services.outcomes import check_askable, open_link


def send(outcome: Outcome, *, to: str, language: str, by: Actor | None) -> None:
    """Order a mail with a link to the address `to`; the worker hands it over, and tries again where it must.

    Refused once there is an answer, and for what is no address.
    """
    check_askable(outcome, language)
    _check_address(to)
    with action(rules.MAIL_ORDERED, by=by, record=outcome):
        outcome.mail_to, outcome.language = to, language
        outcome.mail_state, outcome.mail_tries = rules.MAIL_WAITS, 0
    jobs.enqueue(rules.SEND_JOB, {}, by=None)


def _check_address(to: str) -> None:
    if not to:
        raise Refused(Text("Fill in this field."), "to")
    try:
        normalise("email", to)
    except BadText as fault:
        raise Refused(fault.text, "to") from fault


def order_reminders(*, today: date) -> int:
    """Order one reminder for all that were asked by mail and are late. How many."""
    late = queries.to_remind(today)
    for outcome in late:
        send(outcome, to=outcome.mail_to, language=outcome.language, by=None)
    return len(late)


def claim(id: int) -> Outcome | None:
    """The outcome whose mail the caller is to hand over now; None when there is nothing to send (any more)."""
    outcome = queries.waiting_mail(id)
    if outcome is None:
        return None
    with action(rules.MAIL_TRIED, by=None, record=outcome):
        outcome.mail_state, outcome.mail_at = rules.MAIL_LEAVES, clock.now()
        outcome.mail_tries += 1
    return outcome


def settle(id: int, *, token: str | None) -> None:
    """What became of a claimed mail: it left with this token, or not (None). One that was answered meanwhile stays."""
    outcome = queries.leaving_mail(id)
    if outcome is None:
        return
    if token is None:
        with action(rules.MAIL_FAILED, by=None, record=outcome):
            given_up = outcome.mail_tries >= rules.MOST_MAIL_TRIES
            outcome.mail_state = rules.MAIL_GIVEN_UP if given_up else rules.MAIL_WAITS_AGAIN
        return
    with action(rules.REMINDED if outcome.asked_at is not None else rules.SENT, by=None, record=outcome):
        open_link(outcome, token)
        outcome.mail_state = rules.MAIL_SENT
