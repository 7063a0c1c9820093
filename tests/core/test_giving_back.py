"""The lock of a writing transaction is given back for what is slow, and never over what was written."""

import pytest
from flask import Flask
from sqlalchemy import select

from crm.audit.services import action
from crm.core.database import db, is_writing, reading, writing
from crm.tags.models import Tag
from crm.tags.rules import TAG_MADE


def tagged() -> None:
    with action(TAG_MADE, by=None):
        db.session.add(Tag(name="繊維", key="繊維"))


@pytest.mark.both
def test_the_lock_is_given_back_where_nothing_is_written_yet_and_after_a_commit(app: Flask) -> None:
    with app.app_context(), writing():
        with reading():
            assert not is_writing()
        tagged()
        db.session.commit()
        with reading():
            assert db.session.scalars(select(Tag.name)).all() == ["繊維"]
        assert is_writing()


@pytest.mark.both
def test_what_is_written_and_not_committed_is_not_lost_without_a_word(app: Flask) -> None:
    with app.app_context(), writing():
        tagged()
        with pytest.raises(RuntimeError, match="commit"), reading():
            pass
        db.session.commit()
        assert db.session.scalars(select(Tag.name)).all() == ["繊維"]
