"""Which tests the second run, on PostgreSQL, takes: those that ask what the databases answer differently.

A test runs on SQLite alone, unless it is marked `both` or stands in one of the folders below. What else the second run
asks stands in the sample: its load sends what the services write, each of its pages what is read
(tests/web/test_every_page.py).
"""

from pathlib import Path

import pytest

#: Folders about what each database does in its own way: triggers of the log, locks of jobs, finding by words.
ASKING = {"audit", "core", "jobs", "lookup", "search"}
MARKERS = ("both", "postgresql")


def is_asked_again(item: pytest.Item) -> bool:
    """Whether the second run takes a test when no file is named."""
    return asks_a_database(item) and (
        item.path.parent.name in ASKING or any(item.get_closest_marker(name) for name in MARKERS)
    )


def asks_a_database(item: pytest.Item) -> bool:
    """Whether a test can run on PostgreSQL at all, as all those of a file do that is named."""
    asked: tuple[str, ...] = getattr(item, "fixturenames", ())
    return "databases" in asked and not any(item.get_closest_marker(name) for name in ("once", "printed"))


def may_ask_again(file: Path) -> bool:
    """Whether a file has such tests. To import the others takes longer than many tests do."""
    if file.parent.name in ASKING:
        return True
    text = file.read_text(encoding="utf-8")
    return any(f"pytest.mark.{name}" in text for name in MARKERS)
