"""Which language a reader gets: their own setting, then the browser's, then Japanese; and which clock: theirs, else
that of the office."""

from functools import cache
from typing import Any, Final

from babel import Locale
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, get_locale, get_translations, refresh
from markupsafe import Markup, escape

from crm.core import here
from crm.core.languages import ENDONYMS, LOCALES, Language
from crm.core.scripts import tongue
from crm.core.zones import USUAL, ZONES
from crm.web.access import signed_in
from crm.web.sessions import is_lost

DEFAULT_LANGUAGE = "ja"
_BY_LOCALE = {locale: language for language, locale in LOCALES.items()}
#: Whatever country a browser names: a reader in Taiwan is served better in Chinese than in Japanese.
_BY_TONGUE = {language.partition("-")[0]: language for language in LOCALES}

babel = Babel()


def speak(code: str) -> None:
    """Have this one answer in a language, whoever reads: its address names it, as those of pages that a phone keeps."""
    g.spoken = code
    refresh()


def remember_spoken() -> None:
    """Where the address keeps no language: one that is chosen above a form is that of the next answers, too."""
    chosen = request.args.get("lang")
    if request.method == "POST" and chosen in LOCALES:
        session["language"] = chosen
        speak(chosen)


def language() -> str:
    """The reader's language tag: ja, zh-Hans, ko or en."""
    if "spoken" in g:
        return str(g.spoken)
    reader = signed_in()
    if reader is not None and reader.language in LOCALES:
        return str(reader.language)
    chosen = session.get("language") if session else None
    if chosen in LOCALES:
        return str(chosen)
    return of_browser()


def of_browser() -> str:
    """The language that the browser asks for, whoever uses it."""
    asked = (tag.replace("_", "-").partition("-")[0].lower() for tag, wanted in request.accept_languages if wanted)
    return next((_BY_TONGUE[tongue] for tongue in asked if tongue in _BY_TONGUE), DEFAULT_LANGUAGE)


def zone() -> str:
    """The reader's IANA time zone, else the office's. Where the database does not answer, nobody is asked."""
    if is_lost():
        return USUAL
    reader = signed_in()
    return str(reader.timezone) if reader is not None and reader.timezone in ZONES else here.zone()


def _locale() -> str:
    return LOCALES[language()] if has_request_context() else LOCALES["en"]


def texts() -> dict[str, Any]:
    """`_`, `gettext` and `ngettext` for one page, bound to its catalogue: it is looked up once, not once a text."""
    return _texts_of(get_locale())


# Kept: read from its file, once a process.
@cache
def _texts_of(_locale: Locale | None) -> dict[str, Any]:
    """Made once a language. As in Jinja's own, a translation is markup and what is put into it is escaped."""
    catalogue = get_translations()
    known: dict[str, Markup] = {}

    def gettext(msgid: str, /, **values: Any) -> Markup:
        text = known.get(msgid)
        if text is None:
            text = known[msgid] = Markup(catalogue.ugettext(msgid))  # noqa: S704  # our own sentences
        return text % values if "%" in text else text

    def ngettext(singular: str, plural: str, num: int, /, **values: Any) -> Markup:
        return Markup(catalogue.ungettext(singular, plural, num)) % {"num": num, **values}  # noqa: S704  # our own

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def _gettext(msgid: str, /, **values: Any) -> Markup:
    found: Markup = texts()["gettext"](msgid, **values)
    return found


def _ngettext(singular: str, plural: str, num: int, /, **values: Any) -> Markup:
    found: Markup = texts()["ngettext"](singular, plural, num, **values)
    return found


#: The languages that write names in Han characters alone.
HAN: Final = (Language.JA, Language.ZH)


def in_own_language(text: Any, code: str) -> Any:
    """A text as HTML, marked with its language when that is not the one that the page speaks."""
    if not code or not text or code == _BY_LOCALE.get(str(get_locale())):
        return text
    return Markup(f'<bdi lang="{escape(code)}">{escape(text)}</bdi>')  # noqa: S704  # escaped


def staff(user: Any) -> Markup:
    """The name of a colleague as HTML: in one piece, and marked with its language where the page speaks another. Its
    script tells; of Han alone the language that they chose, if it is written so. Nothing for nobody."""
    if user is None:
        return escape("")
    theirs = getattr(user, "language", "")
    code = tongue(user.display_name, theirs if theirs in HAN else here.han_language())
    marked = f' lang="{escape(code)}"' if code and code != _BY_LOCALE.get(str(get_locale())) else ""
    return Markup(f'<bdi class="staff"{marked}>{escape(user.display_name)}</bdi>')  # noqa: S704  # escaped


def install(app: Flask) -> None:
    """Set up flask-babel with our selectors and the template globals about language."""
    babel.init_app(
        app,
        locale_selector=_locale,
        timezone_selector=lambda: zone() if has_request_context() else here.zone(),
        default_translation_directories=app.config["TRANSLATIONS"],
    )
    app.context_processor(texts)
    app.add_template_filter(staff)
    # For macros that are imported without context.
    app.jinja_env.globals.update(in_own_language=in_own_language, _=_gettext, gettext=_gettext, ngettext=_ngettext)
    app.context_processor(lambda: {"page_lang": language(), "page_zone": zone(), "languages": list(ENDONYMS.items())})
