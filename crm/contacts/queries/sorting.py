"""What lists of people and organisations sort by."""

from typing import Any, Final

from sqlalchemy.orm import InstrumentedAttribute

from crm.contacts.models import Organisation, Person
from crm.core.sorting import ORDERS, order_of
from crm.core.texts import N_

#: The orders a reader chooses from, each in words.
SORT_ORDERS: Final = {
    "ja": N_("By kana (あいうえお)"),
    "zh": N_("By pinyin"),
    "ko": N_("By hangul (가나다)"),
    "en": N_("By the alphabet"),
}


def sort_column(order: str, model: type[Organisation] | type[Person] = Person) -> InstrumentedAttribute[Any]:
    """The indexed column that puts a list in an order of SORT_ORDERS; with `id` behind it the order is total.

    A language tag works as well (`zh-Hans`), so that the reader's language is the default order.
    """
    column: InstrumentedAttribute[Any] = getattr(model, f"sort_{order if order in ORDERS else order_of(order)}")
    return column
