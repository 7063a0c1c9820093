"""Tasks of a countdown, and those that remind our own office of an outcome, are the office's own work: no report lists
them, and so says the task itself.

Revision: office_chores, after own_work
"""

import sqlalchemy as sa
from alembic import op

revision = "office_chores"
down_revision = "own_work"
branch_labels = None
depends_on = None

_TASKS = sa.table(
    "tasks", sa.column("id", sa.Integer), sa.column("record_type", sa.String), sa.column("internal", sa.Boolean)
)
_OUTCOMES = sa.table("outcomes", sa.column("task_id", sa.Integer), sa.column("organisation_id", sa.Integer))
_OURS = sa.table("our_organisation", sa.column("organisation_id", sa.Integer))


def upgrade() -> None:
    ours = sa.select(_OURS.c.organisation_id)
    asked = sa.or_(_OUTCOMES.c.organisation_id.is_(None), _OUTCOMES.c.organisation_id.in_(ours))
    reminding = sa.select(_OUTCOMES.c.task_id).where(_OUTCOMES.c.task_id.is_not(None), asked)
    own = sa.or_(_TASKS.c.record_type == "checklists", _TASKS.c.id.in_(reminding))
    op.execute(sa.update(_TASKS).where(own).values(internal=sa.true()))


def downgrade() -> None:
    """Nothing: which of them a person had marked, no column tells, and all of them are the office's own work."""
