"""Lists: declared as data, asked for by address, shown by one template (templates/_macros/listing.html)."""

from crm.web.lists import cells
from crm.web.lists.arranging import arranged
from crm.web.lists.asked import OWN, Asked
from crm.web.lists.bulk import BulkAct, BulkForm, Done, act
from crm.web.lists.declared import (
    Column,
    Extra,
    Facet,
    Listing,
    Narrowing,
    Nothing,
    Total,
    coded,
    day,
    flag,
    newest,
    records,
    yes_no,
)
from crm.web.lists.reader import Reader
from crm.web.lists.shown import narrowed, reader, show
from crm.web.lists.typed import typed_names
