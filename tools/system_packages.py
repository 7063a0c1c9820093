"""Debian packages that PyPI cannot bring: installed where that needs no question, else named."""

import ctypes
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.steps import VENV, is_stamped, run, say, write_stamp

#: The one without a window first: it is half as heavy, and tests need no window.
CHROMIUM = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser")
CJK_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def chromium() -> str | None:
    """The browser of tests and screenshots."""
    return next((path for path in CHROMIUM if Path(path).exists()), None)


@dataclass(frozen=True)
class Need:
    """Something of the operating system that a part of the product or its tests stands on."""

    name: str
    packages: tuple[str, ...]
    present: Callable[[], bool]
    without: str  #: what happens when it is missing


def _has_libraries() -> bool:
    # The third one makes a forty-page pack take 4 seconds instead of 13.
    for library in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
        try:
            ctypes.CDLL(library)
        except OSError:
            return False
    return True


PDF = Need(
    "PDF printing",
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    _has_libraries,
    "Musubi starts without PDF",
)
BROWSER = Need(
    "browser tests",
    ("chromium-headless-shell",),
    Path(CHROMIUM[0]).exists,
    "the browser journeys take an ordinary Chromium, and fail where there is none",
)
PDF_READER = Need(
    "tests of printed pages",
    ("poppler-utils",),
    lambda: shutil.which("pdftoppm") is not None,
    "the tests that look at printed pages fail",
)
FONTS = Need(
    "screenshots with Chinese, Japanese and Korean text",
    ("fonts-noto-cjk",),
    CJK_FONT.exists,
    "screenshots show boxes instead of characters",
)
CARD_READER = Need(
    "reading of photographed business cards",
    ("tesseract-ocr", "tesseract-ocr-jpn", "tesseract-ocr-chi-sim", "tesseract-ocr-kor"),
    lambda: shutil.which("tesseract") is not None,
    "their pictures are kept and the form stays empty",
)
#: What the product uses where somebody installed it; never installed unasked, told once.
OPTIONAL = (CARD_READER,)
NEEDS = {"product": (PDF,), "tests": (PDF, BROWSER, PDF_READER, FONTS)}


def ensure(purpose: str) -> None:
    """Install what is missing as root or by passwordless sudo; else print the exact line and go on."""
    _ensure_needs(purpose)
    if purpose == "product":
        _tell_optional()


def _tell_optional() -> None:
    """Name, once, what may be added."""
    for need in OPTIONAL:
        stamp = VENV / f".musubi-told-{need.packages[0]}"
        if not need.present() and not is_stamped(stamp, " ".join(need.packages)):
            say(f"Optional, for {need.name}: sudo apt-get install -y {' '.join(need.packages)}")
            write_stamp(stamp, " ".join(need.packages))


def _ensure_needs(purpose: str) -> None:
    missing = [need for need in NEEDS[purpose] if not need.present()]
    if not missing:
        return
    packages = sorted({package for need in missing for package in need.packages})
    stamp = VENV / ".musubi-apt-tried"
    if not is_stamped(stamp, " ".join(packages)) and _install(packages):
        missing = [need for need in missing if not need.present()]
    if not missing:
        return
    write_stamp(stamp, " ".join(packages))  # a machine that refuses is asked once, not at every start
    for need in missing:
        say(f"{need.name}: system libraries are missing, so {need.without}.")
    say(f"To add them: sudo apt-get install -y {' '.join(packages)}")


def _install(packages: list[str]) -> bool:
    apt = shutil.which("apt-get")
    prefix = _as_root()
    if apt is None or prefix is None:
        return False
    say(f"installing {', '.join(packages)} …")
    install = [*prefix, apt, "install", "-y", "--no-install-recommends", *packages]
    if run(install).returncode == 0:
        return True
    run([*prefix, apt, "update"])  # a fresh machine has no package lists
    return run(install).returncode == 0


def _as_root() -> list[str] | None:
    """The words that make a command run as root without asking for a password; None if there are none."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() == 0:
        return quiet
    if shutil.which("sudo") and run(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n", *quiet]
    return None
