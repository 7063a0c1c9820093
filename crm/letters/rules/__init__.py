"""What letters there are, which placeholders their texts know, and how days are written in each language.

Placeholders are replaced by our own simple substitution: nothing in a text that users write is evaluated.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from crm.audit.rules import Verb
from crm.core import intervals, scripts
from crm.core.days import day_of_month, letter_date
from crm.core.languages import LANGUAGE_LABELS, Language
from crm.core.texts import N_, Text, listing

#: 訪問依頼状, 招聘状発行依頼状, 受入依頼状, 邀请函, お礼状, 来訪御礼状
KINDS: Final[dict[str, str]] = {
    "request": N_("Request for a visit"),
    "invitation_request": N_("Request for an invitation"),
    "reception": N_("Request to receive guests"),
    "invitation": N_("Letter of invitation"),
    "thanks": N_("Thank-you letter"),
    "guest_thanks": N_("Thank-you letter to guests"),
}
#: To those who received us or our guests, or with whom we talked; and to guests for having come.
THANKS, GUEST_THANKS = "thanks", "guest_thanks"
GIVING_THANKS: Final = frozenset({THANKS, GUEST_THANKS})
#: The texts that letters begin with: one of each kind, but thanks differ by who received whom.
TEXTS: Final[dict[str, str]] = KINDS | {
    "request_online": N_("Request for a talk online"),
    "request_confirmed": N_("Confirmation of a visit that was agreed to"),
    THANKS: N_("Thanks to those who received us"),
    "thanks_visit": N_("Thanks to hosts who sat in no talk"),
    "thanks_signing": N_("Thanks for a signing to those who sat in no talk"),
    "thanks_host": N_("Thanks to those who received our guests"),
    "thanks_booth": N_("Thanks to visitors of our booth who sat in no talk"),
    "thanks_booth_talk": N_("Thanks for a talk to visitors of our booth"),
    "thanks_online": N_("Thanks for a talk online"),
    "guest_thanks_talk": N_("Thanks for a talk to guests whose days with us are not recorded"),
}
#: {kind: the directions of a mission in which it makes sense}; a kind that is not here makes sense in each. Whoever
#: travels asks the hosts for visits and for an invitation; whoever has guests invites them, asks others to
#: receive them, and thanks them for having come.
DIRECTIONS: Final[dict[str, frozenset[str]]] = {
    "request": frozenset({"outbound", "online"}),
    "invitation_request": frozenset({"outbound"}),
    "reception": frozenset({"inbound"}),
    "invitation": frozenset({"inbound"}),
    "guest_thanks": frozenset({"inbound"}),
}
TO_GUESTS: Final = frozenset({"invitation", "guest_thanks"})  #: and to nobody else
#: Somebody is asked to receive us or our guests: the letter says what for, in words that were written for it.
ASKING: Final = frozenset({"request", "invitation_request", "reception"})
#: With these the list of the delegation goes along.
ENCLOSING: Final = frozenset({"request", "invitation_request", "reception", "invitation"})
#: States of a mission for which nobody is asked or invited any more.
_SETTLED: Final[dict[str, Text]] = {
    "closed": Text("This mission is closed: nobody is asked or invited for it any more."),
    "cancelled": Text("This mission is cancelled: nobody is asked or invited for it."),
}
LANGUAGES: Final = LANGUAGE_LABELS
#: {placeholder: what it stands for}, in the order in which the editor lists them.
PLACEHOLDERS: Final[dict[str, str]] = {
    "recipient": N_("The recipient with the form of address"),
    "recipient_post": N_("Department and title of the recipient"),
    "recipient_organisation": N_("Organisation of the recipient"),
    "recipient_body": N_("Organisation of the recipient, as one addresses it: 貴社, 贵公司, 귀사"),
    "sender": N_("Who signs"),
    "sender_organisation": N_("Our organisation"),
    "salutation": N_("The recipient as a salutation names them: Mr. Jin in English"),
    "mission": N_("Name of the mission"),
    "delegation": N_("Name of the mission without “reception of” or “visit of”: only the delegation"),
    "party": N_("The delegation by its name; where the mission’s name gives none, the recipient and who comes along"),
    "occasion": N_("The visit of the delegation, or the event that took place"),
    "signing": N_("What was signed on that day; in other letters empty"),
    "period": N_("Days of the mission: the first to the last, or the only one"),
    "first_day": N_("First day of the mission"),
    "last_day": N_("Last day of the mission"),
    "place": N_("Places of the programme; while it has none, the main place of the mission"),
    "visit_day": N_("Day of the visit; without a visit, the days of the mission"),
    "visit_time": N_("Time of the visit"),
    "visit_when": N_("Day and time of the visit, and its venue where that is not the host’s own house"),
    "purpose": N_("Purpose of the visit, as whoever writes the letter says it"),
    "head": N_("Head of the delegation"),
    "number": N_("Number of delegates"),
    "visitors": N_("Who comes: the head of the delegation and how many others"),
    "enclosed": N_("Says that the delegation list is enclosed; empty while nobody has accepted"),
    "agreed": N_(
        "Thanks for a signing beside the talk, and a promise to follow up the points agreed on; empty where neither is "
        "on record"
    ),
    "answer": N_(
        "By when we ask for an answer, in working days of the recipient’s own country; empty where no day is left "
        "before the visit"
    ),
    "formalities": N_("That the invitation is for the entry formalities; empty where no visa is needed for the stay"),
    "contact": N_("Who answers questions"),
}

WRITTEN = Verb("letter.written", N_("Letter written"))
CHANGED = Verb("letter.changed", N_("Letter changed"))
SENT = Verb("letter.sent", N_("Letter sent"))
ARCHIVED = Verb("letter.archived", N_("Letter archived"))
RESTORED = Verb("letter.restored", N_("Letter restored"))
TEMPLATE_CHANGED = Verb("letter.template_changed", N_("Text of a letter changed"))
TEMPLATE_RESET = Verb("letter.template_reset", N_("Text of a letter reset"))

#: In thanks, where points agreed with the recipient are on record. English parts two sentences by a space.
AGREED: Final[dict[str, str]] = {
    "ja": "会談にて合意いたしました事項につきましては、順次ご連絡申し上げます。",
    "zh-Hans": "会谈中商定的事项，我们将陆续与您联系落实。",
    "ko": " 협의하여 정한 사항은 순차적으로 연락드리겠습니다.",
    "en": " We shall come back to you on the points we agreed on.",
}
#: What begins the thanks below, where a text has thanked for something already.
ALSO: Final[dict[str, str]] = {"ja": "また、", "zh-Hans": "", "ko": " 아울러 ", "en": " "}
#: In thanks, where the recipient was entered as receiving us on other days, too; who did is not on record.
RECEIVED: Final[dict[str, str]] = {
    "ja": "{{visit_day}}にも皆様に温かくお迎えいただきましたことに、重ねて御礼申し上げます。",
    "zh-Hans": "{{visit_day}}还承蒙贵方热情接待，再次深表感谢。",
    "ko": "{{visit_day}}에도 여러분께서 따뜻하게 맞아 주신 점에 거듭 감사드립니다.",
    "en": "We are also grateful for the welcome that we were given on {{visit_day}}.",
}
#: Where the recipient signed.
SIGNED: Final[dict[str, str]] = {
    "ja": "{{visit_day}}に{{deeds}}へのご署名を賜り、誠にありがとうございました。",
    "zh-Hans": "{{visit_day}}承蒙您签署{{deeds}}，谨致谢忱。",
    "ko": "{{visit_day}}에 {{deeds}}에 서명해 주신 점에 거듭 감사드립니다.",
    "en": "We are also grateful that you signed with us on {{visit_day}}: {{deeds}}.",
}
DEED: Final = {"ja": "「%s」", "zh-Hans": "《%s》", "ko": "‘%s’", "en": "%s"}
#: Where the recipient was entered as receiving us at a signing, and somebody else signed or nobody told who did.
AT_SIGNING: Final[dict[str, str]] = {
    "ja": "{{visit_day}}の署名の場「{{signing}}」で皆様にお迎えいただきましたことに、重ねて御礼申し上げます。",
    "zh-Hans": "{{visit_day}}的签署活动“{{signing}}”承蒙贵方接待，再次深表感谢。",
    "ko": "{{visit_day}} 서명 자리(‘{{signing}}’)에서 여러분께서 맞아 주신 점에 거듭 감사드립니다.",
    "en": "We are grateful for the welcome at the signing on {{visit_day}} ({{signing}}).",
}
#: The kind that asks for an invitation.
INVITED: Final = "invitation_request"
#: So many working days whoever is asked has for an answer, by their own calendar; they surely lie within the reach.
ANSWER_DAYS: Final = 10
ANSWER_REACH: Final = 60
#: An invitation that comes fewer days than these before departure comes too late for tickets and a visa.
ANSWER_LEAVES: Final = 7
#: By when we ask for an answer.
ANSWER: Final[dict[str, str]] = {
    "ja": "なお、誠に勝手ながら、{}までにご回答を賜れますと幸いに存じます。", "zh-Hans": "于{}前", "ko": "{}까지 ",
    "en": " by {}",
}  # fmt: skip
#: The same of an invitation that no day is left for.
ANSWER_AT_ONCE: Final[dict[str, str]] = {
    "ja": "なお、出発までの日数が限られておりますので、誠に勝手ながら、折り返しご回答を賜れますと幸いに存じます。",
    "zh-Hans": "尽快", "ko": "되도록 빨리 ", "en": " as soon as you can",
}  # fmt: skip
#: Where the list of the delegation goes along.
ENCLOSED: Final[dict[str, str]] = {
    "ja": "（別紙名簿のとおり）", "zh-Hans": "（名单附后）", "ko": "(별첨 명단 참조)", "en": " (list enclosed)",
}  # fmt: skip
#: What that list has above its title, so that it is known for what the letter speaks of.
ENCLOSURE: Final[dict[str, str]] = {"ja": "別紙", "zh-Hans": "附件", "ko": "별첨", "en": "Enclosure"}
#: What a mission's name says of the journey and not of who makes it, at its end or its beginning.
_JOURNEYS: Final[dict[str, re.Pattern[str]]] = {
    "ja": re.compile(
        r"(?<=.)(?:の|・|[ 　（(])*(?:受け?入れ?|来訪|訪日|招へい|招聘|招待)[）)]?\Z"
        r"|(?:(?<=団)|(?<=一行))[の・ 　（(]*[^団]{0,12}訪問[）)]?\Z"
    ),
    "zh-Hans": re.compile(r"(?<=.)(?:来访|访日|访问|接待)\Z|(?<=团)[^团]{0,6}(?:访问|来访)[^团]{1,12}\Z"),
    "ko": re.compile(r"(?<=.)(?:[ (]|의)*(?:방문|내방|방일|접견|초청|초빙)\)?\Z|(?<=단)[ (의]+[^단]{0,12}방문\)?\Z"),
    "en": re.compile(
        r"\A(?:visit|reception|invitation) of (?:the )?|[,:–—]? (?:visit|reception)(?: (?:to|in) .{1,40})?\Z"
        r"|(?:(?<=delegation)|(?<=mission)) to .{1,40}\Z",
        re.IGNORECASE,
    ),
}
#: What stands open in a text for somebody to fill in, as on paper.
GAP: Final = "＿＿＿"
#: What somebody still fills in: a gap, or the line of the purpose from which the gap was merely taken out.
_BLANK: Final = re.compile("[_＿]{2,}|^.{0,6}(?:目的|목적|Purpose)[:：　 \t]*$", re.MULTILINE)
#: Lines of a text that tell who comes; and the numbers of lines.
_WHO_COMES: Final = re.compile(r"^.*\{\{[ \t]*(?:head|number|visitors)[ \t]*\}\}.*(?:\n|\Z)", re.MULTILINE)
_NUMBERED: Final = re.compile(r"^([1-9１-９])(?=[.．　])", re.MULTILINE)
#: How a post is glossed in the book, not on an envelope: 経理（部門責任者）.
_GLOSS: Final = re.compile(r"[ 　]*[（(][^（()）]*[)）]")
#: The names of bodies that travel, at their end: these visit; anything else takes place.
_TRAVELLING: Final[dict[str, tuple[str, str]]] = {
    "ja": (r"(?:団|一行)\Z", "の訪問"), "zh-Hans": (r"(?:团|一行)\Z", "访问"), "ko": (r"(?:단|일행)\Z", " 방문"),
}  # fmt: skip

#: {language: (whom one invites with a delegation that has a name, else)}: nobody is told to be a buyer of ours.
_PARTIES: Final[dict[str, tuple[str, str]]] = {
    "ja": ("{}", "皆様"), "zh-Hans": ("您及{}", "贵方一行"), "ko": ("귀하와 {} 일행", "귀하 일행"),
    "en": ("you and your delegation", "you and your party"),
}  # fmt: skip
#: Which post of the recipient letters of thanks name.
POSTS: Final[dict[str, str]] = {"then": N_("Of the day on which we met"), "today": N_("Of today")}

_KANA, _HANGUL = "\u3041-\u3096\u30a1-\u30fa", "\u1100-\u11ff\uac00-\ud7a3"
_HAN = "\u3005\u3400-\u9fff\uf900-\ufaff"
#: A name in Han characters beside its reading, or the other way round: 田邉 俊夫 (TANABE TOSHIO), 최철남(崔铁男).
_READ: Final = re.compile(
    f"[{_HAN}{_KANA}][{_HAN}{_KANA}ー・ 　]* ?[(][^(){_HAN}{_KANA}]+[)]|[{_HANGUL}A-Za-z] ?[(][{_HAN} ]+[)]"
    f"|[A-Za-z] ?[(][{_HANGUL}{_HAN}{_KANA}・ 　]+[)]|[{_HANGUL} ]+（[^（）{_HANGUL}]+）"
)
_PLACEHOLDER = re.compile(r"\{\{[ \t]*(\w+)[ \t]*\}\}")
#: Whatever looks as if something was to be filled in: a word between braces, also single or wide ones.
_MEANT = re.compile(r"[{｛]{1,2}[ \t]*[^\W\d_][\w .-]{0,40}[}｝]{1,2}")


@dataclass(frozen=True)
class LetterDraft:
    """Subject and body of a letter to begin with. A body has a paragraph a line; empty lines stay."""

    subject: str
    body: str


def delegation(mission: str, language: str) -> str:
    """Who travels, from a mission's name: 延辺経済代表団 of 延辺経済代表団の受入れ; the name where it says no more."""
    pattern = _JOURNEYS.get(language)
    return (pattern.sub("", mission) if pattern is not None else "") or mission


