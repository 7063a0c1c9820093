"""The child rows of an agreement, written so that what stays is the same row and keeps its snapshots."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.agreements.models import (
    Agreement,
    AgreementNegotiation,
    AgreementParty,
    LanguageVersion,
    Obligation,
    Signatory,
)
from crm.agreements.services.terms import AgreementInput, ObligationInput, PartyTerms, Signer, VersionText
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Organisation, Person
from crm.core import here
from crm.core.database import db
from crm.negotiations.models import Negotiation


def write_children(agreement: Agreement, terms: AgreementInput) -> None:
    """Parties by organisation, signatories by person, versions by language, obligations by id: who stays, stays."""
    db.session.flush()
    people = _people({signer.person_id for signer in terms.signers})
    kept = {party.organisation_id: party for party in agreement.parties}
    agreement.parties = [_party(agreement, kept, party, terms, people) for party in terms.parties]
    _write_versions(agreement, terms.versions)
    _write_obligations(agreement, terms.obligations)
    linked = {link.negotiation_id: link for link in agreement.negotiations}
    agreement.negotiations = [
        linked.get(id) or AgreementNegotiation(negotiation_id=id, negotiation=_negotiation(id))
        for id in dict.fromkeys(terms.negotiation_ids)
    ]
    db.session.flush()


def _negotiation(id: int) -> Negotiation:
    return db.session.get_one(Negotiation, id)


def _people(ids: Iterable[int | None]) -> dict[int, Person]:
    wanted = [id for id in ids if id is not None]
    statement = (
        select(Person)
        .where(Person.id.in_(wanted))
        .options(selectinload(Person.names), selectinload(Person.affiliations).joinedload(Affiliation.organisation))
    )
    found = db.session.scalars(statement.execution_options(populate_existing=False))
    return {person.id: person for person in found.unique()}


def _party(
    agreement: Agreement,
    kept: dict[int, AgreementParty],
    wanted: PartyTerms,
    terms: AgreementInput,
    people: dict[int, Person],
) -> AgreementParty:
    party = kept.get(wanted.organisation_id or 0)
    if party is None:
        organisation = db.session.scalars(
            select(Organisation)
            .where(Organisation.id == wanted.organisation_id)
            .options(selectinload(Organisation.names))
        ).one()
        party = AgreementParty(organisation=organisation, signatories=[])
    party.side, party.capacity = wanted.side, wanted.capacity
    signing = {signatory.person_id: signatory for signatory in party.signatories}
    party.signatories = [
        _signatory(agreement, signing.get(signer.person_id or 0), signer, wanted, people)
        for signer in terms.signers
        if signer.side == wanted.side
    ]
    return party


def _signatory(
    agreement: Agreement, kept: Signatory | None, signer: Signer, party: PartyTerms, people: dict[int, Person]
) -> Signatory:
    """Name and title are as they are today and stay so (INV-A5); a title that is typed takes precedence."""
    if kept is not None:
        kept.title_snapshot, kept.seal = signer.title or kept.title_snapshot, signer.seal
        kept.authority = signer.authority
        return kept
    person = people[signer.person_id or 0]
    day = agreement.signed_on or here.today()
    return Signatory(
        agreement_id=agreement.id,
        person=person,
        name_snapshot=contacts.snapshot_name(person),
        title_snapshot=signer.title or _title(person, party.organisation_id, day),
        signed_on=agreement.signed_on,
        seal=signer.seal,
        authority=signer.authority,
    )


def _title(person: Person, organisation_id: int | None, on: date) -> str:
    """The post held at the party on a day; else the person's main one."""
    for post in person.affiliations:
        if post.organisation_id == organisation_id and _holds(post, on):
            return contacts.title_of(post)
    return contacts.current_title(person, on)


def _holds(post: Affiliation, on: date) -> bool:
    return (post.from_date is None or post.from_date <= on) and (post.to_date is None or on <= post.to_date)


def _write_versions(agreement: Agreement, wanted: Sequence[VersionText]) -> None:
    kept = {version.language: version for version in agreement.versions}
    agreement.versions = [kept.get(text.language) or LanguageVersion(language=text.language) for text in wanted]
    for version, text in zip(agreement.versions, wanted, strict=True):
        version.prevailing, version.translator = text.prevailing, text.translator


def _write_obligations(agreement: Agreement, wanted: Sequence[ObligationInput]) -> None:
    kept = {obligation.id: obligation for obligation in agreement.obligations}
    agreement.obligations = [kept.get(promise.id or 0) or Obligation() for promise in wanted]
    for obligation, promise in zip(agreement.obligations, wanted, strict=True):
        obligation.text, obligation.organisation_id = promise.text, promise.organisation_id
        obligation.due_on, obligation.done_on = promise.due_on, promise.done_on
