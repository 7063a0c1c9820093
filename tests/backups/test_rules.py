"""Names of archives, how long they stay, the sealed secret and the sheet."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm.backups import rules
from crm.backups.rules import Manifest, Unusable

NOW = datetime(2026, 11, 29, 18, 0, tzinfo=UTC)


def test_an_archive_is_named_after_its_moment_and_tells_it_again() -> None:
    name = rules.name_of(NOW)
    assert (name, rules.moment_of(name)) == ("musubi-20261129-180000.zip", NOW)


def test_a_folder_shows_its_archives_newest_first_and_nothing_else(tmp_path: Path) -> None:
    for name in (
        "musubi-20261128-180000.zip",
        "musubi-20261129-180000.zip",
        "musubi-20261129-190000.part",
        "notes.zip",
    ):
        (tmp_path / name).touch()
    assert [path.name for path in rules.archives(tmp_path)] == [
        "musubi-20261129-180000.zip",
        "musubi-20261128-180000.zip",
    ]
    assert rules.archives(tmp_path / "nowhere") == []


def test_archives_past_their_days_go_but_the_three_newest_stay() -> None:
    nights = [Path(rules.name_of(NOW - timedelta(days=30 + n))) for n in range(5)]
    assert rules.expired(nights, now=NOW, days=14) == nights[3:]
    assert rules.expired(nights, now=NOW, days=34) == []


def test_the_secret_opens_with_its_passphrase_only() -> None:
    kept = rules.sealed("a secret of the installation", "words that open it")
    assert b"secret of" not in kept
    assert rules.opened(kept, "words that open it") == "a secret of the installation"
    with pytest.raises(Unusable, match="passphrase"):
        rules.opened(kept, "other words")


def test_the_sheet_holds_the_whole_secret_in_groups_and_its_fingerprint() -> None:
    secret = "0123456789abcdef" * 4
    lines = rules.sheet(secret, "Mitsuke")
    groups = "".join(line for line in lines if line.startswith("  ")).replace(" ", "")
    assert groups == secret
    assert f"Fingerprint: {rules.fingerprint(secret)}" in lines


def test_an_archive_of_a_later_form_is_refused_in_words() -> None:
    with pytest.raises(Unusable, match="form 2"):
        Manifest.from_json('{"format": 2}')
