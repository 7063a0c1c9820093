"""Agreements are drafted, changed, signed; a signing is withdrawn; they take effect, end, are archived."""

from datetime import date
from typing import Final

from crm.agreements import queries, rules
from crm.agreements.kind import AGREEMENT
from crm.agreements.models import Agreement, Obligation
from crm.agreements.services.checks import check, check_dates, check_versions, lines_of
from crm.agreements.services.rows import write_children
from crm.agreements.services.terms import AgreementInput
from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives.kind import INITIATIVE
from crm.negotiations import services as negotiations
from crm.negotiations.rules import LOST
from crm.negotiations.services import ManagementWord
from crm.tasks import queries as task_queries
from crm.tasks import services as tasks
from crm.tasks.models import Task

OVERLAPS = Text("It overlaps with exclusive rights of an agreement in force. Say why it is signed all the same.")


def draft(terms: AgreementInput, *, by: Actor | None) -> Agreement:
    """A new agreement, in state draft or in approval.

    Refused without title, for unknown codes, INV-G2 and INV-G3, a side or a party twice, a signer of no party, and
    for any record that `by` does not see.
    """
    check(terms, None, by)
    agreement = Agreement(**terms.columns(), agreement_class=rules.class_of(terms.type))
    agreement.parties, agreement.versions, agreement.obligations, agreement.negotiations = [], [], [], []
    with action(rules.DRAFTED, by=by):
        db.session.add(agreement)
        write_children(agreement, terms)
    return agreement


def change(
    agreement: Agreement, terms: AgreementInput, *, by: Actor | None, word: ManagementWord | None = None
) -> None:
    """Write the agreement anew (from `queries.one`). Refusals as for `draft`.

    Once signed, its state stays, its class stays, a party that had a signatory keeps one (INV-G1) and no negotiation is
    taken off it; a negotiation that is added becomes signed, with barred products only by the management's `word`
    (INV-M1).
    """
    check(terms, agreement, by)
    signed = rules.was_signed(agreement.status)
    with action(rules.CHANGED, by=by):
        for name, value in terms.columns().items():
            if name != "status" or not signed:
                setattr(agreement, name, value)
        agreement.agreement_class = rules.class_of(terms.type)
        write_children(agreement, terms)
        touch(agreement)
        if signed:
            _conclude(agreement, by, "negotiation_ids", word)


#: Where the activity of a signing is the one that the agreement names.
AS_NAMED: Final = 0


def sign(
    agreement: Agreement,
    *,
    signed_on: date | None,
    activity_id: int | None = AS_NAMED,
    all_the_same: str = "",
    signers_unknown: bool = False,
    word: ManagementWord | None = None,
    by: Actor | None,
) -> None:
    """Every party has signed. A commercial agreement concludes its negotiations (INV-N3); a framework never (INV-G4).

    Refused without a day or on one to come, without two parties and a signatory of each unless it is said that they
    are not known (`signers_unknown`, INV-G1), before or after dates that do not fit (INV-G3), when it is signed
    already, and while one of its negotiations is lost. Where it overlaps with exclusive rights (INV-G5), `all_the_same`
    says why it is signed; its notes keep the reason. Where products of a negotiation are barred on that day, it is
    signed only with the management's `word` (INV-M1).
    `activity_id` is the activity that it was signed during, which `by` sees.
    """
    if rules.was_signed(agreement.status):
        raise Refused(Text("The agreement is signed already."))
    if signed_on is None:
        raise Refused(Text("Say on which day it was signed."), field="signed_on")
    if signed_on > here.today():
        raise Refused(Text("This date is in the future."), field="signed_on")
    rules.check_parties(lines_of(agreement, unknown=signers_unknown), "signed_on", "signers_unknown")
    try:
        check_dates(agreement, signed_on)
    except Refused as refusal:
        raise Refused(refusal.text, field="signed_on") from refusal
    check_versions(agreement)
    _check_negotiations(agreement)
    overlapping = overlapping_with(agreement, by=by) if by else []
    if overlapping and not all_the_same.strip():
        raise Refused(OVERLAPS, field="all_the_same")
    with action(rules.SIGNED_VERB, by=by):
        if overlapping:
            names = "\n".join(f"{signed_on} / {other.title}" for other in overlapping)
            agreement.notes = "\n".join(filter(None, (agreement.notes, names, all_the_same.strip())))
        agreement.status, agreement.signed_on = rules.SIGNED, signed_on
        if activity_id != AS_NAMED:
            agreement.activity_id = activity_id
        for party in agreement.parties:
            for signatory in party.signatories:
                signatory.signed_on = signatory.signed_on or signed_on
        _conclude(agreement, by, "signed_on", word)
        if rules.has_ended(agreement.expires_on, agreement.auto_renewal, here.today()):
            agreement.status = rules.EXPIRED  # entered long after: nothing is in force until the night


def withdraw_signing(agreement: Agreement, *, reason: str, by: Actor | None) -> None:
    """The signing was recorded by mistake: the agreement is in approval again, its negotiations go back.

    Refused without a reason, for an agreement that is not signed or has ended, and while a negotiation that it
    alone concludes is being carried out.
    """
    if agreement.status not in rules.BINDING:
        raise Refused(Text("Only the signing of a signed agreement can be withdrawn."))
    if not reason.strip():
        raise Refused(Text("Say why the signing is withdrawn."), field="reason")
    with action(rules.WITHDRAWN, by=by):
        if agreement.agreement_class == rules.COMMERCIAL:
            for link in agreement.negotiations:
                if not queries.has_signed_agreement(link.negotiation_id, but=agreement.id):
                    negotiations.withdraw_conclusion(link.negotiation, reason=reason, by=by)
        agreement.status, agreement.signed_on = "in_approval", None
        for party in agreement.parties:
            for signatory in party.signatories:
                signatory.signed_on = None


