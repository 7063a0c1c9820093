"""One organisation may be another's supplier twice, in two periods.

Revision: relation_periods, after lean_writes
"""

from alembic import op

revision = "relation_periods"
down_revision = "lean_writes"
branch_labels = None
depends_on = None

TABLE = "organisation_relations"
ONCE = "uq_organisation_relations_organisation_id_other_id_kind"
PERIOD = "uq_organisation_relations_period"


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(ONCE), type_="unique")
        table.create_unique_constraint(op.f(PERIOD), ["organisation_id", "other_id", "kind", "from_date"])


def downgrade() -> None:
    # Of several periods the table of before holds one: the one that was recorded last.
    last = "SELECT max(id) FROM organisation_relations GROUP BY organisation_id, other_id, kind"
    op.execute(f"DELETE FROM organisation_relations WHERE id NOT IN ({last})")  # noqa: S608  # a text of ours
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(PERIOD), type_="unique")
        table.create_unique_constraint(op.f(ONCE), ["organisation_id", "other_id", "kind"])
