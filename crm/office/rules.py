"""The office as everyone reads it: names and titles by language, numbers of documents, and what is not filled in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from crm.audit.rules import Verb
from crm.core import posts, zones
from crm.core.languages import FALLBACKS, LANGUAGE_LABELS, Language
from crm.core.money import USUAL_CURRENCY
from crm.core.posts import titles
from crm.core.texts import N_, Text

CHANGED = Verb("office.changed", N_("Office changed"))
TERMS_CHANGED = Verb("office.terms_changed", N_("How long records are kept changed"))
LOCATIONS_CHANGED = Verb("office.locations_changed", N_("Where data lie changed"))
LETTERHEAD = Verb("office.letterhead", N_("Letterhead changed"))
BEGUN = Verb("office.begun", N_("Office set up"))

#: Of the one row.
ID: Final = 1
USUAL_LANGUAGE: Final = Language.JA.value
APRIL: Final = 4
#: Steps of an approval chain: more boxes do not fit beside each other on paper.
MOST_STEPS: Final = 8
STEP_LIMIT: Final = 20

KINDS: Final[dict[str, str]] = {
    "society": N_("Society of commerce and industry (shokokai)"),
    "cci": N_("Chamber of commerce and industry (Japan)"),
    "federation": N_("Federation of societies of commerce and industry"),
    "prefecture": N_("Prefecture"),
    "city": N_("City"),
    "town": N_("Town"),
    "village": N_("Village"),
    "cooperative": N_("Cooperative"),
    "association": N_("Association or foundation"),
    "ccpit": N_("Council for the promotion of international trade (CCPIT)"),
    "commerce_bureau": N_("Bureau of commerce (China)"),
    "foreign_affairs": N_("Foreign affairs office (China)"),
    "federation_cn": N_("Federation of industry and commerce (China)"),
    "cci_kr": N_("Chamber of commerce and industry (Korea)"),
    "city_kr": N_("City or county (Korea)"),
    "other": N_("Something else"),
}


#: What the head of a body of each kind is called, by language.
HEADS: Final[dict[str, Mapping[str, str]]] = {
    "society": posts.CHAIR,
    "cci": titles("会頭", "会长", "회장", "Chair"),
    "federation": posts.CHAIR,
    "prefecture": posts.GOVERNOR,
    "city": posts.MAYOR,
    "town": titles("町長", "町长", "정장", "Mayor"),
    "village": titles("村長", "村长", "촌장", "Mayor"),
    "cooperative": titles("理事長", "理事长", "이사장", "President"),
    "association": titles("理事長", "理事长", "이사장", "President"),
    "ccpit": posts.CHAIR,
    "commerce_bureau": titles("局長", "局长", "국장", "Director-General"),
    "foreign_affairs": titles("主任", "主任", "주임", "Director"),
    "federation_cn": titles("主席", "主席", "주석", "Chair"),
    "cci_kr": posts.CHAIR,
    "city_kr": posts.MAYOR,
}

#: What an office begins with, by the language of who fills it in: {language: {attribute: value}}.
BEGINNINGS: Final[dict[str, dict[str, Any]]] = {
    "ja": {},
    "zh-Hans": {"language": "zh-Hans", "zone": "Asia/Shanghai", "currency": "CNY", "fiscal_month": 1},
    "ko": {"language": "ko", "zone": "Asia/Seoul", "currency": "KRW", "fiscal_month": 1},
    "en": {"language": "en"},
}

#: Who approves where the office has not said it, {code: title}, the first to decide first.
POSTS: Final[dict[str, str]] = {
    "in_charge": N_("In charge"),
    "subsection": N_("Subsection"),
    "section_chief": N_("Section chief"),
    "director": N_("Director"),
    "managing_director": N_("Senior managing director"),
    "chair": N_("Chair"),
}
#: What stands behind the name of a body that a paper addresses, by language.
BODIES: Final[Mapping[str, str]] = {Language.JA: "御中", Language.KO: "귀중"}
#: Bodies whose name and whose head's title are one word: 秋田県知事, 秋田市長, 속초시장.
_TERRITORIES: Final = frozenset({"prefecture", "city", "town", "village", "city_kr"})

_YEARS: Final = ("{year}", "{yy}", "{era}")
_PLACEHOLDERS: Final = (*_YEARS, "{number}")
_BRACED: Final = re.compile(r"\{[^{}]*\}|[{}]")
#: The Western year before the first of 令和.
_ERA: Final = 2018
#: How many digits a running number has at least.
_DIGITS: Final = 3


class OfficeText(NamedTuple):
    """A text with the language it is in, so that a page can mark it with `lang`."""

    text: str
    language: str


def worded(texts: Mapping[str, str], language: str) -> OfficeText:
    """The text that suits readers of `language` best; an empty one in their language where there is none."""
    for tag in FALLBACKS.get(language, FALLBACKS[Language.JA]):
        if texts.get(tag):
            return OfficeText(texts[tag], tag)
    return OfficeText("", language)


def numbered(by: str) -> dict[str, Any]:
    """What a column of document numbers tells of itself (`info`): its rows' day, which decides on the fiscal year."""
    return {"numbered_by": by}


