"""Each key of a name has a row of its own, so that whoever has a name is found by an index.

Revision: name_keys, after product_inquiries
"""

from alembic import op

revision = "name_keys"
down_revision = "unsaid_samples"
branch_labels = None
depends_on = None

TABLES = ("people", "organisations")
SQLITE = (
    """CREATE TABLE lookup_{of}_keys (key TEXT NOT NULL, record_id INTEGER NOT NULL, PRIMARY KEY (key, record_id))
        WITHOUT ROWID""",
    "CREATE TRIGGER lookup_{of}_keys_insert AFTER INSERT ON {of} BEGIN {added} END",
    "CREATE TRIGGER lookup_{of}_keys_update AFTER UPDATE OF search_key ON {of} BEGIN {taken} {added} END",
    "CREATE TRIGGER lookup_{of}_keys_delete AFTER DELETE ON {of} BEGIN {taken} END",
)
SQLITE_TAKEN = """DELETE FROM lookup_{of}_keys WHERE record_id = OLD.id AND key IN (
    SELECT substr(value, 1, 200) FROM json_each('[' || replace(json_quote(OLD.search_key), ' ', '","') || ']')
    WHERE value <> '');"""
SQLITE_ADDED = """INSERT OR IGNORE INTO lookup_{of}_keys (record_id, key)
    SELECT NEW.id, substr(value, 1, 200)
    FROM json_each('[' || replace(json_quote(NEW.search_key), ' ', '","') || ']') WHERE value <> '';"""
SQLITE_FILLED = """INSERT OR IGNORE INTO lookup_{of}_keys (record_id, key)
    SELECT {of}.id, substr(value, 1, 200)
    FROM {of}, json_each('[' || replace(json_quote(search_key), ' ', '","') || ']') WHERE value <> ''
    ORDER BY 2, 1"""
POSTGRESQL = (
    'CREATE TABLE lookup_{of}_keys (key TEXT COLLATE "C", record_id INTEGER, PRIMARY KEY (key, record_id))',
    """CREATE OR REPLACE FUNCTION lookup_{of}_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM lookup_{of}_keys WHERE record_id = OLD.id AND key IN (
            SELECT left(one, 200) FROM unnest(string_to_array(OLD.search_key, ' ')) AS one WHERE one <> '');
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO lookup_{of}_keys (record_id, key)
            SELECT NEW.id, left(one, 200)
            FROM unnest(string_to_array(NEW.search_key, ' ')) AS one WHERE one <> ''
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$""",
    """CREATE TRIGGER lookup_{of}_keys AFTER INSERT OR UPDATE OF search_key OR DELETE ON {of}
        FOR EACH ROW EXECUTE FUNCTION lookup_{of}_keys()""",
    """INSERT INTO lookup_{of}_keys (record_id, key)
        SELECT {of}.id, left(one, 200) FROM {of}, unnest(string_to_array(search_key, ' ')) AS one WHERE one <> ''
        ORDER BY 2, 1 ON CONFLICT DO NOTHING""",
)


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for of in TABLES:
        taken, added = SQLITE_TAKEN.format(of=of), SQLITE_ADDED.format(of=of)
        for step in (*SQLITE, SQLITE_FILLED) if on_sqlite else POSTGRESQL:
            op.execute(step.format(of=of, taken=taken, added=added))


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for of in TABLES:
        if on_sqlite:
            for when in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER lookup_{of}_keys_{when}")
        else:
            op.execute(f"DROP TRIGGER lookup_{of}_keys ON {of}")
            op.execute(f"DROP FUNCTION lookup_{of}_keys()")
        op.execute(f"DROP TABLE lookup_{of}_keys")