def occasion(mission: str, language: str) -> str:
    """For what one thanks: 販路開拓団の訪問 of a delegation, which is no occasion itself; of an event its name."""
    if language not in _TRAVELLING:
        return mission
    pattern, visit = _TRAVELLING[language]
    travelling = delegation(mission, language)
    return travelling + visit if re.search(pattern, travelling) else mission


def party(mission: str, language: str) -> str:
    """Whom one invites or thanks for coming: 延辺経済代表団 of its reception, 皆様 of 吉林バイヤーの招へい."""
    named, plain = _PARTIES[language]
    pattern, _visit = _TRAVELLING.get(language, (r"(?i:delegation|mission)\Z", ""))
    travelling = delegation(mission, language)
    return named.format(travelling) if re.search(pattern, travelling) else plain


def visitors(head: str, number: int, language: str) -> str:
    """Who comes: 田邉 俊夫ほか9名, 田边俊夫等共10人; the head alone of one."""
    if number < 2:
        return head
    forms = {"ja": f"{head}ほか{number - 1}名", "zh-Hans": f"{head}等共{number}人", "ko": f"{head} 포함 총 {number}명"}
    return forms.get(language, f"{head}, {number} people in all")


def post_alone(text: str) -> str:
    """A department and title as they stand on a letter: without what the book says of them in brackets."""
    return _GLOSS.sub("", text).strip() or text


