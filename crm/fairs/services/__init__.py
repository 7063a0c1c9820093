"""What is done with fairs: series, editions and their application; booths and what belongs to them."""

from crm.fairs.services.booths import BoothInput, bring_back, check_booth, put_away, write_booth
from crm.fairs.services.fees import FeeInput, book_fee, unlink_cost
from crm.fairs.services.parts import (
    ExhibitorInput,
    GoodsInput,
    ShiftInput,
    ThingInput,
    exhibitor_doubts,
    goods_doubts,
    remove_part,
    restore_part,
    shift_doubts,
    write_exhibitor,
    write_goods,
    write_shift,
    write_thing,
)
from crm.fairs.services.series import (
    EditionInput,
    SeriesInput,
    change_series,
    check_plan,
    check_series,
    make_series,
    settle,
    write_edition,
)
