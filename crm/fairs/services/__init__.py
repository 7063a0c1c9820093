"""What is done with fairs: series, editions and their application; booths and what belongs to them."""

from crm.fairs.services.booths import BoothContent, bring_back, put_away, write_booth
from crm.fairs.services.parts import (
    ExhibitorContent,
    GoodsContent,
    ShiftContent,
    ThingContent,
    remove_part,
    restore_part,
    shift_doubts,
    write_exhibitor,
    write_goods,
    write_shift,
    write_thing,
)
from crm.fairs.services.series import (
    EditionContent,
    SeriesInput,
    change_series,
    check_plan,
    make_series,
    settle,
    write_edition,
)
