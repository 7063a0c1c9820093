"""What the tests of agreements need: an agreement between the two sides of the scene."""

from dataclasses import replace
from typing import Any

from crm.agreements import services
from crm.agreements.models import Agreement
from crm.agreements.services import Party, Signer, Terms, VersionText
from crm.core.database import db, writing
from crm.core.permissions import Actor
from tests.cast import user
from tests.meetings.scene import Scene
from tests.negotiations.cases import days


def terms(at: Scene, **changes: Any) -> Terms:
    """Complete terms of a consignment between the association and the commerce bureau; `changes` override them."""
    plain = Terms(
        type="consignment",
        title="ニット製品 委託販売契約",
        territory="延吉市",
        products="ニット",
        parties=[Party(at.association, "甲"), Party(at.commerce_bureau, "乙")],
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
        services.sign(made, signed_on=days(-days_ago), by=user())
        db.session.commit()
    return made
