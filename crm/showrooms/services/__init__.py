"""What is done with showrooms: recorded, given terms and exhibits; goods moved and counted."""

from crm.showrooms.services.asked import InquiryInput, ask_about, record_inquiry
from crm.showrooms.services.drafts import remarks, rent_kept, rent_of, told_of
from crm.showrooms.services.exhibits import (
    BEFORE_OPENING,
    Count,
    ExhibitInput,
    MovementInput,
    bars,
    bring_back,
    count,
    doubts,
    exhibit_doubts,
    move,
    put_away,
    remove_movement,
    restore_movement,
    write_exhibit,
)
from crm.showrooms.services.inquiries import (
    SentInquiry,
    discard_inquiries,
    discard_inquiry,
    forget_inquiries,
    keep_inquiry,
    receive_inquiry,
    take_inquiry,
)
from crm.showrooms.services.partners import (
    StatementAnswer,
    answer,
    make_link,
    refuse_count,
    reply,
    revoke_link,
    send_count,
    take_count,
)
from crm.showrooms.services.returns import OutlayInput
from crm.showrooms.services.sales import SaleInput, explain, put_back, sale_doubts, sell, take_back
from crm.showrooms.services.settlements import (
    SettlementInput,
    approve,
    correct_payment,
    discard,
    draw_up,
    is_left_to_others,
    pay,
    redraw,
    reopen,
    take_out_of_draft,
)
from crm.showrooms.services.sheets import (
    SheetRows,
    TriedRow,
    assign,
    notes_below,
    open_sheet,
    opened,
    record,
    summed,
    taken,
    tried,
    undo,
)
from crm.showrooms.services.showrooms import (
    ContractInput,
    ShowroomInput,
    archive,
    change,
    doubts_of_terms,
    make,
    remove_contract,
    restore_contract,
    write_contract,
)
