"""The style sheets of printed pages, in the regional shapes of their language."""

from collections.abc import Sequence
from pathlib import Path

_FAMILIES = {"zh-Hans": "Noto Sans CJK SC", "ko": "Noto Sans CJK KR"}
_CORNERS = ("top-left", "top-right", "bottom-left", "bottom-right")
#: Every printed page uses these, in this order.
USUAL = ("tokens", "print", "document")


def texts(folder: Path, language: str, sheets: Sequence[str] = USUAL) -> list[str]:
    """The texts of the sheets (names without ending) in `folder`, and headers and footers that suit the language.

    Margin boxes inherit nothing, so each is told its family.
    """
    styles = [(folder / f"{sheet}.css").read_text(encoding="utf-8") for sheet in sheets]
    family = _FAMILIES.get(language)
    if family is not None:
        styles.append("@page {" + "".join(f' @{place} {{ font-family: "{family}"; }}' for place in _CORNERS) + " }")
    return styles
