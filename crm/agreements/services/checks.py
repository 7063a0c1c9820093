"""What must hold before an agreement is written: codes, sides, and that every named record is one the user sees."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements import rules
from crm.agreements.models import Agreement
from crm.agreements.services.terms import AgreementInput, PartyTerms
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts.models import Affiliation, Organisation, Person
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives.models import Initiative
from crm.negotiations import queries as negotiations
from crm.negotiations import rules as negotiation_rules
from crm.negotiations.models import Negotiation

FROM_LIST = Text("Choose one from the list.")


def check(terms: AgreementInput, before: Agreement | None, by: Actor | None) -> None:
    """Refused, with its form field, unless all that is written may be kept; `before` is the agreement it replaces."""
    signed = before is not None and rules.was_signed(before.status)
    _check_codes(terms, before)
    rules.check_versions(terms.versions, equally_authentic=terms.equally_authentic)
    rules.check_dates(
        draft_on=terms.draft_on,
        signed_on=before.signed_on if before else None,
        effective_on=terms.effective_on,
        expires_on=terms.expires_on,
        retroactive=terms.retroactive,
    )
    _check_sides(terms)
    _check_seen(terms, before, by)
    if signed and before is not None:
        unknown = {party.organisation_id for party in before.parties if not party.signatories}
        rules.check_parties([_line(terms, party, unknown) for party in terms.parties], "parties", "signers")
        if {link.negotiation_id for link in before.negotiations} - set(terms.negotiation_ids):
            raise Refused(
                Text("The agreement is signed. Withdraw the signing before you remove a negotiation from it."),
                field="negotiation_ids",
            )


def _line(terms: AgreementInput, party: PartyTerms, unknown: Collection[int]) -> rules.PartyLine:
    """A party among what is written, as INV-G1 sees it; of those `unknown` it was signed without knowing who did."""
    signers = [signer for signer in terms.signers if signer.side == party.side]
    at = party.organisation_id
    return rules.PartyLine(party.side, _name_of(at), len(signers), unknown=at in unknown)


def _check_codes(terms: AgreementInput, before: Agreement | None) -> None:
    if not terms.title.strip():
        raise Refused(Text("Enter a title for the agreement."), field="title")
    if terms.type not in rules.AGREEMENT_TYPES:
        raise Refused(FROM_LIST, field="type")
    if terms.type in rules.OTHER_TYPES and not terms.type_words.strip():
        raise Refused(Text("Say what kind of agreement it is."), field="type_words")
    if before is not None and rules.was_signed(before.status):
        if rules.class_of(terms.type) != before.agreement_class:
            raise Refused(Text("A signed agreement cannot change between framework and commercial."), field="type")
    elif terms.status not in rules.UNSIGNED:
        raise Refused(Text("An agreement becomes “Signed” only by recording the signing."), field="state")
    if terms.exclusivity not in rules.EXCLUSIVITY:
        raise Refused(FROM_LIST, field="exclusivity")
    if terms.currency not in CURRENCIES:
        raise Refused(Text("The currency %(code)s is not known here.", code=terms.currency[:10]), field="currency")
    if terms.value_period not in rules.VALUE_PERIODS:
        raise Refused(FROM_LIST, field="value_period")
    if terms.value is not None and terms.value < 0:
        raise Refused(Text("The value must not be negative."), field="value")
    if any(not promise.text.strip() for promise in terms.obligations):
        raise Refused(Text("Enter what is promised."), field="obligations")


def _check_sides(terms: AgreementInput) -> None:
    sides = [party.side for party in terms.parties]
    if any(side not in rules.SIDE_NAMES for side in sides):
        raise Refused(FROM_LIST, field="parties")
    if any(party.organisation_id is None for party in terms.parties):
        raise Refused(Text("Choose the organisation of each party."), field="parties")
    if len(set(sides)) < len(sides):
        raise Refused(Text("Each side (甲, 乙 …) may appear only once."), field="parties")
    organisations = [party.organisation_id for party in terms.parties]
    if len(set(organisations)) < len(organisations):
        raise Refused(Text("An organisation can be a party only once."), field="parties")
    for signer in terms.signers:
        if signer.person_id is None:
            raise Refused(Text("Choose who signs."), field="signers")
        if signer.side not in sides:
            raise Refused(_without_party(signer.side), field="signers")
        if signer.seal and signer.seal not in rules.SEALS:
            raise Refused(FROM_LIST, field="signers")
    pairs = [(signer.side, signer.person_id) for signer in terms.signers]
    if len(set(pairs)) < len(pairs):
        raise Refused(Text("Each person can sign only once for a party."), field="signers")


def _without_party(side: str) -> Text:
    if side not in rules.SIDE_NAMES:
        return Text("Choose which party each person signs for.")
    named = Text(rules.SIDE_NAMES[side])
    return Text("%(side)s is not among the parties. Enter it there, or choose another side here.", side=named)


def strangers(terms: AgreementInput, before: Agreement | None = None) -> list[Text]:
    """Sentences about signers who have no post at the party that they sign for, on none of the agreement's days.

    Who signs on a power of attorney is none of them, and what stood there before may stay.
    """
    firms = {party.side: party.organisation_id for party in terms.parties}
    if len(firms) < len(terms.parties):
        return []  # two parties of one side are refused as they are
    known = (
        {(party.organisation_id, each.person_id) for party in before.parties for each in party.signatories}
        if before
        else set()
    )
    asked = [(firms.get(signer.side), signer.person_id) for signer in terms.signers if not signer.authority.strip()]
    fresh = [(at, id) for at, id in asked if at is not None and id is not None and (at, id) not in known]
    left = _without_post(fresh, {here.today(), terms.draft_on, terms.effective_on})
    names = contacts.person_names([id for _, id in left])
    return [
        Text("%(person)s has no post at %(party)s.", person=names.get(id, ""), party=_name_of(at)) for at, id in left
    ]


def signing_without_post(agreement: Agreement) -> set[int]:
    """The signatories (ids) of an agreement as it stands who are strangers to the party that they sign for.

    Those who were entered before anybody asked, and those whose post was ended or corrected since.
    """
    held = [
        (each.id, (party.organisation_id, each.person_id))
        for party in agreement.parties
        for each in party.signatories
        if not each.authority.strip()
    ]
    days = {here.today(), agreement.draft_on, agreement.effective_on, agreement.signed_on}
    left = set(_without_post([pair for _, pair in held], days))
    return {id for id, pair in held if pair in left}


def _without_post(pairs: Sequence[tuple[int, int]], days: Collection[date | None]) -> list[tuple[int, int]]:
    """Those of (organisation, person) of whom no post there is known on any of the days."""
    posts = select(Affiliation).where(Affiliation.person_id.in_({id for _, id in pairs}))
    held = {
        (post.organisation_id, post.person_id)
        for post in db.session.scalars(posts)
        if any(day is not None and contact_rules.is_current(post.from_date, post.to_date, day) for day in days)
    }
    return [pair for pair in pairs if pair not in held]


def _check_seen(terms: AgreementInput, before: Agreement | None, by: Actor | None) -> None:
    """Every record that is newly named must be one that `by` sees; what was there before may stay."""
    known = _known(before)
    signers = {signer.person_id for signer in terms.signers}
    parties = {party.organisation_id for party in terms.parties}
    promised = {promise.organisation_id for promise in terms.obligations}
    wanted: list[tuple[str, Iterable[int | None], Any, Select[Any]]] = [
        ("parties", parties, Organisation, contacts.visible_organisations(by)),
        ("obligations", promised, Organisation, contacts.visible_organisations(by)),
        ("signers", signers, Person, contacts.visible_people(by)),
        (
            "initiative_id",
            {terms.initiative_id},
            Initiative,
            select(Initiative).where(Initiative.archived_at.is_(None)),
        ),
        ("activity_id", {terms.activity_id}, Activity, select(Activity) if by is None else activities.visible_to(by)),
        ("negotiation_ids", terms.negotiation_ids, Negotiation, _negotiations(by)),
    ]
    for field, ids, entity, visible in wanted:
        fresh = {id for id in ids if id is not None} - known.get(field, set())
        if not fresh:
            continue
        seen = set(db.session.scalars(visible.where(entity.id.in_(fresh)).with_only_columns(entity.id)))
        if fresh - seen:
            raise Refused(FROM_LIST, field=field)


def _negotiations(by: Actor | None) -> Select[Negotiation]:
    seen = select(Negotiation).where(Negotiation.archived_at.is_(None)) if by is None else negotiations.visible_to(by)
    return seen.where(Negotiation.stage != negotiation_rules.LOST)


def _known(before: Agreement | None) -> dict[str, set[int]]:
    """{field: ids that the agreement names already}."""
    if before is None:
        return {}
    named: dict[str, set[int] | set[int | None]] = {
        "parties": {party.organisation_id for party in before.parties},
        "obligations": {each.organisation_id for each in before.obligations},
        "signers": {signatory.person_id for party in before.parties for signatory in party.signatories},
        "initiative_id": {before.initiative_id},
        "activity_id": {before.activity_id},
        "negotiation_ids": {link.negotiation_id for link in before.negotiations},
    }
    return {field: {id for id in ids if id is not None} for field, ids in named.items()}


def check_dates(agreement: Agreement, signed_on: date) -> None:
    """INV-G3 for an agreement that is signed on a day."""
    rules.check_dates(
        draft_on=agreement.draft_on,
        signed_on=signed_on,
        effective_on=agreement.effective_on,
        expires_on=agreement.expires_on,
        retroactive=agreement.retroactive,
    )


def check_versions(agreement: Agreement) -> None:
    """INV-G2 for an agreement as it stands."""
    rules.check_versions(agreement.versions, equally_authentic=agreement.equally_authentic)


def lines_of(agreement: Agreement, *, unknown: bool = False) -> list[rules.PartyLine]:
    """The parties of an agreement as INV-G1 sees them; `unknown`: it is said that who else signs is not known."""
    return [
        rules.PartyLine(party.side, contacts.own_name(party.organisation).text, len(party.signatories), unknown)
        for party in agreement.parties
    ]


def nobody_signs(agreement: Agreement) -> list[Text]:
    """Sentences about the parties of an agreement for whom nobody signs yet."""
    return rules.nobody_signs(lines_of(agreement))


def _name_of(organisation_id: int | None) -> str:
    statement = select(Organisation).where(Organisation.id == organisation_id)
    found = db.session.scalar(statement.options(selectinload(Organisation.names)))
    return contacts.own_name(found).text if found is not None else ""
