"""What is to be printed and how much it may cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RenderLimits:
    """What one document may cost before its process is ended."""

    seconds: int = 60  #: wall clock, and processor time
    memory: int = 1024 * 1024 * 1024  #: bytes beyond what the warm process holds
    pages: int = 400


@dataclass(frozen=True)
class RenderOrder:
    """One document, complete: nothing else is read while it is set."""

    html: str
    css: tuple[str, ...]  #: texts of style sheets
    assets: Mapping[str, bytes]  #: `app:NAME` in the HTML and CSS → bytes
    fonts: Path  #: the fonts.conf to use
    limits: RenderLimits
    #: One more style sheet, tried where the last page would be nearly empty, and kept if that saves the page.
    tighter: str = ""
