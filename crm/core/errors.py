"""What the domain may answer instead of doing what was asked. The web storey turns each into a page."""

from typing import Any, TypeVar

from crm.core.texts import Text

Row = TypeVar("Row")


class DomainError(Exception):
    """The root of everything the domain says no with."""


class Refused(DomainError):
    """A rule of the domain forbids it (409). `field` names the form field it belongs to, if one does."""

    def __init__(self, text: Text, field: str | None = None) -> None:
        super().__init__(str(text))
        self.text = text
        self.field = field


class NotVisible(DomainError):
    """No such row for this user (404): missing and hidden look the same."""


class NoPage(DomainError):
    """The list has no such page (404); `last` is its last one, where the list was looked at."""

    def __init__(self, last: int | None = None) -> None:
        super().__init__()
        self.last = last


def or_not_visible(row: Row | None) -> Row:
    """The row that was asked for; NotVisible when there is none."""
    if row is None:
        raise NotVisible
    return row


class Forbidden(DomainError):
    """The row is visible, the act is not allowed (403)."""


class Stale(DomainError):
    """Someone else saved `row` after the form was opened (409, both versions side by side)."""

    def __init__(self, row: Any) -> None:
        super().__init__(f"{type(row).__name__} {getattr(row, 'id', None)} was changed meanwhile")
        self.row = row
