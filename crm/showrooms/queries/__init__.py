"""Reading showrooms: the list, one with its terms, its exhibits and their stock."""

from crm.showrooms.queries.exhibits import (
    ExhibitFilter,
    ExhibitLine,
    exhibit,
    exhibit_lines,
    exhibits,
    filtered_exhibits,
    movement,
    movements_of,
    of_maker,
    of_product,
    shelf,
    stocks_of,
    visible_exhibits,
)
from crm.showrooms.queries.showrooms import (
    NAMED,
    Filter,
    ShowroomLine,
    agreement_options,
    called,
    contract,
    filtered,
    line,
    of_organisation,
    one,
    options,
    showrooms,
    terms_on,
    visible_to,
)
