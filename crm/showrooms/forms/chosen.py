"""What can be done to many showrooms, exhibits or sales, and what is asked for before."""

from functools import partial
from typing import Final

from flask_babel import lazy_gettext as _l

from crm.audit import services as audit
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.lists.forms import change_act, each_of, sheet_of
from crm.products import queries as products
from crm.showrooms import queries, rules, services
from crm.showrooms.forms.showrooms import PLAIN
from crm.showrooms.models import Exhibit, Sale, Showroom
from crm.showrooms.services import ExhibitInput, ShowroomInput
from crm.web.filters import plain_day
from crm.web.forms import Choice, Line
from crm.web.listings import BulkForm
from crm.web.locale import language

WRITE: Final = Permission.SHOWROOMS_WRITE


class ShowroomsStatusForm(BulkForm):
    status = Choice(_l("Status"), table=rules.STATUSES, required=True)


class ShelfForm(BulkForm):
    slot = Line(_l("Shelf"), limit=60, required=True)


def _exhibit(exhibit: Exhibit) -> str:
    return queries.label(products.name_for(exhibit.product, language()).text, exhibit)


def _sale(sale: Sale) -> str:
    """Of which exhibit, on which day, how many; where no exhibit is known, the row as the sheet has it."""
    what = _exhibit(sale.exhibit) if sale.exhibit is not None else sale.written or f"#{sale.id}"
    number = "" if sale.quantity is None else f"× {sale.quantity:,}"
    return " · ".join(filter(None, (what, plain_day(sale.day), number)))


def _sheet(showroom: Showroom) -> ShowroomInput:
    told = {name: getattr(showroom, name) for name in PLAIN}
    return ShowroomInput(names={row.language: row.text for row in showroom.names}, status=showroom.status, **told)


EACH_SHOWROOM: Final = each_of(
    Showroom,
    WRITE,
    queries.one,
    services.archive,
    partial(audit.restore, verb=rules.RESTORED),
    acts=(
        change_act(
            "status", N_("Change the status"), WRITE, ShowroomsStatusForm, _sheet, services.change, columns=("status",)
        ),
    ),
    named=lambda showroom: queries.called(showroom, language()).text,
)
EACH_EXHIBIT: Final = each_of(
    Exhibit,
    WRITE,
    queries.exhibit,
    services.put_away,
    services.bring_back,
    acts=(
        change_act(
            "shelf", N_("Change the shelf"), WRITE, ShelfForm, sheet_of(ExhibitInput), services.write_exhibit,
            columns=("slot",),
        ),
    ),
    named=_exhibit,
)  # fmt: skip
EACH_SALE: Final = each_of(
    Sale,
    WRITE,
    queries.sale,
    services.take_back,
    services.put_back,
    named=_sale,
)
