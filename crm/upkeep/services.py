"""A new secret for the installation, where somebody who should not may have read the old one."""

from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Column, func, select

from crm.applications.models import ApplicationCode
from crm.audit import queries as audit
from crm.audit import services as audit_services
from crm.booths.models import BoothCode
from crm.core import clock, keys, sealing, shell
from crm.core.database import db
from crm.showrooms.models import PartnerLink
from crm.upkeep.rules import CannotRotate


@dataclass(frozen=True)
class Rotation:
    """What a new secret changed."""

    parcels: int  #: travel details and applications that were sealed anew
    entries: int  #: of the log, for which an entry under the new secret vouches
    codes: int  #: of fairs, applications and showrooms' partners that open nothing any more


def rotate(new: str, reason: str) -> Rotation:
    """Seal with `new` what was sealed with the secret of now, and go on with the log under it.

    The caller keeps the new secret before it commits. From then on this process works with `new`; after a refusal or an
    error it works with the old one. Raises CannotRotate while something does not hold under the secret of now, which a
    new one would hide.
    """
    if not audit.verify().valid:
        raise CannotRotate(f"The log does not hold: see `{shell.command('audit verify')}` first.")
    try:
        parcels = sum(_reseal(column, new) for column in sealed_columns())
    except InvalidTag:
        told = f"Some parcels were sealed with another secret: see `{shell.command('doctor')}`."
        raise CannotRotate(told) from None
    codes = _living_codes()
    with keys.becoming(new):
        return Rotation(parcels, audit_services.reseal(reason), codes)


def sealed_columns() -> list[Column[Any]]:
    """The columns of whatever stands sealed in the database, in any table."""
    columns = (column for table in db.metadata.sorted_tables for column in table.columns)
    return [column for column in columns if sealing.PURPOSE in column.info]


def _reseal(column: Column[Any], new: str) -> int:
    """Row by row and outside of the log: nobody changed what the parcels say."""
    table, connection, purpose = column.table, db.session.connection(), column.info[sealing.PURPOSE]
    rows = connection.execute(select(table.c.id, column).where(column.is_not(None))).all()
    for id, sealed in rows:
        anew = sealing.resealed(sealed, purpose, new)
        connection.execute(table.update().where(table.c.id == id).values({column.name: anew}))
    return len(rows)


def _living_codes() -> int:
    """Digests of codes are made with the secret: what was given out opens nothing under a new one."""
    living = [
        select(func.count()).select_from(BoothCode).where(BoothCode.revoked_at.is_(None)),
        select(func.count())
        .select_from(ApplicationCode)
        .where(
            ApplicationCode.revoked_at.is_(None),
            ApplicationCode.used_at.is_(None),
            ApplicationCode.expires_at > clock.now(),
        ),
        select(func.count())
        .select_from(PartnerLink)
        .where(PartnerLink.revoked_at.is_(None), PartnerLink.until > clock.now()),
    ]
    return sum(db.session.scalars(statement).one() for statement in living)
