"""A line of a programme as a reader understands it."""

import re
from dataclasses import dataclass, field

from crm.core.intervals import worded


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

    @property
    def clocks(self) -> str:
        return worded(f"{self.start}–{self.end}", "ja")

    @property
    def beside(self) -> str:
        """The same on the other side's clock."""
        pairs = zip((self.start, self.end), self.ahead, strict=True)
        told = "–".join(f"{int(clock[:2]) + hours:02}{clock[2:]}" if clock else "" for clock, hours in pairs)
        return worded(told, "ja")

    @property
    def in_chinese(self) -> list[str]:
        """Title and both clocks in a paper in Chinese."""
        clocks = (re.sub("(.+)まで", r"至\1", each).replace("から", "起") for each in (self.clocks, self.beside))
        return [self.zh, *clocks]
