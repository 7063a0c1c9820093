"""Cases that a barred product holds up, for the tests of INV-M1."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from crm.access import queries as access
from crm.access import services as access_services
from crm.access.models import AccessRule
from crm.access.services import AccessInput
from crm.audit.services import action
from crm.core import here
from crm.core.database import Record, db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.negotiations import queries, services
from crm.negotiations.models import AccessOverride, Negotiation
from crm.negotiations.queries import Mark
from crm.negotiations.queries.access import CaseAccess
from crm.negotiations.rules import MoveWish
from crm.products import services as products
from crm.products.models import Product
from crm.products.services import ProductInput
from tests.access.barred import barring, niigata
from tests.cast import SET_UP, user
from tests.negotiations.cases import Scene, case, opened, step_by_step

ANSWERED = MoveWish(answer="双方で協議")


def product(at: Scene, name: str = "純米吟醸", category: str = "sake") -> Product:
    """Goods of the association, made in Niigata."""
    content = ProductInput({"ja": name}, at.association, category, origin_place_id=niigata().id)
    with writing():
        made = products.make(content, by=user())
        db.session.commit()
    return made


def barred(at: Scene, to: str = "sample_quote", **changes: Any) -> Negotiation:
    """A case about a barred product, at a stage that it may still reach."""
    made = opened(at, product_ids=(product(at).id,), **changes)
    step_by_step(made, to, at)
    barring()
    return made


def rewrite(rule: AccessRule, **changes: Any) -> None:
    """Somebody changes the rule."""
    with writing():
        found = access.one(rule.id, user=user())
        told = {each.name: getattr(found, each.name) for each in fields(AccessInput)}
        told |= {"texts": {row.language: row.text for row in found.texts}}
        access_services.change(found, AccessInput(**told | changes), by=user())
        db.session.commit()


def write(model: type[Record], id: int, **values: Any) -> None:
    """Somebody changes columns of a record, as its own form would."""
    with writing():
        with action(SET_UP, by=None):
            row = db.session.get_one(model, id)
            for name, value in values.items():
                setattr(row, name, value)
        db.session.commit()
    db.session.expire_all()


def page_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def move(negotiation: Negotiation, stage: str, wish: MoveWish = ANSWERED) -> None:
    with writing():
        services.move(negotiation, stage, wish=wish, by=user())
        db.session.commit()


def seen(negotiation: Negotiation, on: date | None = None) -> set[Mark]:
    """What holds the case up, as the form shows it."""
    barring = queries.waiting(queries.one(negotiation.id, user=user()), on or here.today())
    return {mark for each in barring for mark in each.marks}


def told(negotiation: Negotiation) -> CaseAccess:
    """What the page of the case tells."""
    return queries.access_of(queries.entering([negotiation.id])[negotiation.id], "ja")


def let(negotiation: Negotiation, reason: str = "試飲用の見本に限る", on: date | None = None) -> list[AccessOverride]:
    day, shown = on or here.today(), seen(negotiation, on)
    with writing():
        rows = services.let_go_on(negotiation, reason, seen=shown, on=day, by=user(Role.MANAGEMENT))
        db.session.commit()
    return rows


def held_up(negotiation: Negotiation, stage: str, wish: MoveWish = ANSWERED) -> str:
    with pytest.raises(Refused) as refusal:
        move(negotiation, stage, wish)
    assert refusal.value.field == "stage"
    db.session.rollback()
    return str(refusal.value)


def change(made: Negotiation, at: Scene, **changes: Any) -> None:
    with writing():
        services.change(queries.one(made.id, user=user()), case(at, **changes), by=user())
        db.session.commit()


def unchanged(made: Negotiation, at: Scene, field: str, **changes: Any) -> None:
    with pytest.raises(Refused, match="No sake") as refusal:
        change(made, at, **changes)
    assert refusal.value.field == field
    db.session.rollback()
