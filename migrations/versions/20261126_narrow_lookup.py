"""On PostgreSQL the grams of a name stand in their index only: a search reads narrow rows.

Revision: narrow_lookup, after item_titles
"""

from alembic import op

revision = "narrow_lookup"
down_revision = "item_titles"
branch_labels = None
depends_on = None

TABLES = ("lookup_names", "lookup_texts")
GRAMS = """
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
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(GRAMS)
    for name in TABLES:
        # Written anew: a dropped column would keep its room in every row.
        op.execute(f"ALTER TABLE {name} RENAME TO {name}_wide")
        op.execute(f'CREATE TABLE {name} (rowid BIGINT NOT NULL, keys TEXT COLLATE "C" NOT NULL)')
        op.execute(f"INSERT INTO {name} SELECT rowid, keys FROM {name}_wide ORDER BY rowid")  # noqa: S608  # tables of ours
        op.execute(f"DROP TABLE {name}_wide")
        op.execute(f"ALTER TABLE {name} ADD PRIMARY KEY (rowid)")
        op.execute(f"CREATE INDEX ix_{name}_grams ON {name} USING gin (lookup_grams(keys))")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in TABLES:
        op.execute(f"DROP INDEX ix_{name}_grams")
        op.execute(f"ALTER TABLE {name} ADD COLUMN grams TEXT[]")
        op.execute(f"UPDATE {name} SET grams = lookup_grams(keys)")  # noqa: S608  # tables of ours
        op.execute(f"ALTER TABLE {name} ALTER COLUMN grams SET NOT NULL, ALTER COLUMN keys TYPE TEXT")
        op.execute(f"CREATE INDEX ix_{name}_grams ON {name} USING gin (grams)")
    op.execute("DROP FUNCTION lookup_grams")