IS_BOOKED: Final = "booked"
#: What a column of sums in the office's currency tells of itself (`info`): as long as it holds any, that one stays.
BOOKED: Final[dict[str, Any]] = {IS_BOOKED: True}


def post_label(post: str) -> str:
    """The title above a box for a stamp: of a known post its label, else as the office writes it."""
    return POSTS.get(post, post)


def fault_of_form(form: str) -> Text | None:
    """Why numbers of documents cannot be made by `form`, or None: it holds {number} once, and perhaps a year."""
    found = _BRACED.findall(form)
    if any(each not in _PLACEHOLDERS for each in found) or len(set(found)) != len(found):
        return Text("Between braces you can use {year}, {yy}, {era} or {number}, each once.")
    return None if "{number}" in found else Text("The running number is missing: enter {number} where it belongs.")


@dataclass(frozen=True)
class Term:
    """How long records of a kind are kept after the day from which they count."""

    label: str
    usual: int
    in_years: bool = True

    @property
    def most(self) -> int:
        """What is counted in days people were told of: no office keeps it for longer than that."""
        return 30 if self.in_years else self.usual


#: DP-6. What is signed, approved or told of provisions has a term of its own, which nobody shortens.
TERMS: Final[dict[str, Term]] = {
    "travel": Term(N_("Travel details, after the mission was closed"), 30, in_years=False),
    "inquiries": Term(N_("Inquiries from public pages, once discarded"), 30, in_years=False),
    "cards": Term(N_("Pictures of business cards, after the last contact"), 5),
    "leads": Term(N_("Leads that are not pursued, after their last change"), 1),
    "contacts": Term(N_("People, after the last contact"), 5),
}
TERM_LABELS: Final = {code: term.label for code, term in TERMS.items()}


#: DP-15. Where data of people lie, or pass through. Which of them there are, the installation's settings say; in which
#: country each stands and who runs it, only the office knows.
LOCATIONS: Final[dict[str, str]] = {
    "records": N_("Records: the database"),
    "files": N_("Files: pictures, papers and signed copies"),
    "backups": N_("Backups of everything"),
    "mail_out": N_("E-mail that is sent"),
    "mail_in": N_("E-mail that is filed"),
}
KEEPER_LIMIT: Final = 120


@dataclass(frozen=True)
class Location:
    """Where one of LOCATIONS stands: the code of a country, "" while nobody has said it, and who runs it."""

    country: str = ""
    keeper: str = ""


