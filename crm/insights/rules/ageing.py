"""How long ago the last interaction was (domain.md §3.7). Which cases are stalled is a rule of negotiations."""

from enum import Enum


class AgeBucket(Enum):
    """Days since the last interaction: `least` to `most`, both included; the last bucket has no end."""

    UP_TO_30 = (0, 30)
    UP_TO_60 = (31, 60)
    UP_TO_90 = (61, 90)
    UP_TO_180 = (91, 180)
    OVER_180 = (181, None)

    def __init__(self, least: int, most: int | None) -> None:
        self.least = least
        self.most = most
