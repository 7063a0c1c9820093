"""Lists: declared as data, asked for by address, shown by one template (templates/_macros/listing.html)."""

from crm.web.lists import cells
from crm.web.lists.arranging import arranged
from crm.web.lists.asked import OWN, Asked
from crm.web.lists.bulk import Act, BulkForm, Chosen, Done, act, chosen
from crm.web.lists.declared import (
    Column,
    Extra,
    Facet,
    Listing,
    Nothing,
    Total,
    Value,
    coded,
    day,
    flag,
    newest,
    records,
    yes_no,
)
from crm.web.lists.reader import Reader
from crm.web.lists.shown import Sheet, reader, sheet_of, show
from crm.web.lists.typed import typed_names

__all__ = [
    "OWN",
    "Act",
    "Asked",
    "BulkForm",
    "Chosen",
    "Column",
    "Done",
    "Extra",
    "Facet",
    "Listing",
    "Nothing",
    "Reader",
    "Sheet",
    "Total",
    "Value",
    "act",
    "arranged",
    "cells",
    "chosen",
    "coded",
    "day",
    "flag",
    "newest",
    "reader",
    "records",
    "sheet_of",
    "show",
    "typed_names",
    "yes_no",
]
