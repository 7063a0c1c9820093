"""How a declaration says which column names a person, what of its row is told to them, and what erasing does to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from crm.core.texts import N_

PEOPLE: Final = "people"
#: Who was among those whose data were given to others, or received from them.
PROVISIONS: Final = "provision_people"

#: The row goes; its values go and it stays for the counts; it stays as it is, and leads to somebody without a name.
DROP, BLANK, KEEP = "drop", "blank", "keep"
ERASURES: Final = {
    DROP: N_("Deleted"),
    BLANK: N_("Stays without what tells of the person"),
    KEEP: N_("Stays, and leads to a person without a name"),
}

#: Why something of a row is not told.
OTHERS, INNER, OPENS = "others", "inner", "opens"
REASONS: Final = {
    OTHERS: N_("It tells of other people or of matters of others."),
    INNER: N_("It says only how the product keeps the row."),
    OPENS: N_("It is a key that opens something."),
}
#: Columns of every row of which nobody is told.
PLUMBING: Final = frozenset(
    {"id", "version", "created_at", "updated_at", "created_by_id", "updated_by_id", "archived_at"}
)


@dataclass(frozen=True)
class Naming:
    """A column by which rows of a table name a person, or a row that is about one."""

    table: str
    column: str
    label: str  #: what the rows are called, as a message id
    told: tuple[str, ...]  #: columns, in the order in which they are told
    left_out: Mapping[str, str] = field(default_factory=dict, hash=False)  #: {column: one of REASONS}
    #: The table that `column` leads to: people, or a table whose rows are about the person.
    of: str = PEOPLE
    is_own: bool = True  #: whether the rows are about the person, and what hangs on them, too
    erasing: str = DROP
    #: Of rows that stay: columns that get the mark of an erased person, and columns that are emptied.
    marked: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    #: For a link to any record: the column that holds its table, and the kept name of that table.
    type_column: str = ""
    #: Texts of rows that stay and are about the person: somebody looks at each after an erasure, whatever it says.
    looked: tuple[str, ...] = ()
    says: str = ""  #: what the preview of an erasure adds, as a message id

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.table, self.column, self.of)


def naming(
    table: str,
    column: str,
    label: str,
    told: str,
    *,
    others: str = "",
    inner: str = "",
    opens: str = "",
    **more: object,
) -> Naming:
    """A declaration with its columns as words of one text."""
    left = dict.fromkeys(others.split(), OTHERS) | dict.fromkeys(inner.split(), INNER)
    left |= dict.fromkeys(opens.split(), OPENS)
    for part in ("marked", "emptied", "looked"):
        if part in more:
            more[part] = tuple(str(more[part]).split())
    if ("marked" in more or "emptied" in more) and "erasing" not in more:
        more["erasing"] = BLANK
    return Naming(table, column, label, tuple(told.split()), left, **more)  # type: ignore[arg-type]  # by their names