def without_list(text: str) -> str:
    """A text of a letter with which no list goes: without the line that tells who comes, its lines numbered anew."""
    left = _WHO_COMES.sub("", text)
    if left == text:
        return text
    numbers = iter(range(1, 10))

    def renumbered(found: re.Match[str]) -> str:
        number = next(numbers)
        return str(number) if found[1].isascii() else chr(ord("０") + number)

    return _NUMBERED.sub(renumbered, left)


def has_blanks(text: str) -> bool:
    """Whether something in a text is left open for somebody to fill in: ＿＿＿, or a purpose that is not told."""
    return _BLANK.search(text) is not None


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with every known placeholder replaced, once: what a value contains is never replaced again."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def kinds_for(direction: str) -> dict[str, str]:
    """{kind: label} of the letters that a mission of a direction has."""
    return {kind: label for kind, label in KINDS.items() if direction in DIRECTIONS.get(kind, (direction,))}


def too_late(kind: str, *, status: str, ends: date, dated_on: date) -> tuple[Text, str] | None:
    """(why, the field at fault) where a letter that asks or invites comes after its mission; None for any other.

    One that went out on paper in time may still be written down, under the date that it had.
    """
    if kind not in ENCLOSING:
        return None
    if status in _SETTLED:
        return _SETTLED[status], "kind"
    if dated_on <= ends:
        return None
    over = Text("The mission ended on %(day)s. A letter that asks or invites has a date before its end.", day=ends)
    return over, "dated_on"


