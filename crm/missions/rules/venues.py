"""Whether a venue lies within the house of the host, or is a place of its own."""

import re
from collections.abc import Iterable

from crm.core.folding import short_form_in

#: Words for floors and rooms, which name no house: 3階 会議室, 本社応接室, 二楼会议室, 2층 회의실, Meeting room 3.
_ROOM = re.compile(
    r"本社|本店|本館|本部|总部|本庁舎|地下|第|본사|본관|多目的|貴賓|贵宾"
    r"|階|楼|层|층|号|室|会議|会议|회의실|応接|接待|접견실|ホール|议事厅|大厅|로비|ロビー"
    r"|(?i:ground|floor|meeting|conference|board|room|lobby)|[大小中東西南北一二三四五六七八九十\s\dA-F]"
)


def is_room_of(venue: str, names: Iterable[str]) -> bool:
    """Whether a venue is a room or a floor of its host, which `names` name: one goes to the host's own address.

    丸直ニット 会議室 lies in the house of 丸直ニット株式会社.
    """
    left, told = venue, sorted(filter(None, names), key=len, reverse=True)
    for name in told:
        left = left.replace(name, "")
    for name in told:
        if short := short_form_in(left, name):
            left = left.replace(short, "")
    return not _ROOM.sub("", left)
