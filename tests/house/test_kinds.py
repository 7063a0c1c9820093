"""The kinds of records: what each declares fits to what the product has."""

from flask import Flask, url_for

from crm.capabilities import KINDS
from crm.core.database import Base
from crm.search.queries import FACES


def test_a_kind_has_a_table_a_page_and_what_its_readers_need(app: Flask) -> None:
    tables = {"checklists", *Base.metadata.tables}  # the countdown of a mission has none of its own
    assert [kind.table for kind in KINDS.values() if kind.table not in tables] == []
    with app.test_request_context():
        pages = {kind.table: url_for(kind.page, id=7) for kind in KINDS.values() if kind.page}
    assert [page for page in pages.values() if "/7" not in page] == []
    assert [table for table in FACES if not (KINDS[table].plural and (KINDS[table].page or table == "tags"))] == []
    assert [kind.table for kind in KINDS.values() if kind.has_tasks and not (kind.noun and kind.page)] == []