def months_after(day: date, dated_on: date) -> int:
    """How many whole months a date comes after a day; 0 within the first, and before it."""
    months = (dated_on.year - day.year) * 12 + dated_on.month - day.month - (dated_on.day < day.day)
    return max(months, 0)


def unknown(text: str) -> list[str]:
    """What in a text is written as a placeholder and is none, each once, as it stands: {{config}}, {recipient}."""
    found = dict.fromkeys(match[0] for match in _MEANT.finditer(text))
    return [words for words in found if not ((name := _PLACEHOLDER.fullmatch(words)) and name[1] in PLACEHOLDERS)]


def fault_of(text: str) -> Text | None:
    """Why a text cannot be filled in, with the placeholders that there are; None when it can."""
    if not (found := unknown(text)):
        return None
    known = ", ".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS)
    return Text("There is no placeholder %(names)s. There are: %(known)s.", names=", ".join(found), known=known)


def span(language: str, first: date, last: date) -> str:
    """From one day to another, both named whole."""
    begins, ends = letter_date(language, first), letter_date(language, last)
    if first == last:
        return begins
    return {"ja": f"{begins}〜{ends}", "zh-Hans": f"{begins}至{ends}", "ko": f"{begins}~{ends}"}.get(
        language, f"{begins} to {ends}"
    )


