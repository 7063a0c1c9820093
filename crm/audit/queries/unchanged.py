"""What was worked out of records, kept as long as the log tells of no change to them.

Every act of anybody stands in the log, in the order in which acts were committed, whichever process did it. To know
that nothing has changed costs one question about the entries since the last look.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Row, bindparam, select

from crm.audit.models import AuditEntry
from crm.core import reading
from crm.core.database import is_writing

Value = TypeVar("Value")

#: After so many entries everything is worked out anew: to go through them would take longer.
MOST_ENTRIES = 500
MOST_KEPT = 20_000

_SINCE: Final = (
    select(AuditEntry.id, AuditEntry.hash, AuditEntry.record_type, AuditEntry.record_id)
    .where(AuditEntry.id >= bindparam("id"))
    .order_by(AuditEntry.id.desc())
    .limit(MOST_ENTRIES + 1)
)
_NOWHERE: Final = (0, "")


class Unchanged(Generic[Value]):
    """Values of records of one kind, each kept until an entry names its record, or one of a kind in `beside`."""

    def __init__(self, record_type: str, beside: Collection[str], most: int = MOST_KEPT) -> None:
        self._record_type, self._beside, self._most = record_type, frozenset(beside), most
        self._lock = Lock()
        self._last = _NOWHERE  #: id and hash of the entry up to which the values hold
        self._values: dict[int, dict[Hashable, Value]] = {}
        self._kept = 0  #: how many values were put there since it was emptied

    def of(
        self, ids: Sequence[int], asked: Hashable, make: Callable[[list[int]], Mapping[int, Value]]
    ) -> dict[int, Value]:
        """{id: value}. `make` works out the missing ones; `asked` is what else they depend on.

        Nothing is kept of what a transaction that writes sees: it may be rolled back.
        """
        if is_writing():
            return dict(make(list(ids)))
        last = self._look()
        # Step by step, as another thread may forget one in between.
        kept = {id: value for id in ids if (value := self._values.get(id, {}).get(asked)) is not None}
        missing = [id for id in ids if id not in kept]
        if not missing:
            return kept
        made = make(missing)
        with self._lock:
            if self._last == last:  # else somebody has seen a later entry meanwhile, which may be about these
                self._keep(asked, made)
        return kept | dict(made)

    def one(self, asked: Hashable, make: Callable[[], Value]) -> Value:
        """The value that depends on no record alone, but on all of the kinds in `beside`."""
        return self.of((0,), asked, lambda _ids: {0: make()})[0]

    def _keep(self, asked: Hashable, made: Mapping[int, Value]) -> None:
        if self._kept + len(made) > self._most:
            self._empty()
        self._kept += len(made)
        for id, value in made.items():
            self._values.setdefault(id, {})[asked] = value

    def _empty(self) -> None:
        self._values.clear()
        self._kept = 0

    def _look(self) -> tuple[int, str]:
        """Forget what the entries since the last look are about. The entry up to which the values hold now."""
        with self._lock:
            entries = reading.rows(_SINCE, id=self._last[0])
            if entries and _place(entries[-1]) == self._last:
                self._forget(entries[:-1])
            else:  # the first look, too much to go through, or another state of the log than the one we knew
                self._empty()
            self._last = _place(entries[0]) if entries else _NOWHERE
            return self._last

    def _forget(self, entries: Sequence[Row[Any]]) -> None:
        for entry in entries:
            if entry.record_type in self._beside:
                self._empty()
            elif entry.record_type == self._record_type:
                self._values.pop(entry.record_id, None)


def _place(entry: Row[Any]) -> tuple[int, str]:
    return entry.id, entry.hash
