"""Which initiatives there are, and one with its names and lead body."""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts.models import Organisation
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.languages import FALLBACKS, Language
from crm.core.paging import Column, Page, page
from crm.core.permissions import Actor
from crm.initiatives.models import Initiative, InitiativeName

LOADED = (
    selectinload(Initiative.names),
    joinedload(Initiative.lead_organisation).selectinload(Organisation.names),
)


class Named(Protocol):
    """A name row: one text in one language."""

    @property
    def language(self) -> str: ...

    @property
    def text(self) -> str: ...


def title(names: Iterable[Named], language: str = Language.JA) -> str:
    """The text of the name that suits readers of `language` best; empty when there is no name."""
    rows = list(names)
    for tag in FALLBACKS.get(language, FALLBACKS[Language.JA]):
        for row in rows:
            if row.language == tag:
                return row.text
    return rows[0].text if rows else ""


def visible_to(user: Actor) -> Select[Initiative]:
    """Every initiative that is not archived: all of the staff see them."""
    return select(Initiative).where(Initiative.archived_at.is_(None))


def is_visible(id: int, user: Actor) -> bool:
    """Whether the user sees the initiative."""
    return db.session.scalar(visible_to(user).where(Initiative.id == id).with_only_columns(Initiative.id)) is not None


def one(id: int, *, user: Actor) -> Initiative:
    """The initiative with names and lead body; NotVisible when there is none for this user."""
    found = db.session.scalars(visible_to(user).where(Initiative.id == id).options(*LOADED)).one_or_none()
    if found is None:
        raise NotVisible
    return found


def archived(id: int, *, user: Actor) -> Initiative:
    """An archived initiative, to bring it back; NotVisible when there is none."""
    statement = select(Initiative).where(Initiative.id == id, Initiative.archived_at.is_not(None))
    found = db.session.scalars(statement.options(*LOADED)).one_or_none()
    if found is None:
        raise NotVisible
    return found


def initiatives(*, user: Actor, status: str = "", text: str = "", cursor: str | None = None) -> Page[Initiative]:
    """A page of initiatives, the latest start first; `text` is looked for in every name."""
    statement = visible_to(user).options(*LOADED)
    if status:
        statement = statement.where(Initiative.status == status)
    if text:
        statement = statement.where(Initiative.names.any(InitiativeName.text.icontains(text, autoescape=True)))
    return page(statement, (Column(Initiative.id, descending=True),), cursor)


def options(*, user: Actor, language: str = Language.JA) -> list[tuple[int, str]]:
    """[(id, name)] of the initiatives a user may choose, newest first."""
    rows = db.session.scalars(visible_to(user).options(selectinload(Initiative.names)).order_by(Initiative.id.desc()))
    return [(row.id, title(row.names, language)) for row in rows]
