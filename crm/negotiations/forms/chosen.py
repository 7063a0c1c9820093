"""What can be done to many negotiations, and what is asked for before."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.audit import services as audit
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.initiatives.forms import InitiativeChosenForm
from crm.lists.forms import change_act, each_of, plain, sheet_of
from crm.negotiations import queries, rules, services
from crm.negotiations.forms.cases import LostToForm
from crm.negotiations.models import Negotiation
from crm.negotiations.services import CaseInput
from crm.web.forms import Day, DueDay, Line
from crm.web.listings import BulkForm, RowAct, Values
from crm.web.locale import language


class StepChosenForm(BulkForm):
    next_step = Line(_l("Next step"), required=True)
    next_step_due = DueDay(_l("Due date"), required=True)


class HoldChosenForm(BulkForm):
    on_hold_reason = Line(_l("Reason"), required=True)
    on_hold_until = Day(_l("On hold until"), required=True)


class LostToChosenForm(LostToForm, BulkForm):
    """To whom the lost ones among them were lost."""


def _lost_to(number: int) -> str:
    return str(ngettext("%(num)d negotiation gets this rival.", "%(num)d negotiations get this rival.", number))


def _stepped(number: int) -> str:
    return str(ngettext("%(num)d negotiation gets this step.", "%(num)d negotiations get this step.", number))


def _later(number: int) -> str:
    return str(
        ngettext(
            "The next step of %(num)d negotiation will be due a week later; if it is overdue, a week from today.",
            "The next steps of %(num)d negotiations will be due a week later; overdue ones, a week from today.",
            number,
        )
    )


def _rest(number: int) -> str:
    return str(
        ngettext("%(num)d negotiation will be put on hold.", "%(num)d negotiations will be put on hold.", number)
    )


def _step(case: Negotiation, said: Values, *, by: Actor) -> None:
    """Whoever is in charge stays."""
    due = date.fromisoformat(said["next_step_due"]) if said["next_step_due"] else None
    services.set_next_step(case, next_step=said["next_step"], next_step_due=due, owner_id=case.owner_id, by=by)


def _step_before(case: Negotiation, _said: Values) -> dict[str, Any]:
    return {"next_step": case.next_step, "next_step_due": plain(case.next_step_due)}


def _name_rival(case: Negotiation, said: Values, *, by: Actor) -> None:
    services.name_rival(case, **{name: said[name] for name in RIVAL}, by=by)


def _rival_before(case: Negotiation, _said: Values) -> dict[str, Any]:
    return {name: getattr(case, name) for name in RIVAL}


def _hold(case: Negotiation, said: Values, *, by: Actor) -> None:
    until = date.fromisoformat(said["on_hold_until"])
    services.hold(case, on_hold_reason=said["on_hold_reason"], on_hold_until=until, by=by)


def _hold_before(case: Negotiation, _said: Values) -> dict[str, Any] | None:
    if not case.on_hold:
        return None
    return {"on_hold_reason": case.on_hold_reason, "on_hold_until": plain(case.on_hold_until)}


def _hold_back(case: Negotiation, before: Mapping[str, Any] | None, *, by: Actor) -> None:
    if before is None:
        services.release(case, by=by)
    else:
        _hold(case, before, by=by)


#: Where a case says to whom it was lost.
RIVAL: Final = ("lost_to_place_id", "lost_to_organisation_id")
_ACT: Final = partial(RowAct, write=Permission.NEGOTIATIONS_WRITE)

EACH: Final = each_of(
    Negotiation,
    Permission.NEGOTIATIONS_WRITE,
    queries.one,
    services.archive,
    partial(audit.restore, verb=rules.RESTORED),
    give=services.give,
    acts=(
        _ACT(
            code="step", label=N_("Set the next step"), sentence=_stepped, form=StepChosenForm, do=_step,
            before=_step_before, back=_step,
        ),
        _ACT(
            code="week", label=N_("+1 week"), button=N_("Postpone"), sentence=_later,
            do=lambda case, _said, *, by: services.postpone_step(case, by=by), before=_step_before, back=_step,
        ),
        _ACT(
            code="hold", label=N_("Put on hold"), button=N_("Put on hold"), sentence=_rest, form=HoldChosenForm,
            do=_hold, before=_hold_before, back=_hold_back,
        ),
        _ACT(
            code="rival", label=N_("Name the rival"), sentence=_lost_to, form=LostToChosenForm, do=_name_rival,
            before=_rival_before, back=_name_rival,
        ),
        change_act(
            "initiative", N_("Add to an initiative"), Permission.NEGOTIATIONS_WRITE, InitiativeChosenForm,
            sheet_of(CaseInput), services.change, columns=("initiative_id",),
        ),
    ),
    named=lambda case: queries.title(case, language()),
)  # fmt: skip
