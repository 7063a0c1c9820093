"""The index of everything that can be found: an entry a record, and its grams where the database looks fast.

The grams lie in two tables that SQLAlchemy does not map, because each database has its own kind: names (short,
looked through while someone types) and texts (minutes, notes). On SQLite they are FTS5 tables without content,
which answer "these grams one after the other"; on PostgreSQL the keys under a GIN index of what `lookup_grams`
makes of them, which answers "all of these grams", and the keys tell their order. The grams stand in no row: a row is
a third as wide without them, and a search reads the row of each match.
"""

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.database import Base, beside

NAMES = "lookup_names"
TEXTS = "lookup_texts"


class LookupEntry(Base):
    """One record in the index. Written by services.write only, in the transaction of the change."""

    __tablename__ = "lookup_entries"
    __audited__: ClassVar[bool] = False

    #: rules.entry_id, which stands for kind and record: also the row number in both tables of grams.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    record_type: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    title: Mapped[str]  #: the key of the name it goes by
    keys: Mapped[str]  #: all keys, between marks: |延边大洋|yanbiandayang|/employer/
    digest: Mapped[str] = mapped_column(String(32))  #: of keys and texts: what did not change is not written again


# Every character beyond ASCII is part of a token, whatever Unicode says of it: the keys are already folded.
_TOKENS = """tokenize="ascii tokenchars '|/$'", content='', contentless_delete=1"""
SQLITE_TABLES = [f"CREATE VIRTUAL TABLE {name} USING fts5(keys, {_TOKENS})" for name in (NAMES, TEXTS)]
#: Every gram of `rules.grams` and every shorter start of one: GIN cannot look for the start of a gram.
#: Step by step, in a tenth of the time that one query over all places takes.
POSTGRESQL_GRAMS = """
CREATE OR REPLACE FUNCTION lookup_grams(keys TEXT) RETURNS TEXT[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    letters TEXT[] := string_to_array(keys, NULL);
    grams TEXT[] := '{}';
    one TEXT := letters[1];
    two TEXT := letters[2];
    three TEXT;
BEGIN
    FOR place IN 1..cardinality(letters) LOOP
        three := letters[place + 2];
        IF one NOT IN ('|', '/') THEN
            grams := grams || one;
        END IF;
        IF two IS NOT NULL AND (one NOT IN ('|', '/') OR two NOT IN ('|', '/')) THEN
            grams := grams || (one || two);
        END IF;
        IF three IS NOT NULL AND ascii(one) < 128 AND two NOT IN ('|', '/') THEN
            grams := grams || (one || two || three);
        END IF;
        one := two;
        two := three;
    END LOOP;
    RETURN grams;
END $$"""
POSTGRESQL_INDEXES = {
    name: f"CREATE INDEX ix_{name}_grams ON {name} USING gin (lookup_grams(keys))" for name in (NAMES, TEXTS)
}
POSTGRESQL_TABLES = [
    POSTGRESQL_GRAMS,
    *(f'CREATE TABLE {name} (rowid BIGINT PRIMARY KEY, keys TEXT COLLATE "C" NOT NULL)' for name in (NAMES, TEXTS)),
    *POSTGRESQL_INDEXES.values(),
]
DROP_TABLES = [f"DROP TABLE IF EXISTS {name}" for name in (NAMES, TEXTS)]


def is_mapped(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether Alembic should compare a table: not those of the grams, nor what FTS5 keeps behind them."""
    return not (kind == "table" and name is not None and name.startswith((NAMES, TEXTS)))


beside(LookupEntry, {"sqlite": SQLITE_TABLES, "postgresql": POSTGRESQL_TABLES})
beside(LookupEntry, dict.fromkeys(("sqlite", "postgresql"), DROP_TABLES), moment="before_drop")
