"""What a kind of record is: said once, in `kind.py` of its capability, and collected once by `crm/capabilities`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm.core.permissions import Actor


@dataclass(frozen=True)
class Kind:
    """A kind of record. Rows that hang on any record name it by `table`; for the reader it has its `noun`."""

    table: str
    #: Whether a user may see the record of an id; its history, files, tags and tasks follow it.
    is_visible: Callable[[int, Actor], bool]
    noun: str = ""  #: what one such record is called, as a message id; "" where only the log names it, by its table
    plural: str = ""  #: what a group of them is called where they are found; "" where nobody searches for them
    page: str = ""  #: the endpoint of its page, which takes `id`; "" for none
    #: {id: what the record is called} for a reader of a language; None where the log tells its number.
    names: Callable[[Sequence[int], str], Mapping[int, str]] | None = None
    #: The activity that the record of an id belongs to: what is to be done on it is to be done for that one, too.
    activity: Callable[[int], int | None] = lambda _id: None
    has_tasks: bool = False  #: tasks and plans may hang on it


#: The kinds of all capabilities by table.
Kinds = Mapping[str, Kind]


def by_table(kinds: Iterable[Kind]) -> Kinds:
    """The kinds in the order of their tables. ValueError if two have one table."""
    found: dict[str, Kind] = {}
    for kind in sorted(kinds, key=lambda kind: kind.table):
        if found.setdefault(kind.table, kind) is not kind:
            raise ValueError(f"two kinds of records have the table {kind.table}")
    return found
