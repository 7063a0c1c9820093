"""What a document says about itself."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Imprint:
    """What the cover and the margins say about the document itself."""

    number: str
    edition: int
    printed_on: date
    holder: str  #: who asked for it, by name
