"""Which leads and cases are a firm's own: by who of ours they are for, and by the products that they name."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, union

from crm.contacts import queries as contacts
from crm.contacts.models import OrganisationRole
from crm.makers import rules
from crm.makers.models import MakerAccount
from crm.products.models import Product
from crm.showrooms.models import SettlementShare, StockMovement


def own(ours: Any, named: ColumnElement[bool], firm: int) -> ColumnElement[bool]:
    """Rows for the firm itself; or for our office or a body that makes nothing, that name a product of the firm
    (`named`). A row for any other organisation is that one's alone, whatever it names: nobody can tell from the
    products of today whether it is a maker."""
    bodies = select(OrganisationRole.organisation_id).where(OrganisationRole.role.in_(rules.BODIES))
    for_nobody = or_(
        ours.is_(None), ours == contacts.our_organisation_id(), and_(ours.in_(bodies), ours.not_in(_makers()))
    )
    return or_(ours == firm, and_(named, for_nobody))


def _makers() -> Any:
    """Whoever has or had goods, a share of a settlement or an account, or is said to be a maker."""
    return union(
        select(Product.maker_id), select(StockMovement.owner_id), select(SettlementShare.maker_id),
        select(MakerAccount.organisation_id),
        select(OrganisationRole.organisation_id).where(OrganisationRole.role == rules.MAKER_ROLE),
    )  # fmt: skip
