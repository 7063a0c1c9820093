"""What counts as alike while somebody types: the weights that the administrator set for the queue of duplicates."""

from collections.abc import Mapping

from flask import current_app


def weights() -> Mapping[str, int]:
    """{reason: 0 to 100}. The storey of merging keeps them; the factory says where they are asked for."""
    found: Mapping[str, int] = current_app.extensions["likeness"]()
    return found
