"""Which language and time zone a reader gets: their own setting, then the browser's, then Japanese."""

from flask import Flask, has_request_context, request, session
from flask_babel import Babel
from flask_login import current_user

from crm.core.languages import ENDONYMS, LOCALES

DEFAULT_LANGUAGE = "ja"
DEFAULT_ZONE = "Asia/Tokyo"
ZONES = ("Asia/Tokyo", "Asia/Shanghai", "Asia/Seoul", "Asia/Vladivostok", "UTC")
_BY_LOCALE = {locale: language for language, locale in LOCALES.items()}

babel = Babel()


def language() -> str:
    """The reader's language tag: ja, zh-Hans, ko or en."""
    if current_user and current_user.is_authenticated and current_user.language in LOCALES:
        return str(current_user.language)
    chosen = session.get("language") if session else None
    if chosen in LOCALES:
        return str(chosen)
    best = request.accept_languages.best_match(["en", "ja", "zh_Hans_CN", "ko"])
    return _BY_LOCALE.get(best or "", DEFAULT_LANGUAGE)


def zone() -> str:
    """The reader's IANA time zone."""
    if current_user and current_user.is_authenticated and current_user.timezone in ZONES:
        return str(current_user.timezone)
    return DEFAULT_ZONE


def _locale() -> str:
    return LOCALES[language()] if has_request_context() else LOCALES["en"]


def install(app: Flask) -> None:
    """Set up flask-babel with our selectors and the template globals about language."""
    babel.init_app(
        app,
        locale_selector=_locale,
        timezone_selector=lambda: zone() if has_request_context() else DEFAULT_ZONE,
        default_translation_directories=app.config["TRANSLATIONS"],
    )
    app.context_processor(lambda: {"page_lang": language(), "page_zone": zone(), "languages": list(ENDONYMS.items())})
