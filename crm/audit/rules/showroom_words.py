"""What the log calls columns of showrooms, their settlements and the public pages of products."""

from typing import Final

from crm.core.texts import N_

_SUMS: Final = {
    "pieces": N_("Pieces"), "gross": N_("Sales including tax"), "tax": N_("Tax in it"), "commission": N_("Commission"),
    "withheld": N_("Tax that was withheld"), "costs": N_("Costs"), "net": N_("To be remitted"),
    "book_net": N_("Amount converted"),
}  # fmt: skip
#: The same of the sums of a settlement, of its makers and of its sales.
SETTLED: Final = {
    (table, column): word
    for table in ("settlements", "settlement_shares", "settlement_lines")
    for column, word in _SUMS.items()
}
#: {(table, column): what it is called}.
SHOWROOM_WORDS: Final = {
    ("products", "published"): N_("Public page"),
    ("settlements", "paid_reason"): N_("Reason"),
    ("settlements", "withheld"): N_("Tax withheld"),
    ("settlement_shares", "withheld"): N_("Tax withheld"),
    ("sales_sheets", "format"): N_("Kind of file"),
    ("sales_sheets", "recorded"): N_("Rows recorded as sales"),
    ("settlement_shares", "maker_id"): N_("Maker"),
    ("settlements", "book_currency"): N_("Currency converted into"),
    ("settlements", "rate"): N_("Rate"),
    ("settlements", "rate_on"): N_("Day of the rate"),
    ("settlements", "rate_source"): N_("Source"),
    ("showroom_sales", "day"): N_("Day of the sale"),
    ("showroom_sales", "fault"): N_("Why it is not reconciled"),
    ("showroom_sales", "gross"): N_("Amount including tax"),
    ("showroom_sales", "movement_id"): N_("Movement of its goods"),
    ("showroom_sales", "row"): N_("Row"),
    ("showroom_sales", "sheet_id"): N_("Sheet of sales"),
    ("showroom_sales", "tax"): N_("Tax in it"),
    ("showroom_sales", "written"): N_("Row of the sheet"),
    ("stock_movements", "owner_id"): N_("Owner of the goods"),
    **SETTLED,
}
