"""Finding files of a record."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from crm.core.database import db
from crm.core.kinds import Kind
from crm.core.records import only, stands
from crm.files.models import StoredFile


def one(id: int) -> StoredFile:
    """The file `id`; whoever asks must be able to see its record (the view checks). NotVisible when there is none."""
    return only(select(StoredFile).where(stands(StoredFile)), id)


def of_record(kind: Kind, id: int) -> Sequence[StoredFile]:
    """The files of one record, newest first."""
    statement = select(StoredFile).where(StoredFile.record_type == kind.table, StoredFile.record_id == id)
    return db.session.scalars(statement.where(StoredFile.archived_at.is_(None)).order_by(StoredFile.id.desc())).all()


def some(ids: Collection[int]) -> dict[int, StoredFile]:
    """{id: file} of those that are still kept; whoever asks found their records to be visible."""
    if not ids:
        return {}
    statement = select(StoredFile).where(StoredFile.id.in_(ids), StoredFile.archived_at.is_(None))
    return {kept.id: kept for kept in db.session.scalars(statement)}


def storage_names() -> Sequence[str]:
    """The names under which bytes are kept, of archived files, too."""
    return db.session.scalars(select(StoredFile.storage_name)).all()
