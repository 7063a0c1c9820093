"""A card from the photograph to the person: uploaded, read, confirmed as a new person or kept on a known one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crm.audit.services import action
from crm.cards import queries, rules
from crm.cards.kind import BUSINESS_CARD
from crm.cards.models import BusinessCard, CardSide
from crm.cards.services import reader
from crm.cards.services.exchanges import CHOOSE, Exchange, check_activity, checked_day, exchange
from crm.contacts import services as contact_services
from crm.contacts.models import Person
from crm.contacts.rules import (
    AddressInput,
    AffiliationInput,
    ContactInput,
    OrganisationNameInput,
    PersonNameInput,
    guess_language,
)
from crm.core import clock, pictures
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.files import services as files
from crm.jobs import services as jobs

JOB = "cards.read"


@dataclass(frozen=True)
class Upload:
    """What arrives with the pictures. `pictures` is {side: bytes}; the back may be missing."""

    pictures: Mapping[str, bytes]
    language: str = ""
    received_on: date | None = None
    place: str = ""
    activity_id: int | None = None


@dataclass(frozen=True)
class NewContact:
    """What a human confirmed of a draft. The organisation by id, or by a name that makes one."""

    name: PersonNameInput
    latin: str = ""
    organisation_id: int | None = None
    organisation_name: str = ""
    department: str = ""
    title: str = ""
    contact_points: tuple[ContactInput, ...] = ()
    address: str = ""  #: of a new organisation
    postal_code: str = ""


def upload(sent: Upload, *, person: Person | None, instance: Path, by: Actor | None) -> BusinessCard:
    """Keep the pictures: on `person`, or as a draft. The reader, where there is one, works on them in the background.

    Without `by` it was photographed by somebody without an account, at a booth, and belongs to the activity.
    Refused without a front, for what is no picture, and for an activity that `by` does not see.
    """
    if rules.FRONT not in sent.pictures:
        raise Refused(Text("Take or choose a picture of the front."), rules.FRONT)
    _check(sent, by)
    ready = {side: pictures.prepared(content, side) for side, content in sent.pictures.items()}
    card = BusinessCard(
        person_id=person.id if person is not None else None, language=sent.language, received_on=sent.received_on,
        place=sent.place, activity_id=sent.activity_id, sides=[],
    )  # fmt: skip
    with action(rules.UPLOADED, by=by):
        db.session.add(card)
        db.session.flush()
        for side, images in ready.items():
            card.sides.append(_side(card, side, images, instance, by))
        db.session.flush()
        if person is not None and by is not None:
            _note_exchange(card, person, by)
        if reader.is_reader_installed():
            card.job_id = jobs.enqueue(JOB, {"card_id": card.id}, by=by).id
    return card


def _check(sent: Upload, by: Actor | None) -> None:
    if sent.language and sent.language not in LANGUAGE_LABELS:
        raise Refused(CHOOSE, "language")
    if sent.received_on is not None:
        checked_day(sent.received_on, "received_on")
    if by is not None:
        check_activity(sent.activity_id, by)


def _side(card: BusinessCard, side: str, images: tuple[bytes, bytes], instance: Path, by: Actor | None) -> CardSide:
    """Store picture and thumbnail under names that say nothing about the person."""
    names = (f"card-{card.id}-{side}.jpg", f"card-{card.id}-{side}-small.jpg")
    picture, thumbnail = (
        files.store(content, name=name, record=(BUSINESS_CARD, card.id), instance=instance, by=by)
        for content, name in zip(images, names, strict=True)
    )
    return CardSide(side=side, file_id=picture.id, thumbnail_id=thumbnail.id)


def note_text(card: BusinessCard, texts: Mapping[str, str]) -> None:
    """Keep what the reader recognised, {side: text}; the sides must be loaded."""
    with action(rules.READ, by=None, record=card):
        for side in card.sides:
            side.text = texts.get(side.side, "")


# ------------------------------------------------------------------ from draft to person


def confirm(card: BusinessCard, confirmed: NewContact, *, by: Actor) -> Person:
    """Make the person that the card shows, with the post printed on it, and keep the card and its exchange there."""
    _check_draft(card)
    with action(rules.ATTACHED, by=by):
        organisation_id = confirmed.organisation_id or _new_organisation(confirmed, by)
        person = contact_services.create_person(
            name=confirmed.name,
            other_names=_latin(confirmed),
            affiliations=_post(confirmed, organisation_id),
            contact_points=confirmed.contact_points,
            by=by,
        )
        db.session.flush()
        _attach(card, person, by)
    return person


def keep_on(card: BusinessCard, person: Person, *, by: Actor) -> None:
    """The card is of someone who is in the contacts already: keep it there. Posts and names stay as they are."""
    _check_draft(card)
    with action(rules.ATTACHED, by=by):
        _attach(card, person, by)


def _check_draft(card: BusinessCard) -> None:
    if card.person_id is not None:
        raise Refused(Text("This card is already saved with a person."))


def _attach(card: BusinessCard, person: Person, by: Actor) -> None:
    card.person_id = person.id
    _note_exchange(card, person, by)


def _note_exchange(card: BusinessCard, person: Person, by: Actor) -> None:
    """A card that was received on a known day is an exchange, unless that one is on record."""
    day = card.received_on
    if day is None or queries.is_exchanged(person.id, by.id, None, day):
        return
    given = Exchange(
        user_id=by.id, exchanged_on=day, place=card.place, activity_id=card.activity_id,
        direction=rules.BOTH, card_id=card.id,
    )  # fmt: skip
    exchange(person, given, by=by)


def _new_organisation(confirmed: NewContact, by: Actor) -> int | None:
    if not confirmed.organisation_name:
        return None
    country = rules.country_of(
        confirmed.name.language, [point.value for point in confirmed.contact_points], confirmed.organisation_name
    )
    name = OrganisationNameInput(confirmed.organisation_name, guess_language(confirmed.organisation_name, country))
    try:
        made = contact_services.create_organisation(name=name, country=country, addresses=_address(confirmed), by=by)
    except Refused as refusal:
        raise Refused(refusal.text, "organisation_name") from refusal
    db.session.flush()
    return made.id


def _address(confirmed: NewContact) -> list[AddressInput]:
    if not confirmed.address:
        return []
    return [AddressInput(confirmed.address, confirmed.name.language, postal_code=confirmed.postal_code)]


def _latin(confirmed: NewContact) -> list[PersonNameInput]:
    return [PersonNameInput("en", confirmed.latin, kind="latin_business")] if confirmed.latin else []


def _post(confirmed: NewContact, organisation_id: int | None) -> list[AffiliationInput]:
    """The post on the card. When it began the card does not say: only that it was held on the day of the exchange."""
    if organisation_id is None:
        return []
    return [AffiliationInput(organisation_id, confirmed.title, confirmed.department, is_primary=True)]


# ------------------------------------------------------------------ out of sight and back


def discard(card: BusinessCard, *, by: Actor) -> None:
    """Nothing comes of this draft."""
    _check_draft(card)
    with action(rules.DISCARDED, by=by):
        card.archived_at = clock.now()
