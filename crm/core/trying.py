"""Trying what a service would say: nothing of it is kept, and what was loaded says again what it said before."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from crm.core.database import db
from crm.core.errors import Refused

LOG = logging.getLogger(__name__)


class OnlyTried(Exception):
    """Somebody wants to keep what is only tried."""


@contextmanager
def trying(refusals: list[Refused]) -> Iterator[None]:
    """Take back whatever happens inside. A refusal is noted; any other fault says nothing.

    Rows that were loaded before can be read afterwards, as after a refusal: they are no longer of the session.
    """
    session = db.session()
    before = [(row, {name: _copied(value) for name, value in vars(row).items()}) for row in session]
    event.listen(session, "before_commit", _keep_nothing)
    try:
        yield
    except Refused as refusal:
        refusals.append(refusal)
    except Exception:  # a value was looked at that is lacking: what then goes wrong says nothing of the others
        LOG.debug("trying a form ended here", exc_info=True)
    finally:
        event.remove(session, "before_commit", _keep_nothing)
        session.expunge_all()
        session.rollback()
        for row, values in before:
            for name, value in values.items():
                if name != "_sa_instance_state":
                    vars(row)[name] = value


def _keep_nothing(_session: Any) -> None:
    raise OnlyTried


def _copied(value: Any) -> Any:
    """What a row holds, apart from it where the service may change it in place."""
    return type(value)(value) if isinstance(value, list) else value
