"""Whether a venue lies within the house of the host, or is a place of its own; whether it names one room."""

import re
from collections.abc import Iterable

from crm.core.folding import short_form_in

#: Words for floors and rooms, which name no house: 3階 会議室, 本社応接室, 二楼会议室, 2층 회의실, Meeting room 3.
_ROOM = re.compile(
    r"本社|本店|本館|本部|总部|本庁舎|地下|第|본사|본관|多目的|貴賓|贵宾"
    r"|階|楼|层|층|号|室|会議|会议|회의실|応接|接待|접견실|ホール|议事厅|大厅|로비|ロビー"
    r"|(?i:ground|floor|meeting|conference|board|room|lobby)|[大小中東西南北一二三四五六七八九十\s\dA-F]"
)

#: What holds one meeting at a time, told apart from its house: 会議室, 3階ホール, 二楼会议室, 302호, Room 302.
_ONE_ROOM = re.compile(
    r"(?:会議|応接|会议|接待|贵宾|貴賓|研修|多目的|\d+号?)室|会議場|(?:小|中|大)ホール|\w階.*ホール"
    r"|(?:会议|宴会|议事|多功能)厅|회의실|접견실|세미나실|연회장|\d+호"
    r"|(?i:\broom\b|boardroom|ballroom|auditorium)"
)


def names_room(venue: str) -> bool:
    """Whether a venue names one room: two cannot be in it at once, as they can be in a hotel or a hall of many."""
    return _ONE_ROOM.search(venue) is not None


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
