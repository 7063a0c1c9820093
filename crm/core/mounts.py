"""On what kind of file system a folder lies, as Linux tells it."""

from pathlib import Path
from typing import Final

from sqlalchemy import URL

from crm.config import SettingsError

_MOUNTS: Final = Path("/proc/self/mounts")
#: File systems of other machines: two processes that lock a file there may both be let in.
_SHARES: Final = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "davfs", "fuse.sshfs", "fuse.davfs2",
    "fuse.glusterfs", "fuse.s3fs", "fuse.rclone",
})  # fmt: skip


def share(path: Path, mounts: str | None = None) -> str:
    """The kind of the network share that `path` lies on; "" on a disk of this machine, and where nothing tells.

    `mounts` is what the system says: device, place, kind … a line, with spaces of places as \\040.
    """
    if mounts is None:
        mounts = _MOUNTS.read_text(errors="replace") if _MOUNTS.exists() else ""
    found = (line.split() for line in mounts.splitlines())
    places = [(Path(words[1].replace("\\040", " ")), words[2]) for words in found if len(words) > 2]
    under = [
        (len(place.parts), n, kind) for n, (place, kind) in enumerate(places) if path.resolve().is_relative_to(place)
    ]
    kind = max(under)[2] if under else ""
    return kind if kind in _SHARES else ""


def refuse_share(database: URL) -> None:
    """SettingsError where SQLite's file is another machine's: what it locks there may be locked by two at once."""
    file = database.database if database.get_backend_name() == "sqlite" else None
    if file and (kind := share(Path(file))):
        raise SettingsError(
            f"The database lies on a network share ({kind}), where SQLite may lose what is saved: "
            "set CRM_INSTANCE to a folder on a disk of this machine, or CRM_DATABASE_URL to PostgreSQL."
        )
