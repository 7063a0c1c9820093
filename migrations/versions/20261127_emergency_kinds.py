"""Our office, the travel agency and the insurance are kinds of emergency contacts of their own.

Revision: emergency_kinds, after office_days
"""

from alembic import op

revision = "emergency_kinds"
down_revision = "office_days"
branch_labels = None
depends_on = None

#: The names that came with the product under one kind.
OWN = {"office": "Our office", "agency": "Travel agency", "insurance": "Insurance (policy number and claims line)"}


def upgrade() -> None:
    for kind, name in OWN.items():
        op.execute(f"UPDATE emergency_contacts SET kind = '{kind}' WHERE kind = 'ours' AND name = '{name}'")  # noqa: S608  # texts of ours


def downgrade() -> None:
    op.execute("UPDATE emergency_contacts SET kind = 'ours' WHERE kind IN ('office', 'agency', 'insurance')")
