"""The style sheets of printed pages, in the regional shapes of their language."""

from collections.abc import Sequence
from pathlib import Path

_USUAL_FAMILY = "Noto Sans CJK JP"
_FAMILIES = {"zh-Hans": "Noto Sans CJK SC", "ko": "Noto Sans CJK KR"}
_CORNERS = ("top-left", "top-right", "bottom-left", "bottom-right")
#: Every printed page uses these, in this order.
USUAL = ("tokens", "print", "document")
#: For a document whose last page would be nearly empty.
TIGHTER = """@layer print { .doc { line-height: 1.38; & th, & td { padding-block: .65mm } & h2 { margin-top: 3mm }
  & .form { font-size: 8.4pt; line-height: 1.25; margin-bottom: 1.2mm; & th, & td { padding-block: .4mm } }
  & .goods { min-height: 42mm; font-size: 8.4pt; line-height: 1.25; & th, & td { padding-block: .25mm } }
  & .tall { height: 4.6mm } & .line { height: 4.2mm } & .memo { height: 8mm } & .seal { height: 10mm }
  &.sheet .minutes { font-size: 8pt; line-height: 1.25 }
  &.request { & .register { margin-bottom: 2mm; & th, & td { padding-block: .5mm; height: auto } & th { width: 34mm } }
    & .facts, & .res { & th, & td { padding-block: .3mm } } & .stamps + h1 { margin-block: 2mm 1mm }
    & h2 { margin-top: 2mm } }
  &.subsidy { font-size: 8.4pt; line-height: 1.22; & h1 { margin-block: 1mm; font-size: 13pt } & h2 { margin-top: 1mm }
    & .res, & .facts { margin-block: .5mm; & th, & td { padding-block: .1mm } } & p { margin-block: .4mm } }
  & .brief { font-size: 8.6pt; line-height: 1.32; & th, & td { padding-block: .25mm } & h1 { margin-block: 3mm 2mm }
    & h2 { margin-top: 2mm } & h3 { margin-top: 1.2mm } } } }"""


def texts(folder: Path, language: str, sheets: Sequence[str] = USUAL) -> list[str]:
    """The texts of the sheets (names without ending) in `folder`, and headers and footers that suit the language.

    Margin boxes inherit nothing, so each is told its family.
    """
    styles = [(folder / f"{sheet}.css").read_text(encoding="utf-8") for sheet in sheets]
    if language in _FAMILIES:
        styles.append(corners(language))
    return styles


def corners(language: str, page: str = "") -> str:
    """Header and footer of all pages, or of those that are called `page`, in the shapes of a language."""
    family = _FAMILIES.get(language, _USUAL_FAMILY)
    return f"@page {page} {{" + "".join(f' @{place} {{ font-family: "{family}"; }}' for place in _CORNERS) + " }"
