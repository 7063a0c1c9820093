"""Two makers, each with somebody who has an account, on one shelf with goods of both."""

from dataclasses import dataclass

from sqlalchemy import select

from crm.audit import services as audit
from crm.audit.services import action
from crm.contacts.models import Organisation, OurOrganisation
from crm.contacts.rules import ORGANISATION_ARCHIVED
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.makers import services
from crm.merging import services as merging
from crm.merging.models import Merge
from crm.merging.services import Choices
from crm.users.models import User
from tests.cast import PASSWORD, SET_UP, user
from tests.contacts import book
from tests.products.test_products import made as product
from tests.showrooms import shop

#: Their people: (address, name).
FIRST, SECOND = ("maruyama@example.jp", "丸山 直子"), ("sekine@example.jp", "関根 亘")


@dataclass(frozen=True)
class Pair:
    """The ids of what there is. The first maker is that of the shop."""

    at: shop.Shop
    first: int
    second: int
    goods: int  #: of the second
    shown: int  #: the exhibit of these


def invited(firm: int, person: tuple[str, str] = FIRST) -> User:
    """The account of somebody of a firm."""
    with writing():
        made = services.invite(
            organisation_id=firm, email=person[0], display_name=person[1], language="ja", password=PASSWORD,
            by=user(Role.ADMIN),
        )  # fmt: skip
        db.session.commit()
    return db.session.get_one(User, made.user_id)


def pair() -> Pair:
    """A showroom with goods of two makers, and an account for each."""
    at = shop.shop()
    second = book.organisation("第二木工株式会社", "ja", country="JP").id
    goods = product(second, names={"ja": "木の椀", "en": "Wooden bowl"}).id
    shown = shop.exhibit(at.showroom, goods, code="B-77", slot="2").id
    shop.moved(shown, "received", 31, before=200)
    invited(at.maker, FIRST)
    invited(second, SECOND)
    return Pair(at, at.maker, second, goods, shown)


def put_away(firm: int) -> int:
    """A firm goes to the archive."""
    with writing():
        audit.archive(db.session.get_one(Organisation, firm), ORGANISATION_ARCHIVED, by=user())
        db.session.commit()
    return firm


def merged_into(kept: int, gone: int) -> int:
    """A firm becomes one with another, which is kept."""
    with writing():
        merging.merge("organisations", kept, gone, Choices(), by=user())
        db.session.commit()
    db.session.expire_all()
    return gone


def parted() -> None:
    """The one merge of the test is taken back."""
    with writing():
        merging.undo(db.session.scalars(select(Merge)).one(), by=user())
        db.session.commit()
    db.session.expire_all()


def made_our_office(firm: int) -> int:
    with writing():
        with action(SET_UP, by=user()):
            db.session.add(OurOrganisation(id=1, organisation_id=firm))
        db.session.commit()
    return firm
