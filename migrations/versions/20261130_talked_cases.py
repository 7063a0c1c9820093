"""A case that had its first talk reached the stage of talks, also where the move to it was taken back.

Revision: talked_cases, after ties
"""

from alembic import op

revision = "talked_cases"
down_revision = "ties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE case_facts SET reached = 3 WHERE reached < 3 AND first_talk_on IS NOT NULL")


def downgrade() -> None:
    """What an older version kept of them is made anew by `flask insights settle`."""
