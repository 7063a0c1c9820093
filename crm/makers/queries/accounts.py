"""Which firm an account sees."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.permissions import Actor, Role
from crm.makers.models import MakerAccount
from crm.places.rules import Shown
from crm.products.models import Product
from crm.users.models import User


def firm_of(user: Actor) -> int | None:
    """The firm whose rows the user sees; None: no row at all. One of the archive shows nothing, nor does our office."""
    if user.role != Role.MAKER:
        return None
    statement = select(MakerAccount.organisation_id).join(Organisation).where(
        MakerAccount.user_id == user.id, MakerAccount.archived_at.is_(None), Organisation.archived_at.is_(None)
    )  # fmt: skip
    found = db.session.scalar(statement)
    return found if found != contacts.our_organisation_id() else None


def name_of(firm: int, language: str) -> Shown:
    """What a firm is called for a reader."""
    return contacts.listed_names([firm], language)[firm]


def account_of(user_id: int) -> MakerAccount:
    """The account of a maker's person, user and firm loaded; NotVisible for any other account."""
    statement = select(MakerAccount).join(User, User.id == MakerAccount.user_id).where(
        MakerAccount.user_id == user_id, User.role == Role.MAKER
    )  # fmt: skip
    loaded = statement.options(joinedload(MakerAccount.user), joinedload(MakerAccount.organisation))
    return or_not_visible(db.session.scalar(loaded))


def has_goods(organisation_id: int) -> bool:
    """Whether products of an organisation are recorded, which makes it a maker; the archive counts."""
    return db.session.scalar(select(Product.id).where(Product.maker_id == organisation_id).limit(1)) is not None
