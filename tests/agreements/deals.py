"""What the tests of agreements need: an agreement between the two sides of the scene, and how it is refused."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from crm.agreements import queries, services
from crm.agreements.models import Agreement
from crm.agreements.services import AgreementInput, PartyTerms, Signer, VersionText
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.negotiations.models import Negotiation
from tests.cast import user
from tests.meetings.scene import Scene
from tests.negotiations.cases import days


def terms(at: Scene, **changes: Any) -> AgreementInput:
    """Complete terms of a consignment between the association and the commerce bureau; `changes` override them."""
    plain = AgreementInput(
        type="consignment",
        title="ニット製品 委託販売契約",
        territory="延吉市",
        products="ニット",
        parties=[PartyTerms(at.association, "甲"), PartyTerms(at.commerce_bureau, "乙")],
        signers=[Signer("甲", at.tanabe), Signer("乙", at.li, seal="official_seal")],
        versions=[VersionText("ja", prevailing=True), VersionText("zh-Hans")],
    )
    return replace(plain, **changes)


def drafted(at: Scene, *, by: Actor | None = None, **changes: Any) -> Agreement:
    """A saved draft."""
    with writing():
        made = services.draft(terms(at, **changes), by=by or user())
        db.session.commit()
    return made


def signed(at: Scene, *, days_ago: int = 0, **changes: Any) -> Agreement:
    """A saved agreement that was signed so many days ago."""
    made = drafted(at, **changes)
    with writing():
        services.sign(made, signed_on=days(-days_ago), all_the_same="試験", by=user())
        db.session.commit()
    return made


def refused(field: str | None, act: Any, *args: Any, **values: Any) -> None:
    with writing(), pytest.raises(Refused) as refusal:
        act(*args, **values)
    assert refusal.value.field == field


def on(act: Any, agreement: Agreement) -> Any:
    """`act` on the agreement read anew inside the writing transaction, as a view does it."""
    id = agreement.id
    return lambda *args, **values: act(queries.one(id, user=user()), *args, **values)


def stage_of(negotiation: Negotiation) -> str:
    return db.session.scalars(select(Negotiation.stage).where(Negotiation.id == negotiation.id)).one()
