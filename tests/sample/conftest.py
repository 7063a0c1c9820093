"""One database with the sample for all the tests here: they only read."""

from collections.abc import Iterator

import pytest
from flask import Flask

from crm.core.database import db
from crm.factory import create_app
from tests.conftest import settings_for
from tests.databases import Databases


@pytest.fixture(scope="session")
def loaded_app(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application whose database was filled by `flask sample load`."""
    folder = tmp_path_factory.mktemp("sample")
    url = databases.make(folder)
    app = create_app(settings_for(folder, url))
    result = app.test_cli_runner().invoke(args=["sample", "load"])
    assert result.exit_code == 0, result.output
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


@pytest.fixture
def sample(loaded_app: Flask) -> Iterator[Flask]:
    """The same, with an application context to read in."""
    with loaded_app.app_context():
        yield loaded_app
        db.session.rollback()
