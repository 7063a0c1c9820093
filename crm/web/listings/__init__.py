"""Lists: declared as data, asked for by address, shown by one template (templates/_macros/listing.html)."""

from crm.web.listings import cells
from crm.web.listings.acts import (
    ALREADY,
    ARCHIVE,
    GONE,
    BulkForm,
    Each,
    GroupAct,
    ListAct,
    RowAct,
    Values,
    do,
    handed_on,
    undo,
)
from crm.web.listings.arranging import arranged, in_turn
from crm.web.listings.asked import Asked
from crm.web.listings.bulk import BulkAct, Done, act, tell
from crm.web.listings.declared import (
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
from crm.web.listings.reader import Reader
from crm.web.listings.shown import acts_of, few, narrowed, reader, show
from crm.web.listings.typed import typed_names
