"""Makes this folder able to run: packages, browser files, catalogues, system libraries.

Run by ./run with whatever Python ≥ 3.11 it found, so it uses the standard library alone. Each step looks at
its stamp first: a start at which nothing changed costs about a tenth of a second.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools import browser_files, python_packages, system_packages
from tools.steps import PYTHON, ROOT, VENV, StepFailed, run, say, tail

#: Compiled while packages are fetched; else the first start does it, while the other core has nothing to do.
SOURCES = ("crm", "migrations", "tools", "app.py")
FONT_PACKAGES = ("noto_cjk_sans_otc", "noto_cjk_sans_jp_bold")


def main(purpose: str, extras: str = "") -> int:
    """Set up for "product" or "tests", with extras ("metrics,…"). Answers the exit status."""
    try:
        is_new = python_packages.ensure_environment()
        with ThreadPoolExecutor(2) as beside:  # both wait for a registry, and leave a core to whoever compiles
            fetching = beside.submit(browser_files.ensure)
            if is_new:
                beside.submit(run, [PYTHON, "-m", "compileall", "-q", *SOURCES])
            python_packages.ensure(purpose, [name for name in extras.split(",") if name])
            if is_new:
                beside.submit(run, [PYTHON, "-c", "import tools.prepare"])  # compiles what it needs of the packages
            compile_catalogues()
            check_fonts()
            fetching.result()
    except StepFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    system_packages.ensure(purpose)
    return 0


def compile_catalogues() -> None:
    """Compile the catalogues whose source is newer than what was made of it."""
    sources = list((ROOT / "translations").glob("*/LC_MESSAGES/messages.po"))
    if all(is_compiled(po) for po in sources):
        return
    done = run([PYTHON, "-m", "tools.catalogues", "compile"])
    if done.returncode:
        raise StepFailed(f"{tail(done.stdout)}\n\nThe translations could not be compiled.")
    say("translations compiled")


def is_compiled(po: Path) -> bool:
    """Whether the compiled catalogue beside `po` is up to date."""
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime


def check_fonts() -> None:
    """The fonts of the printed pages come as packages: say so if they did not arrive."""
    found = {name for name in FONT_PACKAGES if any(VENV.glob(f"lib/python3.*/site-packages/{name}"))}
    if len(found) < len(FONT_PACKAGES):
        say("The fonts of the printed pages are missing: Musubi starts without PDF.")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
