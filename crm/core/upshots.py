"""What came of doing something to many records at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crm.core.texts import Text


class Took(NamedTuple):
    """A record that took it: what it said before, as JSON, and its versions afterwards and before: None where it
    stayed as it was, or where its version does not count."""

    before: Any = None
    version: int | None = None
    former: int | None = None


@dataclass(frozen=True)
class Upshot:
    """The records by their ids: those that took it, and why the others did not."""

    done: Mapping[int, Took] = field(default_factory=dict)
    left_out: Mapping[int, Text] = field(default_factory=dict)
