"""The language of what people typed."""

from crm.core import here, scripts


def tongue(text: str, usual: str = "") -> str:
    """The language tag of a text that people typed; Han alone is `usual`, or of the language of our office."""
    return scripts.tongue(text, usual or here.han_language())