def move(agreement: Agreement, *, status: str, by: Actor | None) -> None:
    """A signed agreement takes effect, ends, or is taken up again. Refused as `rules.check_move` says."""
    rules.check_move(agreement, status, here.today())
    with action(rules.MOVED, by=by):
        agreement.status = status


def stand(agreement: Agreement, *, status: str, by: Actor | None) -> None:
    """Give an agreement another status: one that is not signed yet any before signing, a signed one by `move`."""
    if rules.was_signed(agreement.status) or status not in rules.UNSIGNED:
        move(agreement, status=status, by=by)
    else:
        with action(rules.CHANGED, by=by):
            agreement.status = status


def belong(agreement: Agreement, initiative_id: int | None, *, by: Actor | None) -> None:
    """Count an agreement to another initiative, signed ones too. Refused for one that `by` does not see."""
    if initiative_id is not None and by is not None and not INITIATIVE.is_visible(initiative_id, by):
        raise Refused(Text("Choose one from the list."), "initiative_id")
    with action(rules.CHANGED, by=by):
        agreement.initiative_id = initiative_id


def turn(*, today: date) -> int:
    """Let agreements take effect on their first day and end after their last. How many changed."""
    turned = queries.turned_by_calendar(today)
    for agreement in turned:
        ended = rules.has_ended(agreement.expires_on, agreement.auto_renewal, today)
        with action(rules.MOVED, by=None):
            agreement.status = rules.EXPIRED if ended else rules.IN_FORCE
    return len(turned)


def overlapping_with(agreement: Agreement, *, by: Actor) -> list[Agreement]:
    """The agreements in force whose exclusive rights this one touches, or that touch its own (INV-G5)."""
    kind, today = agreement.agreement_class, here.today()
    return queries.exclusivity_conflicts(agreement, agreement_class=kind, but=agreement.id, user=by, today=today)


def remind(agreement: Agreement, *, text: str, owner_id: int, today: date) -> Task:
    """A task to decide before the last day for notice. One of an earlier such day that nobody touched is cancelled."""
    due_on = rules.remind_on(agreement, today)
    with action(rules.REMINDED, by=None):
        if agreement.reminded_for is not None:
            for task in task_queries.of_record(AGREEMENT.table, agreement.id, open_only=True):
                if task.created_by_id is None:
                    tasks.cancel(task, by=None)
        agreement.reminded_for = agreement.notice_on
        return tasks.add(
            text=text,
            due_on=due_on,
            owner_id=owner_id,
            record=(AGREEMENT, agreement.id),
            activity_id=agreement.activity_id,
            by=None,
        )


def meet_obligation(agreement: Agreement, obligation_id: int, *, by: Actor | None) -> Obligation:
    """The promise is kept, as of today. Twice changes nothing."""
    obligation = _obligation(agreement, obligation_id)
    if obligation.done_on is None:
        with action(rules.OBLIGATION_DONE, by=by):
            obligation.done_on = here.today()
            touch(agreement)
    return obligation


def reopen_obligation(agreement: Agreement, obligation_id: int, *, by: Actor | None) -> Obligation:
    """The promise is not kept after all."""
    obligation = _obligation(agreement, obligation_id)
    if obligation.done_on is not None:
        with action(rules.OBLIGATION_OPENED, by=by):
            obligation.done_on = None
            touch(agreement)
    return obligation


def _obligation(agreement: Agreement, id: int) -> Obligation:
    found = next((each for each in agreement.obligations if each.id == id), None)
    if found is None:
        raise Refused(Text("This obligation is not part of the agreement any more."))
    return found


def archive(agreement: Agreement, *, by: Actor | None) -> None:
    """Take the agreement out of lists; nothing is deleted. A signed one is withdrawn first, if it was a mistake."""
    if rules.was_signed(agreement.status):
        raise Refused(Text("A signed agreement stays on record."))
    with action(rules.ARCHIVED, by=by):
        agreement.archived_at = clock.now()


def _check_negotiations(agreement: Agreement) -> None:
    """A lost negotiation is reopened first, an archived one brought back; a framework leaves its negotiations alone."""
    if agreement.agreement_class != rules.COMMERCIAL:
        return
    for link in agreement.negotiations:
        if link.negotiation.archived_at is not None:
            raise Refused(
                Text(
                    "The negotiation “%(title)s” is archived. Restore it, or remove it from the agreement.",
                    title=link.negotiation.title,
                ),
                field="signed_on",
            )
        if link.negotiation.stage == LOST:
            raise Refused(
                Text(
                    "The negotiation “%(title)s” is lost. Reopen it before its agreement is signed.",
                    title=link.negotiation.title,
                ),
                field="signed_on",
            )


def _conclude(agreement: Agreement, by: Actor | None, field: str, word: ManagementWord | None) -> None:
    if agreement.agreement_class != rules.COMMERCIAL or agreement.signed_on is None:
        return
    cases = [link.negotiation for link in agreement.negotiations]
    negotiations.let_conclude(cases, signed_on=agreement.signed_on, field=field, word=word, by=by)
    for link in agreement.negotiations:
        name = agreement.number or agreement.title
        negotiations.conclude(link.negotiation, signed_on=agreement.signed_on, reason=name, by=by)
