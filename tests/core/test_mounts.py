"""Folders of other machines are told from those of this one."""

from pathlib import Path

import pytest

from crm.core import mounts

TOLD = """\
/dev/sda1 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
files:/export /srv/crm nfs4 rw,vers=4.2 0 0
/dev/sdb1 /srv/crm/local ext4 rw 0 0
//files/our\\040office /mnt/our\\040office cifs rw 0 0
half a
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/musubi/musubi.sqlite", ""),
        ("/srv/crm/musubi.sqlite", "nfs4"),
        ("/srv/crm-of-old/musubi.sqlite", ""),
        ("/srv/crm/local/musubi.sqlite", ""),
        ("/mnt/our office/musubi.sqlite", "cifs"),
    ],
)
def test_the_nearest_mount_says_what_a_path_lies_on(path: str, kind: str) -> None:
    assert mounts.share(Path(path), TOLD) == kind


def test_where_nothing_tells_nothing_is_a_share() -> None:
    assert mounts.share(Path("/srv/crm"), "") == ""


def test_this_machine_tells(tmp_path: Path) -> None:
    assert mounts.share(tmp_path) == ""
