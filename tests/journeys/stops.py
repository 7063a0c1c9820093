"""A line of a programme as a reader understands it."""

from dataclasses import dataclass, field


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
        return f"{self.start}–{self.end}"

    @property
    def beside(self) -> str:
        """The same on the other side's clock."""
        pairs = zip((self.start, self.end), self.ahead, strict=True)
        return "–".join(f"{int(clock[:2]) + hours:02}{clock[2:]}" if clock else "" for clock, hours in pairs)
