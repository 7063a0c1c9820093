"""The kinds of records that come in from a table, as their capabilities declare them."""

from crm.interchange.forms.tables import (
    ACCESS_TABLE,
    ASSESSMENTS_TABLE,
    BOOTHS_TABLE,
    PRODUCTS_TABLE,
    RIVALS_TABLE,
    ROUTES_TABLE,
    SERIES_TABLE,
    SIGNALS_TABLE,
    RecordTable,
)
from crm.showrooms.forms.tables import EXHIBITS_TABLE, SHOWROOMS_TABLE

TABLES: list[RecordTable] = [
    ROUTES_TABLE, ASSESSMENTS_TABLE, PRODUCTS_TABLE, ACCESS_TABLE, SERIES_TABLE, BOOTHS_TABLE, RIVALS_TABLE,
    SIGNALS_TABLE, SHOWROOMS_TABLE, EXHIBITS_TABLE,
]  # fmt: skip
