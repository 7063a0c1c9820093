"""Records of any kind, named by table and id: what it is, whether the reader sees one, where its page is."""

from flask import Flask, current_app, url_for

from crm.core.errors import NotVisible
from crm.core.kinds import Kind, Kinds
from crm.web.access import me


def kinds() -> Kinds:
    """All kinds of records by table."""
    found: Kinds = current_app.extensions["kinds"]
    return found


def seen(record_type: str, record_id: int | None) -> tuple[Kind, int]:
    """A record that the reader sees, by itself or by what it hangs on; NotVisible for a hidden or missing one, and for
    a table of no kind."""
    kind = kinds().get(record_type)
    if kind is None or record_id is None:
        raise NotVisible
    if not kind.is_visible(record_id, me()):
        above = kind.hangs_on(record_id)
        if above is None:
            raise NotVisible
        seen(*above)
    return kind, record_id


def record_url(record_type: str, record_id: int | None) -> str:
    """The page of a record; "" if it has none."""
    kind = kinds().get(record_type)
    return url_for(kind.page, id=record_id) if kind is not None and kind.page and record_id is not None else ""


def record_noun(record_type: str) -> str:
    """What one record is called, as a message id; by its table if it has no name for the reader."""
    kind = kinds().get(record_type)
    return kind.noun if kind is not None and kind.noun else record_type


def install(app: Flask) -> None:
    """What templates ask of any record."""
    app.jinja_env.globals.update(record_url=record_url, record_noun=record_noun)
