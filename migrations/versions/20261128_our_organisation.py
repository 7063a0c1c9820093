"""Our own office is one of the organisations.

The only organisation whose own name the office bears becomes it; where there is none, the next saving of the office's
page enters it.

Revision: our_organisation, after signing_powers
"""

import sqlalchemy as sa
from alembic import op

revision = "our_organisation"
down_revision = "signing_powers"
branch_labels = None
depends_on = None

_OFFICE = sa.table("office", sa.column("id", sa.Integer), sa.column("names", sa.JSON))
_NAMES = sa.table(
    "organisation_names", sa.column("organisation_id", sa.Integer), sa.column("text", sa.String),
    sa.column("is_primary", sa.Boolean),
)  # fmt: skip
_ORGANISATIONS = sa.table("organisations", sa.column("id", sa.Integer), sa.column("archived_at", sa.DateTime))


def upgrade() -> None:
    made = op.create_table(
        "our_organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_our_organisation_only_one")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_our_organisation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_our_organisation")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_our_organisation_organisation_id")),
    )
    connection = op.get_bind()
    names = connection.execute(sa.select(_OFFICE.c.names)).scalar() or {}
    same = (
        sa.select(_NAMES.c.organisation_id)
        .join(_ORGANISATIONS, _ORGANISATIONS.c.id == _NAMES.c.organisation_id)
        .where(_NAMES.c.is_primary, _NAMES.c.text.in_(list(names.values())), _ORGANISATIONS.c.archived_at.is_(None))
    )
    found = set(connection.execute(same).scalars())
    if len(found) == 1:
        connection.execute(made.insert().values(id=1, organisation_id=found.pop()))


def downgrade() -> None:
    op.drop_table("our_organisation")
