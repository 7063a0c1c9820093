"""How outcomes of rows are kept: sentences as JSON, old and new values of a change."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from crm.core.texts import Text


def plain(value: Any) -> Any:
    """A column's value as JSON."""
    return value.isoformat() if isinstance(value, date) else value


def sealed_text(told: list[list[Any]]) -> str:
    """What is sealed of the changes of one row."""
    return json.dumps(told, ensure_ascii=False)


def opened(text: str) -> list[list[Any]]:
    """What `sealed_text` told."""
    found: list[list[Any]] = json.loads(text)
    return found


def sentence(kept: Mapping[str, Any]) -> Text:
    """A kept sentence; sentences inside its values are sentences again."""
    params = {k: sentence(v) if isinstance(v, Mapping) else v for k, v in kept["params"].items()}
    told = kept["msgid"]  # by another name: what stands in Text(…) itself is a sentence of the catalogues
    return Text(told, **params)
