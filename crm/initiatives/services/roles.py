"""The division of roles: laid out as steps × parties, then filled with the letters R, A, C, I."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from crm.audit.services import action
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives import queries, rules
from crm.initiatives.models import Initiative, RoleAssignment, RoleParty, RoleStep
from crm.initiatives.rules import PartyInput, StepInput
from crm.initiatives.services.initiatives import check_organisation


def start_from_template(initiative: Initiative, *, by: Actor | None) -> None:
    """The eighteen steps and the usual parties, no letter set yet. Refused when there is a division already."""
    if queries.division(initiative.id).steps:
        raise Refused(Text("This initiative has a division of roles already."))
    with action(rules.DIVIDED, by=by):
        db.session.add_all(
            RoleParty(initiative_id=initiative.id, position=place, kind=kind)
            for place, kind in enumerate(rules.TEMPLATE_PARTIES)
        )
        db.session.add_all(
            RoleStep(initiative_id=initiative.id, position=place, code=code)
            for place, code in enumerate(rules.ROLE_STEPS)
        )
        touch(initiative)


def lay_out(
    initiative: Initiative, *, parties: Sequence[PartyInput], steps: Sequence[StepInput], by: Actor | None
) -> None:
    """Write parties and steps anew, in the order given. Those whose id stays keep their letters; the others lose them.

    Refused for an organisation the user cannot see, for an unknown kind and beyond MOST_STEPS or MOST_PARTIES.
    """
    now = queries.division(initiative.id)
    _check_parties(parties, {party.organisation_id for party in now.parties}, by)
    if len(steps) > rules.MOST_STEPS:
        raise Refused(Text("No more than %(number)s steps.", number=str(rules.MOST_STEPS)), "steps")
    known_parties = {party.id: party for party in now.parties}
    known_steps = {line.step.id: line.step for line in now.steps}
    with action(rules.DIVIDED, by=by):
        _drop(initiative, known_parties, {p.id for p in parties}, known_steps, {s.id for s in steps})
        for place, party in enumerate(parties):
            column = known_parties.get(party.id or 0) or RoleParty(initiative_id=initiative.id)
            column.position, column.kind, column.organisation_id = place, party.kind, party.organisation_id
            db.session.add(column)
        for place, step in enumerate(steps):
            line = known_steps.get(step.id or 0) or RoleStep(initiative_id=initiative.id)
            line.position, line.note = place, step.note
            line.code, line.text = (step.code, "") if step.code else ("", step.text)
            db.session.add(line)
        touch(initiative)


def assign(
    initiative: Initiative,
    *,
    cells: Mapping[tuple[int, int], str],
    payers: Mapping[int, int | None],
    by: Actor | None,
) -> None:
    """Write the letters of every cell, {(step id, party id): letters or ""}, and who pays, {step id: party id}.

    Cells and payers that are not of this initiative are refused; INV-R1 is shown as a gap, not refused: a plan grows.
    """
    now = queries.division(initiative.id)
    steps, parties = {line.step.id: line for line in now.steps}, {party.id for party in now.parties}
    if any(s not in steps or p not in parties for s, p in cells) or not set(payers) <= set(steps):
        raise Refused(Text("The division of roles has been changed in the meantime. Open it again."))
    if any(letters and letters not in rules.CELLS for letters in cells.values()):
        raise Refused(Text("Choose one."))
    with action(rules.DIVIDED, by=by):
        present = {(cell.step_id, cell.party_id): cell for cell in _assignments(initiative.id)}
        for (step_id, party_id), letters in cells.items():
            _write_cell(initiative.id, present.get((step_id, party_id)), step_id, party_id, letters)
        for step_id, payer_id in payers.items():
            steps[step_id].step.payer_id = payer_id if payer_id in parties else None
        touch(initiative)


def _write_cell(initiative_id: int, cell: RoleAssignment | None, step_id: int, party_id: int, letters: str) -> None:
    if cell is not None and not letters:
        db.session.delete(cell)
    elif cell is not None:
        cell.letters = letters
    elif letters:
        db.session.add(RoleAssignment(initiative_id=initiative_id, step_id=step_id, party_id=party_id, letters=letters))


def _check_parties(parties: Sequence[PartyInput], known: set[int | None], by: Actor | None) -> None:
    if len(parties) > rules.MOST_PARTIES:
        raise Refused(Text("No more than %(number)s parties.", number=str(rules.MOST_PARTIES)), "parties")
    for party in parties:
        if party.kind not in rules.PARTY_KINDS:
            raise Refused(Text("Choose one."), "parties")
        if party.organisation_id not in known:
            check_organisation(party.organisation_id, "parties", by)


def _drop(
    initiative: Initiative,
    parties: Mapping[int, RoleParty],
    kept_parties: set[int | None],
    steps: Mapping[int, RoleStep],
    kept_steps: set[int | None],
) -> None:
    """Delete the rows that are not kept, their cells first, and forget who paid where a payer goes."""
    gone_parties, gone_steps = set(parties) - kept_parties, set(steps) - kept_steps
    for cell in _assignments(initiative.id):
        if cell.party_id in gone_parties or cell.step_id in gone_steps:
            db.session.delete(cell)
    for step in steps.values():
        if step.payer_id in gone_parties:
            step.payer_id = None
    db.session.flush()
    for row in (*(parties[id] for id in gone_parties), *(steps[id] for id in gone_steps)):
        db.session.delete(row)
    db.session.flush()


def _assignments(initiative_id: int) -> list[RoleAssignment]:
    return list(db.session.scalars(select(RoleAssignment).where(RoleAssignment.initiative_id == initiative_id)))
