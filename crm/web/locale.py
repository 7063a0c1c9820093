"""Which language and time zone a reader gets: their own setting, then the browser's, then Japanese."""

from typing import Any

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_translations
from flask_login import current_user
from markupsafe import Markup

from crm.core.languages import ENDONYMS, LOCALES

DEFAULT_LANGUAGE = "ja"
DEFAULT_ZONE = "Asia/Tokyo"
ZONES = ("Asia/Tokyo", "Asia/Shanghai", "Asia/Seoul", "Asia/Vladivostok", "UTC")
_BY_LOCALE = {locale: language for language, locale in LOCALES.items()}

babel = Babel()


def language() -> str:
    """The reader's language tag: ja, zh-Hans, ko or en."""
    reader = _reader()
    if reader is not None and reader.language in LOCALES:
        return str(reader.language)
    chosen = session.get("language") if session else None
    if chosen in LOCALES:
        return str(chosen)
    best = request.accept_languages.best_match(["en", "ja", "zh_Hans_CN", "ko"])
    return _BY_LOCALE.get(best or "", DEFAULT_LANGUAGE)


def zone() -> str:
    """The reader's IANA time zone."""
    reader = _reader()
    return str(reader.timezone) if reader is not None and reader.timezone in ZONES else DEFAULT_ZONE


def _reader() -> Any:
    """Who is signed in, without the proxy: pages ask for language and zone once a row."""
    user = current_user._get_current_object() if current_user else None
    return user if user is not None and user.is_authenticated else None


def _locale() -> str:
    return LOCALES[language()] if has_request_context() else LOCALES["en"]


def texts() -> dict[str, Any]:
    """`_`, `gettext` and `ngettext` for one page, bound to its catalogue: it is looked up once, not once a text.

    As in Jinja's own, a translation is markup and what is put into it is escaped.
    """
    catalogue = get_translations()

    def gettext(msgid: str, /, **values: Any) -> Markup:
        text = Markup(catalogue.ugettext(msgid))  # noqa: S704  # our own sentences
        return text % values if "%" in text else text

    def ngettext(singular: str, plural: str, num: int, /, **values: Any) -> Markup:
        return Markup(catalogue.ungettext(singular, plural, num)) % {"num": num, **values}  # noqa: S704  # our own

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def install(app: Flask) -> None:
    """Set up flask-babel with our selectors and the template globals about language."""
    babel.init_app(
        app,
        locale_selector=_locale,
        timezone_selector=lambda: zone() if has_request_context() else DEFAULT_ZONE,
        default_translation_directories=app.config["TRANSLATIONS"],
    )
    app.context_processor(texts)
    app.context_processor(lambda: {"page_lang": language(), "page_zone": zone(), "languages": list(ENDONYMS.items())})
