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
#: {table: its table of keys}; see `keep_keys`.
KEYS = {"people": "lookup_people_keys", "organisations": "lookup_organisations_keys"}
#: Longer keys are cut: what PostgreSQL's index takes.
LONGEST_KEY = 200


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
    """Whether Alembic should compare a table: not those of grams and keys, nor what FTS5 keeps behind them."""
    return not (kind == "table" and name is not None and name.startswith((NAMES, TEXTS, *KEYS.values())))


def keep_keys(model: type[Base]) -> None:
    """Have the database keep each of the keys in `search_key` of a model in a row of its own, for `queries.bearing`.

    By triggers, since many ways lead to that column: forms, imports, merges, what is taken back. Whoever makes the
    table anew on SQLite (`batch_alter_table`) makes its triggers anew.
    """
    table = model.__tablename__
    keys = KEYS[table]
    beside(model, {"sqlite": _keys_of_sqlite(table, keys), "postgresql": _keys_of_postgresql(table, keys)})
    beside(model, dict.fromkeys(("sqlite", "postgresql"), [f"DROP TABLE IF EXISTS {keys}"]), moment="before_drop")


def _keys_of_sqlite(of: str, keys: str) -> list[str]:
    # SQLite has no way to part a text but JSON: "a b" becomes ["a","b"].
    told = """SELECT {id}substr(value, 1, {longest})
    FROM json_each('[' || replace(json_quote({row}.search_key), ' ', '","') || ']') WHERE value <> ''"""
    taken = told.format(id="", longest=LONGEST_KEY, row="OLD")
    added = told.format(id="NEW.id, ", longest=LONGEST_KEY, row="NEW")
    taken = f"DELETE FROM {keys} WHERE record_id = OLD.id AND key IN (\n    {taken});"  # noqa: S608  # tables of ours
    added = f"INSERT OR IGNORE INTO {keys} (record_id, key)\n    {added};"
    return [
        f"""CREATE TABLE {keys} (key TEXT NOT NULL, record_id INTEGER NOT NULL, PRIMARY KEY (key, record_id))
            WITHOUT ROWID""",
        f"CREATE TRIGGER {keys}_insert AFTER INSERT ON {of} BEGIN {added} END",
        f"CREATE TRIGGER {keys}_update AFTER UPDATE OF search_key ON {of} BEGIN {taken} {added} END",
        f"CREATE TRIGGER {keys}_delete AFTER DELETE ON {of} BEGIN {taken} END",
    ]


def _keys_of_postgresql(of: str, keys: str) -> list[str]:
    function = f"""CREATE OR REPLACE FUNCTION {keys}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM {keys} WHERE record_id = OLD.id AND key IN (
            SELECT left(one, {LONGEST_KEY}) FROM unnest(string_to_array(OLD.search_key, ' ')) AS one WHERE one <> '');
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO {keys} (record_id, key)
            SELECT NEW.id, left(one, {LONGEST_KEY})
            FROM unnest(string_to_array(NEW.search_key, ' ')) AS one WHERE one <> ''
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$"""  # noqa: S608  # tables of ours
    return [
        f'CREATE TABLE {keys} (key TEXT COLLATE "C", record_id INTEGER, PRIMARY KEY (key, record_id))',
        function,
        f"""CREATE TRIGGER {keys} AFTER INSERT OR UPDATE OF search_key OR DELETE ON {of}
            FOR EACH ROW EXECUTE FUNCTION {keys}()""",
    ]


beside(LookupEntry, {"sqlite": SQLITE_TABLES, "postgresql": POSTGRESQL_TABLES})
beside(LookupEntry, dict.fromkeys(("sqlite", "postgresql"), DROP_TABLES), moment="before_drop")
