"""One database with the sample for all the tests here: they only read."""

from collections.abc import Iterator

import pytest
from flask import Flask

from crm.core.database import db


@pytest.fixture
def sample(sampled: Flask) -> Iterator[Flask]:
    """The application that holds the sample, with a context to read in."""
    with sampled.app_context():
        yield sampled
        db.session.rollback()
