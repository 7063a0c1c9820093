"""Files as users hold them, made here with invented names, and the way through an import."""

import csv
import io
from pathlib import Path
from typing import Any

from flask import Flask

from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.interchange import queries
from crm.interchange.models import ImportBatch
from crm.interchange.services import batches
from crm.jobs import worker
from tests import cast

__all__ = ["action", "batches", "cast", "queries", "writing"]

EIGHT = (
    "会社名,部署名,役職,氏名,e-mail,郵便番号,住所,TEL会社,TEL部門,TEL直通,Fax,携帯電話,URL,名刺交換日,"
    "Eightでつながっている人,再データ化中の名刺,'?'を含んだデータ"
)
EIGHT_PREAMBLE = (
    "2026年11月24日 10:00 JSTにEightで生成された名刺リストです。\n合計 2 件\n"
    "* 注意その一\n* 注意その二\n* 注意その三\n\n"
)
TABLE = [
    ["会社名", "氏名", "役職", "メール", "携帯電話"],
    ["新潟貿易株式会社", "田中 太郎", "部長", "tanaka@example.jp", "090-1234-5678"],
    ["見附ニット工業協同組合", "鈴木 花子", "", "suzuki@example.jp", "080-1111-2222"],
]


def table(rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def uploaded(
    app: Flask, content: bytes, name: str = "list.csv", kind: str = "people", *, email: str | None = None
) -> int:
    """A file on its way: taken, its encoding and columns guessed. Needs an app context."""
    by = cast.user(Role.COORDINATOR, email=email)
    upload = batches.taken(content, name=name, instance=Path(app.config["INSTANCE"]))
    with writing():
        made = batches.open_batch(upload, kind, by=by)
        db.session.commit()
        return made.id


def tried(app: Flask, content: bytes, name: str = "list.csv", kind: str = "people", **options: Any) -> int:
    """The same, columns as guessed, and the trial run done."""
    id = uploaded(app, content, name, kind)
    with writing():
        row = batch(id)
        assignment = batches.Assignment(row.targets, **({"language": row.options["language"]} | options))
        batches.assign(row, assignment, by=cast.user())
        batches.request_check(row, by=cast.user())
        db.session.commit()
    work(app)
    return id


def imported(app: Flask, content: bytes, name: str = "list.csv", kind: str = "people", **options: Any) -> int:
    """The same, and imported."""
    id = tried(app, content, name, kind, **options)
    with writing():
        batches.request_run(batch(id), by=cast.user())
        db.session.commit()
    work(app)
    return id


def undone(app: Flask, id: int) -> None:
    with writing():
        batches.request_undo(batch(id), by=cast.user())
        db.session.commit()
    work(app)


def work(app: Flask) -> None:
    """Let the worker do what is due."""
    worker.run_pending(app)
    db.session.rollback()
    db.session.expire_all()


def batch(id: int) -> ImportBatch:
    return queries.one(id, user=cast.user(Role.ADMIN))


def counts(id: int) -> dict[str, int]:
    return dict(batch(id).counts)
