"""How Alembic meets the product: the app's engine and tables, one migration at a time under a lock."""

from alembic import context
from sqlalchemy import Connection

from crm.core.database import Base, Moment, db, writing
from crm.lookup.models import is_mapped
from crm.web import migrating


def render_item(kind: str, item: object, _autogen_context: object) -> str | bool:
    """Our own column type stands in migrations as the plain type it is stored as."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def run(connection: Connection) -> None:
    """Migrate over `connection`; on SQLite the write lock is held from the start, and foreign keys rest meanwhile."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _foreign_keys(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
        include_name=is_mapped,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        migrating.hold(connection)
        context.run_migrations()
    if sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        connection.rollback()
        _foreign_keys(connection, "ON")
        if broken:
            raise RuntimeError(f"foreign keys are broken after the migration: {broken[:5]}")


def _foreign_keys(connection: Connection, state: str) -> None:
    """Past SQLAlchemy, which would begin a transaction first: inside one SQLite ignores this without a word."""
    driver = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA foreign_keys={state}")
    kept = driver.execute("PRAGMA foreign_keys").fetchone()[0]
    if kept != (state == "ON"):
        raise RuntimeError(f"SQLite did not switch foreign keys {state.lower()}: a transaction is open")


with writing(), db.engine.connect() as connection:
    run(connection)
