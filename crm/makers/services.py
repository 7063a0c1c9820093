"""Accounts of makers: made, and given to another firm; and what is noted when somebody of a maker is shown people."""

from collections.abc import Mapping

from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor, Role
from crm.core.texts import Text
from crm.makers import queries, rules
from crm.makers.models import MakerAccount
from crm.makers.queries import ShownVisitor
from crm.privacy import services as privacy
from crm.privacy.services import ProvisionInput
from crm.users import services as users


def invite(
    *, organisation_id: int | None, email: str, display_name: str, language: str, password: str, by: Actor | None,
    timezone: str = "", sample: bool = False,
) -> MakerAccount:  # fmt: skip
    """A new account for a person of a maker. Refused without a firm, and for one whose goods are not recorded."""
    firm = _maker(organisation_id)
    user = users.create(
        email=email, display_name=display_name, password=password, role=Role.MAKER, language=language,
        timezone=timezone, sample=sample, by=by,
    )  # fmt: skip
    with action(rules.INVITED, by=by):
        db.session.flush()
        made = MakerAccount(user_id=user.id, organisation_id=firm)
        db.session.add(made)
    return made


def reassign(account: MakerAccount, organisation_id: int | None, *, by: Actor) -> None:
    """Give an account to another firm, where the wrong one was chosen; its sessions end."""
    firm = _maker(organisation_id)
    if firm == account.organisation_id:
        return
    with action(rules.REASSIGNED, by=by):
        account.organisation_id = firm
    users.end_sessions(account.user_id)


def _maker(organisation_id: int | None) -> int:
    """The firm, if an account may belong to it."""
    firm = db.session.get(Organisation, organisation_id) if organisation_id is not None else None
    if firm is None or firm.archived_at is not None:
        raise Refused(Text("Choose the maker that this person belongs to."), "organisation_id")
    if firm.id == contacts.our_organisation_id():
        text = Text("This is our own office. Whoever works here gets an account of the office.")
        raise Refused(text, "organisation_id")
    if not queries.has_goods(firm.id):
        text = Text("No product of this organisation is recorded. Record one first: makers see what concerns theirs.")
        raise Refused(text, "organisation_id")
    return firm.id


def show_visitors(firm: int, items: str, language: str, *, by: Actor) -> Mapping[int, ShownVisitor]:
    """{lead: who it was} of a firm's leads, for a reader. Of whom the register does not tell yet that what is shown was
    given to the firm on what it rests on is noted (DP-4): which data (`items`, in the office's language) of whom, an
    entry for each basis. What was entered or said since is noted anew."""
    found = queries.visitors(firm, language)
    before = queries.given_before(firm)
    fresh: dict[str, set[int]] = {}
    for visitor in found.values():
        noted = before.get((visitor.person_id, visitor.basis))
        if noted is None or noted < visitor.since:
            fresh.setdefault(visitor.basis, set()).add(visitor.person_id)
    other = queries.name_of(firm, here.language()).text
    for basis, people in sorted(fresh.items()):
        said = ProvisionInput(
            here.today(), other, items, country=contacts.country_of(firm), scope=queries.scope_of(firm),
            basis=basis, organisation_id=firm,
        )  # fmt: skip
        privacy.provide(said, people, by=by)
    return found
