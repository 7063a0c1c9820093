"""The language of what people typed."""

from crm.core import scripts
from crm.core.languages import Language


def tongue(text: str, usual: str = Language.JA) -> str:
    """The language tag of a text that people typed; Han alone is `usual`."""
    return scripts.tongue(text, usual)