@dataclass(frozen=True)
class Office:
    """The office as it is now. Every text is empty, and every table bare, until somebody fills it in."""

    kind: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    reading: str = ""
    latin: str = ""
    head_titles: Mapping[str, str] = field(default_factory=dict)
    head_name: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""
    fax: str = ""
    emergency_phone: str = ""
    mail: str = ""
    website: str = ""
    letterhead_id: int | None = None
    number_form: str = ""
    chain: tuple[str, ...] = ()  #: titles of who approves, the first to decide first: 係, 課長, 専務理事, 会頭
    fiscal_month: int = APRIL
    language: str = USUAL_LANGUAGE
    zone: str = zones.USUAL
    currency: str = USUAL_CURRENCY

    def name(self, language: str = "") -> str:
        """What it is called for readers of `language` (its usual one by default); "" while nobody has said it."""
        return self.named(language).text

    def named(self, language: str = "") -> OfficeText:
        """The same with the language that the name is in. Where no English name is told, its Latin letters are one."""
        if language == Language.EN and self.latin and not self.names.get(language):
            return OfficeText(self.latin, language)
        return worded(self.names, language or self.language)

    def head_title(self, language: str = "") -> str:
        """What its head is called: as the office writes it, else as for its kind; "" where neither is known."""
        tag = language or self.language
        return self.head_titles.get(tag) or HEADS.get(self.kind, {}).get(tag) or worded(self.head_titles, tag).text

    def addressee(self, language: str = "", *, head: str = "") -> OfficeText:
        """The head as a paper addresses them: 〇〇商工会 会長 名 様, 秋田市長 様. With their name at home.

        `head` is their name as readers of another language have it, where it is known.

        Empty while nobody has said what the office is called.
        """
        name, tongue = self.named(language)
        title = self.head_title(tongue)
        head = self.head_name if tongue == self.language else head
        if not name or tongue == Language.EN:
            told = ", ".join(filter(None, (head, " of ".join(filter(None, (title, name))))))
            return OfficeText(f"To {'the ' if title and not head else ''}{told}" if name else "", tongue)
        post = self._post(name, title, tongue)
        if tongue == Language.ZH:
            # The post behind the name is how somebody is addressed politely: 〇〇商工会吉原健一会长.
            return OfficeText(f"{name}{head}{title}" if head and title else post + head, tongue)
        person = "귀하" if tongue == Language.KO else "様"
        honorific = person if title or head else BODIES.get(tongue, "")
        return OfficeText(" ".join(filter(None, (post, head, honorific))), tongue)

    def as_body(self, language: str = "") -> OfficeText:
        """The office as a paper addresses all of it: 〇〇商工会 御中; the bare name where nothing follows one."""
        name, tongue = self.named(language)
        return OfficeText(" ".join(filter(None, (name, name and BODIES.get(tongue)))), tongue)

    def is_own_addressee(self, text: str) -> bool:
        """Whether a text addresses the head as the office does by itself, in any language."""
        return any(text == self.addressee(language).text for language in LANGUAGE_LABELS)

    def _post(self, name: str, title: str, language: str) -> str:
        """Name and title in a row: 〇〇商工会 会長, but 秋田県知事 and, with what both share written once, 秋田市長."""
        if language == Language.ZH:
            return name + title
        if self.kind not in _TERRITORIES:
            return f"{name} {title}".strip()
        return name + (title[1:] if title[:1] and name.endswith(title[:1]) else title)

    @property
    def steps(self) -> tuple[str, ...]:
        """Who approves, the first to decide first: titles as the office writes them, else codes of POSTS."""
        return self.chain or tuple(POSTS)

    def step_title(self, step: str, language: str) -> OfficeText:
        """The title above the box of an approver (決裁欄) on a paper in `language`, translated if it is a label:
        the head's own, else where it has one counterpart there, else as the office writes it.
        """
        if step in POSTS or language == self.language:
            return OfficeText(post_label(step), language)
        heads = {**HEADS.get(self.kind, {}), **{tag: title for tag, title in self.head_titles.items() if title}}
        for row in (heads, *(names for _rank, names in posts.TITLES)):
            if step in row.values() and language in row:
                return OfficeText(row[language], language)
        return OfficeText(step, self.language)

    def address(self, language: str = "") -> str:
        """The postal address in lines, with the postal code."""
        return self.addressed(language).text

    def addressed(self, language: str = "") -> OfficeText:
        """The same with the language that the address is in."""
        return worded(self.addresses, language or self.language)

    @property
    def is_reachable(self) -> bool:
        """Whether anything is on record by which somebody can reach it."""
        return bool(self.phone or self.mail or any(self.addresses.values()))

    def document_number(self, number: int, year: int) -> str:
        """The number of a document by the office's form: 〇商国第26-008号. `year` is the fiscal year, such as 2026.

        {year} has four digits and {yy} two, {era} is the year of 令和. Without a form: R8-008.
        """
        form = self.number_form or ("R{era}-{number}" if year > _ERA else "{year}-{number}")
        return self._filled(form, year).replace("{number}", f"{number:0{_DIGITS}}")

    def _filled(self, form: str, year: int) -> str:
        """The form with the fiscal year in it."""
        told = {"{year}": str(year), "{yy}": f"{year % 100:02}", "{era}": str(year - _ERA)}
        return _BRACED.sub(lambda found: told.get(found[0], found[0]), form)

    @property
    def numbers_by_year(self) -> bool:
        """Whether a number of the form says its fiscal year, so that no other year has the same."""
        return any(part in self.number_form for part in _YEARS)

    def number_after(self, numbers: Iterable[str], year: int) -> str:
        """The document number that follows those of a fiscal year in the office's form; others do not count."""
        before, _, after = self.number_form.partition("{number}")
        pattern = f"{re.escape(self._filled(before, year))}([0-9]{{1,6}}){re.escape(self._filled(after, year))}"
        counted = [int(found[1]) for number in numbers if (found := re.fullmatch(pattern, number))]
        return self.document_number(max(counted, default=0) + 1, year)

    def says_other_year(self, number: str, year: int) -> bool:
        """Whether a number in the office's form says another fiscal year than `year`; one in no such form says none."""
        if not self.numbers_by_year:
            return False
        shape = re.escape(self.number_form).replace(re.escape("{number}"), "[0-9]{1,6}")
        of_year = self._filled(self.number_form.replace("{number}", "\0"), year)
        ours = re.escape(of_year).replace(re.escape("\0"), "[0-9]{1,6}")
        for part in _YEARS:
            shape = shape.replace(re.escape(part), "-?[0-9]{1,4}")
        return re.fullmatch(shape, number) is not None and re.fullmatch(ours, number) is None

    def fiscal_year(self, day: date) -> int:
        """The fiscal year of a day: it has the number of the year in which it begins."""
        return day.year if day.month >= self.fiscal_month else day.year - 1

    def fiscal_year_dates(self, year: int) -> tuple[date, date]:
        """The first and last day of a fiscal year."""
        return date(year, self.fiscal_month, 1), date(year + 1, self.fiscal_month, 1) - timedelta(days=1)

    def fiscal_years(self, start_on: date | None, end_on: date | None) -> list[int]:
        """The fiscal years that something runs through; empty while its first day is open."""
        if start_on is None:
            return []
        return list(range(self.fiscal_year(start_on), self.fiscal_year(end_on or start_on) + 1))

    @property
    def missing(self) -> tuple[Text, ...]:
        """What must be filled in before a document may be final."""
        usual = self.language
        needed = (
            (self.kind, N_("Kind of office")),
            (self.names.get(usual), N_("Name of the office")),
            (self.head_title(usual) or not self.kind, N_("Title of the head")),  # the kind gives it
            (self.addresses.get(usual), N_("Address")),
            (self.phone or self.mail, N_("Phone or e-mail")),
        )
        return tuple(Text(label) for value, label in needed if not value)

    @property
    def is_complete(self) -> bool:
        """Whether documents may be final."""
        return not self.missing

    def gaps(self, languages: Iterable[str] = ()) -> list[Text]:
        """What lacks before printing in `languages`: of the office altogether, and its name in each of them."""
        found = [Text("The details of the office are not filled in: %(what)s.", what=what) for what in self.missing]
        unnamed = [tag for tag in languages if self.names and self.named(tag).language != tag]
        return found + [
            Text("The office has no name in this language: %(language)s.", language=Text(LANGUAGE_LABELS[tag]))
            for tag in unnamed
        ]
