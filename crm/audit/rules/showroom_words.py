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
    ("counted_exhibits", "adjusted"): N_("Adjusted by"),
    ("counted_exhibits", "book"): N_("By the book"),
    ("counted_exhibits", "cause_note"): N_("Reason"),
    ("counted_exhibits", "differs_by"): N_("Difference"),
    ("counted_exhibits", "count_id"): N_("Count by the partner"),
    ("counted_exhibits", "quantity"): N_("Pieces counted"),
    ("disputed_sales", "answer_id"): N_("Answer of the partner"),
    ("disputed_sales", "note"): N_("What is wrong with the sale"),
    ("disputed_sales", "sale_id"): N_("Sale"),
    ("disputed_sales", "settlement_id"): N_("Settlement"),
    ("settlement_costs", "maker_id"): N_("Borne by one maker alone"),
    ("settlement_costs", "note"): N_("Remarks"),
    ("settlement_costs", "rate"): N_("Rate"),
    ("settlement_lines", "told"): N_("Names on the statement"),
    ("settlement_shares", "told"): N_("Names on the statement"),
    ("showroom_sales", "note"): N_("Remarks"),
    ("stall_goods", "maker_id"): N_("Maker"),
    ("stock_movements", "reason"): N_("Remarks"),
    ("partner_answers", "link_id"): N_("Link for the partner"),
    ("partner_answers", "name"): N_("Who answered"),
    ("partner_answers", "note"): N_("Note of the partner"),
    ("partner_answers", "replied_at"): N_("When the office answered"),
    ("partner_answers", "replied_by_id"): N_("Who answered for the office"),
    ("partner_answers", "reply"): N_("Our answer"),
    ("partner_answers", "said_at"): N_("When the partner answered"),
    ("partner_answers", "settlement_id"): N_("Settlement"),
    ("partner_answers", "superseded_at"): N_("Of an earlier draft since"),
    ("partner_answers", "task_id"): N_("Task"),
    ("partner_answers", "verdict"): N_("Answer of the partner"),
    ("partner_counts", "day"): N_("Day of the count"),
    ("partner_counts", "link_id"): N_("Link for the partner"),
    ("partner_counts", "name"): N_("Who counted"),
    ("partner_counts", "note"): N_("Note of the partner"),
    ("partner_counts", "reason"): N_("Why it was not taken over"),
    ("partner_counts", "said_at"): N_("When the partner counted"),
    ("partner_counts", "state"): N_("Status"),
    ("partner_counts", "task_id"): N_("Task"),
    ("partner_links", "answered_at"): N_("When the partner answered"),
    ("partner_links", "counted_at"): N_("When the partner counted"),
    ("partner_links", "label"): N_("Who gets the link"),
    ("partner_links", "language"): N_("Language of the page"),
    ("partner_links", "made_at"): N_("When created"),
    ("partner_links", "owner_id"): N_("Who is asked"),
    ("partner_links", "settlement_id"): N_("Settlement"),
    ("partner_links", "until"): N_("Valid until"),
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
    ("showroom_sales", "untaxed"): N_("Amount without tax"),
    ("showroom_sales", "written"): N_("Row of the sheet"),
    ("stock_movements", "owner_id"): N_("Owner of the goods"),
    **SETTLED,
}
