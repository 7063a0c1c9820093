"""The days on which cards were exchanged, as address books of cards keep them (名刺交換日 of Eight and Sansan).

Each becomes an exchange of the person with whoever imports the file: it is their book.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from crm.audit.services import insert_new
from crm.cards.models import CardExchange
from crm.cards.services.exchanges import EARLIEST
from crm.core.database import db
from crm.interchange.rules.drafts import RowDraft

Exchange = tuple[int, date]  #: (person id, day)


def day_of(draft: RowDraft, today: date) -> date | None:
    """The day that a row tells; None for none, and for one that cannot be."""
    day = date.fromisoformat(draft.exchanged) if draft.exchanged else None
    return day if day is not None and EARLIEST <= day <= today else None


def unknown(told: Iterable[tuple[int | None, RowDraft]], user_id: int | None, today: date) -> set[Exchange]:
    """Those of the exchanges that rows tell of people which the contacts do not have yet."""
    if user_id is None:
        return set()
    wanted = {(id, day) for id, draft in told if id is not None and (day := day_of(draft, today)) is not None}
    held = select(CardExchange.person_id, CardExchange.exchanged_on).where(
        CardExchange.user_id == user_id,
        CardExchange.person_id.in_({id for id, _ in wanted}),
        CardExchange.archived_at.is_(None),
    )
    return wanted - {(row.person_id, row.exchanged_on) for row in db.session.execute(held)} if wanted else set()


def write(exchanges: Iterable[Exchange], user_id: int) -> dict[Exchange, int]:
    """Record them: {exchange: its id}."""
    wanted = sorted(exchanges)
    made = [CardExchange(person_id=id, user_id=user_id, exchanged_on=day, direction="both") for id, day in wanted]
    insert_new(made)
    return {exchange: row.id for exchange, row in zip(wanted, made, strict=True)}


def ids_in(changes: dict[str, Any] | None) -> list[int]:
    """The exchanges that a row of an import made."""
    return [int(id) for id in (changes or {}).get("exchanged", [])]


def others(person_ids: Iterable[int], own: Iterable[int]) -> set[int]:
    """Those of the people who exchanged cards otherwise, too: they stay when an import is undone."""
    ids = list(person_ids)
    involved = or_(CardExchange.person_id.in_(ids), CardExchange.our_person_id.in_(ids))
    statement = select(CardExchange.person_id, CardExchange.our_person_id).where(
        involved, CardExchange.id.not_in(list(own))
    )
    return {id for row in db.session.execute(statement) for id in row if id is not None} & set(ids)


def take_back(ids: Iterable[int]) -> None:
    """Delete the exchanges that an import made."""
    for row in db.session.scalars(select(CardExchange).where(CardExchange.id.in_(list(ids)))):
        db.session.delete(row)
