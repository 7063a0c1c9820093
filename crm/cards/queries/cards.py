"""Which cards a user sees: those of people they see, and their own drafts; and how far a draft's reading is."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.cards import rules
from crm.cards.models import BusinessCard
from crm.cards.rules import CardDraft
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core import here
from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.jobs.models import Job
from crm.jobs.rules import FINAL

MOST_DRAFTS: Final = 50


def visible_to(user: Actor, *, archived: bool = False) -> Select[BusinessCard]:
    """Cards of people the user sees, drafts that they photographed themselves, and those of booths at activities that
    they see: whoever photographed these has no account."""
    people = contacts.visible_people(user).with_only_columns(Person.id)
    of_booth = and_(BusinessCard.created_by_id.is_(None), BusinessCard.activity_id.in_(activities.visible_ids(user)))
    own_draft = and_(BusinessCard.person_id.is_(None), or_(BusinessCard.created_by_id == user.id, of_booth))
    seen = or_(BusinessCard.person_id.in_(people), own_draft)
    return shared(select(BusinessCard).where(seen, stands(BusinessCard, archived=archived)), user)


def card(id: int, *, user: Actor, archived: bool = False) -> BusinessCard:
    """The card with its sides; NotVisible when there is none for this user."""
    return only(visible_to(user, archived=archived), id, selectinload(BusinessCard.sides))


def card_by_id(id: int) -> BusinessCard:
    """The card with its sides, for background work that checked the rights; NotVisible when there is none."""
    return only(select(BusinessCard), id, selectinload(BusinessCard.sides))


def cards_of(person_id: int, *, user: Actor) -> list[BusinessCard]:
    """The cards of a person with their sides, the latest received first."""
    statement = visible_to(user).where(BusinessCard.person_id == person_id).options(selectinload(BusinessCard.sides))
    order = (BusinessCard.received_on.desc().nulls_last(), BusinessCard.id.desc())
    return list(db.session.scalars(statement.order_by(*order)))


def drafts(*, user: Actor) -> list[BusinessCard]:
    """The user's own cards that wait to be confirmed, the latest first."""
    statement = visible_to(user).where(BusinessCard.person_id.is_(None)).options(selectinload(BusinessCard.sides))
    return list(db.session.scalars(statement.order_by(BusinessCard.id.desc()).limit(MOST_DRAFTS)))


@dataclass(frozen=True)
class Reading:
    """How far the reading of a draft is, and what it gave; `moving` while looking again shows something else."""

    moving: bool
    progress: int  #: percent
    draft: CardDraft


def reading_of(card: BusinessCard) -> Reading:
    """The state of the job and the draft made of what was recognised. The sides must be loaded."""
    job = db.session.get(Job, card.job_id) if card.job_id is not None else None
    moving = job is not None and job.state not in FINAL
    sides = sorted(card.sides, key=lambda side: side.side != rules.FRONT)
    draft = rules.read([side.text for side in sides], card.language)
    return Reading(moving, job.progress if job is not None else 100, draft)


@dataclass(frozen=True)
class News:
    """What a card says about the post of someone known: `organisation` when it names another one than theirs."""

    is_older: bool = False
    organisation: str = ""


def news_of(card: BusinessCard, person: Person) -> News:
    """Compare what was recognised with the post held now. Sides, and the person's posts and names, must be loaded.

    A card from before the post began tells where someone was: it must not roll the post back.
    """
    printed = reading_of(card).draft.organisation
    post = contacts.current_affiliation(person, here.today())
    if post is None or not printed:
        return News()
    if contacts.is_called(post.organisation, printed):
        return News()
    if rules.is_outdated(card.received_on, post.from_date):
        return News(is_older=True)
    return News(organisation=printed)