def appointment(language: str, day: str, time: str, venue: str) -> str:
    """A day, its clocks and where one meets, in a row, without what is not known."""
    between = {"ja": "　", "zh-Hans": "", "ko": " "}.get(language, ", ")
    where = {"ja": "会場：", "zh-Hans": "在", "ko": "장소: "}.get(language, "at ") + venue if venue else ""
    return between.join(filter(None, (day, time, where)))


def with_phone(language: str, name: str, phone: str) -> str:
    """Who answers questions, and their telephone in brackets; either alone where the other is not known."""
    if not name or not phone:
        return name or phone
    forms = {"ja": f"{name}（電話 {phone}）", "zh-Hans": f"{name}（电话：{phone}）", "ko": f"{name}(전화 {phone})"}
    told = forms.get(language, f"{name} (phone {phone})")
    return re.sub(r"[)] ?[(]", ", ", told)  # one pair of brackets holds the reading and the telephone


def is_foreign(line: str, language: str) -> bool:
    """Whether a line has letters that readers of a language cannot read: any of the East in English, kana or hangul.

    A name beside which its reading stands can be read.
    """
    return scripts.is_unreadable(_READ.sub("", line), language)


def read_beside(name: str, reading: str, language: str) -> str:
    """A name with the reading that its readers need: 田邉 俊夫(TANABE Toshio), 김설화（KIM Seolhwa）.

    English says what it reads first: KIM Seolhwa (김설화). A name in letters is read as it stands: Li Meilan. That
    nobody confirmed a reading is told before a letter goes; the list that is enclosed says so, no form of address does.
    """
    if not reading or reading.casefold() == name.casefold():
        return name
    if language == Language.EN:
        return f"{reading} ({name})"
    return f"{name}({reading})" if language == Language.KO else f"{name}（{reading}）"


def on_days(language: str, place: str, days: Collection[date]) -> str:
    """A place with the days that are spent in it, what follows one another as a stretch: 延吉市（12月10日〜12日）."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    told = listing(language, (_stretch(language, run[0], run[-1]) for run in runs))
    brackets = {Language.EN: " ({})", Language.KO: "({})"}.get(Language(language), "（{}）")
    return place + brackets.format(told)


def _stretch(language: str, first: date, last: date) -> str:
    """Days of one year: 12月10日〜12日, 12월 30일~1월 2일, 10–12 December."""
    if language == Language.EN:
        begins, ends = day_of_month(language, first), day_of_month(language, last)
        same = first.month == last.month
        return ends if first == last else f"{first.day}–{ends}" if same else f"{begins} – {ends}"
    sign = {Language.JA: "〜", Language.ZH: "至"}.get(Language(language), "~")
    ends = day_of_month(language, last, whole=first.month != last.month)
    return day_of_month(language, first) + ("" if first == last else sign + ends)


def wall_times(language: str, clocks: str) -> str:
    """09:00–10:00 on the clock of the place, with words that say so and the dash of the language."""
    told = plain_times(language, clocks)
    return told + {"ja": "（現地時間）", "zh-Hans": "（当地时间）", "ko": "(현지 시각)"}.get(language, " (local time)")


def plain_times(language: str, clocks: str) -> str:
    """09:00–10:00 with the dash of the language, where it needs no saying whose clock that is."""
    dash = {"ja": "〜", "ko": "~"}.get(language, "–")
    return intervals.worded(clocks, language).replace("–", dash)
