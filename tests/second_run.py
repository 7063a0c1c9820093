"""Which tests the second run, on PostgreSQL, takes: those whose answer could be another one there."""

import pytest

#: Where the cases of a test are questions to the database. Elsewhere they are mostly input that is refused before the
#: database is asked: the second run, on PostgreSQL, takes the first case of each.
ASKING = {"audit", "lists", "lookup", "partners", "search", "trust"}
ASKING_FILES = {
    "test_funnel.py", "test_likeness.py", "test_lists.py", "test_merge.py", "test_numbers.py", "test_pipeline.py",
    "test_queries.py",
}  # fmt: skip
#: Folders whose tests read what is printed: it is put together of answers that others ask for, and the sample, loaded
#: and opened on PostgreSQL, takes the same ways.
PRINTING = {"checklists", "documents", "handouts", "letters", "travel", "visas", "wordings"}
#: Files whose tests compute in Python from rows: the rows are fetched by statements that the other tests of their
#: folders and the pages of the sample send, too.
COMPUTING_FILES = {
    "insights/test_moves.py", "matching/test_prints.py", "missions/test_again.py", "missions/test_job_titles.py",
    "missions/test_shifts.py", "missions/test_templates.py", "missions/test_timing.py", "missions/test_titles.py",
    "missions/test_untimed.py", "missions/test_visits.py", "missions/test_week.py", "negotiations/test_snapshots.py",
    "reports/test_paper.py", "reports/test_path.py", "sample/test_days.py", "sample/test_marks.py",
    "sample/test_missions.py", "sample/test_money.py", "sample/test_showroom.py", "sample/test_talks.py",
}  # fmt: skip


def asks_the_database(item: pytest.Item) -> bool:
    """Pages ask by the queries and services that have tests of their own; each is opened once, with the sample in it
    (tests/web/test_every_page.py).
    """
    seen_once = any(item.get_closest_marker(name) for name in ("once", "printed"))
    asked: tuple[str, ...] = getattr(item, "fixturenames", ())
    of_pages = "client" in asked and item.path.parent.name not in ASKING
    of_paper = item.path.parent.name in PRINTING and item.path.name not in ASKING_FILES
    computed = f"{item.path.parent.name}/{item.path.name}" in COMPUTING_FILES
    return "databases" in asked and not (seen_once or of_pages or of_paper or computed)


def is_another_case(item: pytest.Item, seen: set[str]) -> bool:
    """Whether a case of the same test is among those `seen`, and one is enough."""
    if item.path.parent.name in ASKING or item.path.name in ASKING_FILES:
        return False
    test = item.nodeid.partition("[")[0]
    known = test in seen
    seen.add(test)
    return known
