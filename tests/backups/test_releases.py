"""Any released version is brought back by this one, and upgraded, in one command."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crm.activities.models import Activity
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from tests.backups import places
from tests.backups.places import run
from tests.conftest import SECRET_KEY
from tests.databases import Databases

pytestmark = [pytest.mark.both, pytest.mark.today]

RELEASES = Path(__file__).parent / "releases"
#: How many (missions, organisations, people) each archive holds: what `tests.trust.world` built in that version.
HELD = {"0.2.0": (4, 2, 3), "0.1.0": (4, 2, 3)}


@pytest.mark.searched
@pytest.mark.parametrize("release", HELD)
def test_an_archive_of_a_release_is_restored_and_upgraded(release: str, databases: Databases, tmp_path: Path) -> None:
    with places.machine(databases, tmp_path / "new", secret=SECRET_KEY) as new:
        status, told = run(new, "restore", RELEASES / f"{release}.zip")
        assert (status, f"version {release}" in told) == (0, True), told
        with new.app_context():
            assert _held() == HELD[release]
        said = json.loads(new.test_cli_runner().invoke(args=["doctor", "--json"]).output)
        assert {each["part"] for each in said if each["level"] != "ok"} <= {"worker", "mail", "backup"}, said


def test_every_release_but_the_coming_one_has_its_archive() -> None:
    changelog = (Path(__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    released = [line.split()[1] for line in changelog.splitlines() if line.startswith("## ") and line[3].isdigit()]
    assert sorted(path.stem for path in RELEASES.glob("*.zip")) == sorted(released)


def _held() -> tuple[int, int, int]:
    counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (Activity, Organisation, Person)]
    return (counts[0] or 0, counts[1] or 0, counts[2] or 0)
