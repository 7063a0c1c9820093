"""A line of a programme as a reader understands it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from crm.core.intervals import worded

AStop = TypeVar("AStop", bound="Stop")


@dataclass(frozen=True)
class Stop:
    """Clocks of the place, empty where the text gives none. `ahead` are the hours of the other clock at either end."""

    day: int
    start: str
    end: str
    kind: str
    title: str
    zh: str = ""  #: the title in Chinese
    more: dict[str, str] = field(default_factory=dict)  #: what is typed into its form afterwards
    ahead: tuple[int, int] = (1, 1)
    ko: str = ""
    en: str = ""

    @property
    def clocks(self) -> str:
        return self.told("ja")[1]

    @property
    def beside(self) -> str:
        """The same on the other side's clock."""
        return self.told("ja")[2]

    @property
    def titles(self) -> dict[str, str]:
        """What is typed into the fields for the titles in other languages."""
        return {"title_zh": self.zh, "title_ko": self.ko, "title_en": self.en}

    def told(self, language: str) -> list[str]:
        """Title and both clocks in a paper in a language."""
        pairs = zip((self.start, self.end), self.ahead, strict=True)
        beside = "–".join(f"{int(clock[:2]) + hours:02}{clock[2:]}" if clock else "" for clock, hours in pairs)
        title = {"ja": self.title, "zh-Hans": self.zh, "ko": self.ko, "en": self.en}[language]
        return [title, worded(f"{self.start}–{self.end}", language), worded(beside, language)]


def named(stops: Sequence[AStop], titles: Sequence[tuple[str, str]]) -> list[AStop]:
    """The same stops with their titles in Korean and English."""
    return [replace(stop, ko=ko, en=en) for stop, (ko, en) in zip(stops, titles, strict=True)]
