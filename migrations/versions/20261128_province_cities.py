"""Beijing, Tianjin, Shanghai and Chongqing as provinces, and the name of Japan's Constitution Memorial Day.

Revision: province_cities, after lead_firms
"""

import sqlalchemy as sa
from alembic import op

revision = "province_cities"
down_revision = "lead_firms"
branch_labels = None
depends_on = None

CITIES = ("110000", "120000", "310000", "500000")
places = sa.table(
    "places", sa.column("code"), sa.column("country"), sa.column("level"), sa.column("parent_id"), sa.column("id")
)
holidays = sa.table("holidays", sa.column("country"), sa.column("name"))


def upgrade() -> None:
    _level("prefecture", "province")
    _day("Constitution Day", "Constitution Memorial Day")


def downgrade() -> None:
    _day("Constitution Memorial Day", "Constitution Day")
    _level("province", "prefecture")


def _level(old: str, new: str) -> None:
    """Only where a city stands directly under its country: what the office has moved stays as it is."""
    countries = sa.select(places.c.id).where(places.c.level == "country")
    op.execute(
        places.update()
        .where(places.c.country == "CN", places.c.code.in_(CITIES), places.c.level == old)
        .where(places.c.parent_id.in_(countries))
        .values(level=new)
    )


def _day(old: str, new: str) -> None:
    op.execute(holidays.update().where(holidays.c.country == "JP", holidays.c.name == old).values(name=new))
