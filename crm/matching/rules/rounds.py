"""How many rounds, of which length, and how many tables the programme says or leaves time for."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from crm.matching.rules.words import MOST_SLOTS, MOST_TABLES

USUAL_MINUTES, USUAL_PAUSE, USUAL_NUMBER, USUAL_TABLES = 30, 5, 6, 6
LONGEST_ROUND, LONGEST_PAUSE = 240, 240
SHORTEST_ROUND: Final = 5

_ROUNDS: Final = re.compile(
    r"(\d{1,3})\s*(?:分钟?|분|min\w*\.?)\s*(?:[x×✕*]|ずつ|各)?\s*(\d{1,2})\s*(?:回|轮|場|场|ラウンド|회|라운드|rounds?)",
    re.IGNORECASE,
)
_TABLES: Final = re.compile(r"(\d{1,2})\s*(?:卓|テーブル|桌|张桌|테이블|tables?)", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """What a new table begins with."""

    minutes: int = USUAL_MINUTES
    pause: int = USUAL_PAUSE
    number: int = USUAL_NUMBER
    tables: int = USUAL_TABLES


def wanted(title: str, minutes: int | None) -> Wanted:
    """As the title of an item says (30分×4回、7卓), else as many usual rounds as there is time for; `minutes` are those
    from its begin to its end, None where nobody told. The pause is what is left between rounds, at most the usual one.
    """
    text = unicodedata.normalize("NFKC", title)
    rounds, tables = _ROUNDS.search(text), _TABLES.search(text)
    told = min(int(tables[1]), MOST_TABLES) if tables and int(tables[1]) else USUAL_TABLES
    if rounds and SHORTEST_ROUND <= int(rounds[1]) <= LONGEST_ROUND and 1 <= int(rounds[2]) <= MOST_SLOTS:
        length, number = int(rounds[1]), int(rounds[2])
        left = (minutes - length * number) // max(number - 1, 1) if minutes is not None else USUAL_PAUSE
        return Wanted(length, min(max(left, 0), USUAL_PAUSE), number, told)
    if minutes is None:
        return Wanted(tables=told)
    number = min((minutes + USUAL_PAUSE) // (USUAL_MINUTES + USUAL_PAUSE), MOST_SLOTS)
    return Wanted(number=max(number, 1), tables=told)
