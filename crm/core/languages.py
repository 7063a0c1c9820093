"""The four languages of the product and their scripts."""

from collections.abc import Container, Mapping
from enum import StrEnum
from typing import Final

from crm.core.texts import N_


class Language(StrEnum):
    """Language tags as stored and as written into `lang` attributes."""

    JA = "ja"
    ZH = "zh-Hans"
    KO = "ko"
    EN = "en"


LANGUAGE_LABELS: dict[str, str] = {
    Language.JA: N_("Japanese"),
    Language.ZH: N_("Chinese (simplified)"),
    Language.KO: N_("Korean"),
    Language.EN: N_("English"),
}
#: The language of a name that is none of the four, or that nobody knows: Сергей Иванов. The tag says just that.
NOT_KNOWN: Final = "und"
#: The languages of people's names.
NAME_LANGUAGES: dict[str, str] = {**LANGUAGE_LABELS, NOT_KNOWN: N_("Other or not known")}
#: Each language under its own name, for the switch.
ENDONYMS: dict[str, str] = {
    Language.JA: "日本語",
    Language.ZH: "简体中文",
    Language.KO: "한국어",
    Language.EN: "English",
}
#: The locale that Babel knows for each language (never `zh-CN`: Babel refuses it).
LOCALES: dict[str, str] = {Language.JA: "ja", Language.ZH: "zh_Hans_CN", Language.KO: "ko", Language.EN: "en"}

#: Which language to fall back to when a text is missing in the reader's.
FALLBACKS: dict[str, tuple[str, ...]] = {
    Language.JA: ("ja", "zh-Hans", "en", "ko"),
    Language.ZH: ("zh-Hans", "ja", "en", "ko"),
    Language.KO: ("ko", "en", "ja", "zh-Hans"),
    Language.EN: ("en", "ja", "zh-Hans", "ko"),
}


def given_texts(texts: Mapping[str, Mapping[str, str]] | None, names: Container[str]) -> dict[str, dict[str, str]]:
    """{language: {name: text}} of some texts by language: no empty one, no other name, no language but ours."""
    kept = {
        code.value: {name: text for name, text in (texts or {}).get(code, {}).items() if text and name in names}
        for code in Language
    }
    return {code: told for code, told in kept.items() if told}
