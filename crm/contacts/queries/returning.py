"""Whether an address belonged to somebody who was erased: known above (`crm/capabilities/told.py`)."""

from collections.abc import Callable, Collection

from crm.core.texts import Text

#: Said beside an address or a number, and of the row of a list.
ERASED = Text("This address or number may not be entered again; ask an administrator.")
_asked: list[Callable[[Collection[str]], bool]] = []


def tell(asked: Callable[[Collection[str]], bool]) -> None:
    """Have `asked` say whether one of these comparable addresses is known as erased. The factory calls it."""
    _asked[:] = [asked]


def are_erased(comparable: Collection[str]) -> bool:
    """Whether one of these addresses, in comparable form, belonged to somebody who was erased."""
    return bool(comparable) and any(asked(comparable) for asked in _asked)
