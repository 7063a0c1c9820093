"""The fonts of printed pages: PyPI packages only, so that every machine prints the same glyphs."""

import os
import tempfile
from ctypes import CDLL
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from crm.core.texts import Text

#: Regular and bold of all of ja, zh and ko, then what those lack: Ł ź, Vietnamese, Thai, emoji.
PACKAGES = ("noto_cjk_sans_otc", "noto_cjk_sans_jp_bold", "manimgx_fonts")
FAMILY = "Noto Sans CJK JP"

#: What WeasyPrint cannot be imported without (the names Debian gives the libraries).
LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
)

_GENERIC = ("sans-serif", "serif", "monospace", "system-ui")
_MONO = tuple(f"Noto Sans Mono CJK {region}" for region in ("JP", "KR", "SC", "TC", "HK"))

# Only one bold is installed. It holds the shapes of every region, and `lang` picks them; without this rule a
# bold name in a regional family would silently print regular, because fontconfig puts family before weight.
_BOLD = """<match target="pattern">
  <test name="family"><string>Noto Sans CJK {region}</string></test>
  <test name="weight" compare="more_eq"><const>semibold</const></test>
  <edit name="family" mode="prepend" binding="strong"><string>{family}</string></edit>
</match>"""

# The CJK fonts carry bare combining accents. With them in the charset Pango believes that ź can be set as
# z + accent, and the accent lands beside the letter; without them it takes ź whole from Noto Sans.
_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
<cachedir>{cache}</cachedir>
<match target="scan">
  <test name="family" compare="contains"><string>CJK</string></test>
  <edit name="charset" mode="assign"><minus><name>charset</name>
    <charset><range><int>0x300</int><int>0x36f</int></range></charset></minus></edit>
</match>
<selectfont><rejectfont>
{rejected}
</rejectfont></selectfont>
{aliases}
{bold}
<alias binding="same"><family>emoji</family><prefer><family>Noto Emoji</family></prefer></alias>
<match target="pattern">
  <edit name="family" mode="append_last"><string>{family}</string></edit>
</match>
</fontconfig>
"""

_installed: list[Path] = []


def unavailable() -> Text | None:
    """Why this machine cannot print, or None when it can.

    Cheap (no import of WeasyPrint), so the product may ask at every start and say it on its pages.
    """
    if find_spec("weasyprint") is None:
        return Text("PDF is off: the Python package %(name)s is not installed.", name="weasyprint")
    for package in PACKAGES:
        if find_spec(package) is None:
            return Text("PDF is off: the font package %(name)s is not installed.", name=package)
    for library in LIBRARIES:
        try:
            CDLL(library)
        except OSError:
            return Text("PDF is off: the system library %(name)s is not installed.", name=library)
    return None


def install(folder: Path) -> Path:
    """Write fonts.conf and its cache folder under `folder` and point fontconfig at it; returns the file.

    To be called once by the app factory, before anything imports WeasyPrint. Workers that start at the
    same time write the same bytes, and each by rename, so none reads half a file.
    """
    cache = folder / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    target = folder / "fonts.conf"
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix="fonts-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(configuration(cache))
    Path(temporary).replace(target)
    os.environ["FONTCONFIG_FILE"] = str(target)
    _installed[:] = [target]
    return target


def installed() -> Path:
    """The fonts.conf in use, written anew where somebody tidied it away: without it other glyphs would be printed.

    Raises RuntimeError when `install` was never called: a mistake of the start.
    """
    if not _installed:
        raise RuntimeError("call crm.pdf.fonts.install(folder) before rendering")
    return _installed[0] if _installed[0].is_file() else install(_installed[0].parent)


def folders() -> list[Path]:
    """Where the font packages that are installed keep their files."""
    found = [find_spec(package) for package in PACKAGES]
    return [Path(place) for spec in found if spec for place in spec.submodule_search_locations or ()]


def configuration(cache: Path) -> str:
    """The text of fonts.conf: our folders alone, one family behind every name that CSS may ask for."""
    return _CONF.format(
        folders="\n".join(f"<dir>{escape(str(folder))}</dir>" for folder in folders()),
        cache=escape(str(cache)),
        rejected="\n".join(
            f'<pattern><patelt name="family"><string>{name}</string></patelt></pattern>' for name in _MONO
        ),
        aliases="\n".join(
            f"<alias><family>{name}</family><prefer><family>{FAMILY}</family></prefer></alias>" for name in _GENERIC
        ),
        bold="\n".join(_BOLD.format(region=region, family=FAMILY) for region in ("KR", "SC", "TC", "HK")),
        family=FAMILY,
    )
