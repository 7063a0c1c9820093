"""What a cursor keeps of a row is read back by what its columns hold."""

from sqlalchemy import JSON

from crm import capabilities
from crm.core.database import Base


def test_every_column_but_json_says_what_it_holds() -> None:
    """A list can be ordered by any: of one that does not say, every page would be the first one again."""
    assert capabilities.LISTINGS, "all tables are known"
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    silent = [column for column in columns if column.type.python_type is object]
    assert not [str(column) for column in silent if not isinstance(column.type, JSON)]
