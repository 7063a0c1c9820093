"""What is saved writes fewer pages and asks fewer questions: no index that nobody reads, none on empty links.

Revision: lean_writes, after recent_changes
"""

import sqlalchemy as sa
from alembic import op

revision = "lean_writes"
down_revision = "recent_changes"
branch_labels = None
depends_on = None

#: Links of a meeting that are mostly empty.
LINKS = ("activity_id", "initiative_id", "itinerary_item_id", "our_organisation_id", "interpreter_id")
GUARDS = [
    f"""CREATE TRIGGER audit_entries_no_{verb.lower()} BEFORE {verb} ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"""
    for verb in ("UPDATE", "DELETE")
]
FUNCTIONS = [
    """CREATE OR REPLACE FUNCTION audit_last(appender BIGINT) RETURNS TEXT LANGUAGE plpgsql AS
    $$ BEGIN
        PERFORM pg_advisory_xact_lock(appender);
        RETURN (SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1);
    END $$""",
    """CREATE OR REPLACE FUNCTION form_led_to(form TEXT, sender INTEGER) RETURNS TEXT LANGUAGE plpgsql AS
    $$ BEGIN
        PERFORM pg_advisory_xact_lock(hashtext(form));
        RETURN (SELECT location FROM form_receipts WHERE form_id = form AND user_id = sender);
    END $$""",
]

GRAMS = """
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
#: As they were made before.
EARLIER_GRAMS = """
CREATE OR REPLACE FUNCTION lookup_grams(keys TEXT) RETURNS TEXT[] LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT gram)
    FROM (SELECT string_to_array(keys, NULL) AS a) letters, generate_series(1, cardinality(a)) AS p,
        LATERAL (VALUES
            (CASE WHEN a[p] NOT IN ('|', '/') THEN a[p] END),
            (CASE WHEN a[p] NOT IN ('|', '/') OR a[p + 1] NOT IN ('|', '/') THEN a[p] || a[p + 1] END),
            (CASE WHEN ascii(a[p]) < 128 AND a[p + 1] NOT IN ('|', '/') THEN a[p] || a[p + 1] || a[p + 2] END)
        ) AS starts(gram)
    WHERE gram IS NOT NULL
$$"""


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.drop_index("ix_lookup_entries_record", "lookup_entries")
    for column in LINKS:
        op.drop_index(op.f(f"ix_meetings_{column}"), "meetings")
        told = sa.text(f"{column} IS NOT NULL")
        op.create_index(op.f(f"ix_meetings_{column}"), "meetings", [column], sqlite_where=told, postgresql_where=told)
    op.drop_index(op.f("ix_meetings_kind"), "meetings")
    with op.batch_alter_table("audit_entries") as table:
        table.drop_constraint(op.f("uq_audit_entries_hash"), type_="unique")
    if on_sqlite:
        _execute(GUARDS)  # they went with the table that was there before
        with op.batch_alter_table("lookup_entries", recreate="always") as table:
            table.alter_column("id", existing_type=sa.BigInteger(), type_=sa.Integer())
    else:
        _execute([*FUNCTIONS, GRAMS])


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        with op.batch_alter_table("lookup_entries", recreate="always") as table:
            table.alter_column("id", existing_type=sa.Integer(), type_=sa.BigInteger())
    else:
        op.execute(EARLIER_GRAMS)
        op.execute("DROP FUNCTION audit_last(BIGINT)")
        op.execute("DROP FUNCTION form_led_to(TEXT, INTEGER)")
    with op.batch_alter_table("audit_entries") as table:
        table.create_unique_constraint(op.f("uq_audit_entries_hash"), ["hash"])
    if on_sqlite:
        _execute(GUARDS)
    op.create_index(op.f("ix_meetings_kind"), "meetings", ["kind"])
    for column in LINKS:
        op.drop_index(op.f(f"ix_meetings_{column}"), "meetings")
        op.create_index(op.f(f"ix_meetings_{column}"), "meetings", [column])
    op.create_index("ix_lookup_entries_record", "lookup_entries", ["record_type", "record_id"], unique=True)


def _execute(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)
