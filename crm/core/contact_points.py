"""Phone numbers, addresses and accounts in the one form they are compared and dialled by.

The value as printed on the card is kept beside it; what is made here serves search, duplicates and links.
"""

import re
from functools import cache, lru_cache
from typing import Final
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from phonenumbers import (
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
    format_number,
    is_possible_number_for_type_with_reason,
    is_valid_number,
    number_type,
    parse,
)

from crm.core.cleaning import BadText, line, to_ascii_forms
from crm.core.texts import Text

PHONES: Final = frozenset({"tel", "direct", "mobile", "fax"})
ACCOUNTS: Final = frozenset({"wechat", "kakao", "line", "qq"})
KINDS: Final = PHONES | ACCOUNTS | {"email", "url"}

LIMIT: Final = 500

# Dashes a Japanese or Chinese keyboard offers where the number has a hyphen.
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−－ー〜～"), "-")
_EXTENSION = re.compile(r"(?:内線|内线|分机|轉|转|내선)(?:番号)?\s*[:：]?\s*([0-9]+)\)?\Z")
#: What cards write behind a number, or before it: the main one, the direct one.
_TOLD = re.compile(r"\((?:大?代表?|直通?|携帯|总机|總機|总线|대표|직통)\)|(?:代表?|直通|总机|대표)\Z")
#: What is dialled before a country's code where 00 leads abroad; no number of ours begins so.
_ABROAD = re.compile(r"\A00(?=8[126])")
# Where a number from another town starts with 0; eight digits that start otherwise are dialled within one.
# (Numbers that start with 1 or 9 are nation-wide services.)
_AREA_CODES: Final = frozenset({"JP", "CN", "KR"})
_LOCAL = re.compile(r"[2-8][0-9]{4,7}")
_JAPAN: Final = 81
#: Kinds of numbers that lead nowhere from abroad.
_AT_HOME: Final = frozenset({PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN})
_FEW: Final = Text("Digits are missing in this number.")
_NO_NUMBER: Final = Text("This is not a phone number.")
_MANY: Final = Text("This number has too many digits.")
_PARSE_TROUBLE: Final = {
    NumberParseException.INVALID_COUNTRY_CODE: Text(
        "Enter the number with + and the country code, as in +81 25 555 0100."
    ),
    NumberParseException.TOO_SHORT_AFTER_IDD: _FEW,
    NumberParseException.TOO_SHORT_NSN: _FEW,
    NumberParseException.TOO_LONG: _MANY,
}


def _length_trouble(number: PhoneNumber) -> Text | None:
    """What is wrong with the number of digits; None when a line or a mobile phone may have that many.

    A number outside the known plans is taken when its length is right: plans change faster than any table,
    and what a card says is to be kept. It is not when one digit more, or fewer, would make a known number.
    """
    if is_valid_number(number):
        return None
    digits = format_number(number, PhoneNumberFormat.E164)
    if any(_is_known(f"{digits}{digit}") for digit in range(10)):
        return _FEW
    kinds = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
    results = {is_possible_number_for_type_with_reason(number, kind) for kind in kinds}
    if ValidationResult.TOO_LONG in results and _is_known(digits[:-1]):
        return _MANY
    if ValidationResult.IS_POSSIBLE in results:
        return None
    return _MANY if results == {ValidationResult.TOO_LONG} else _FEW


#: Numbers as they usually stand on cards, without country code: mobile ones of China, else 0 and an area code.
#: Where an international prefix or a carrier's could begin (010 in Japan, 00, 08 in Korea, 179 in China): none.
_USUAL: Final = {
    "JP": ("+81", re.compile(r"0([2-9][0-9]{8,9})")),
    "CN": ("+86", re.compile(r"0?(1(?:[3-68]|7[0-8]|9)[0-9]{8,9})")),
    "KR": ("+82", re.compile(r"0((?:10|11|2|[3-6][1-4])[0-9]{7,8})")),
}
_PLAIN = re.compile(r"[0-9]+(?:[- ][0-9]+)*")


# Kept: a pattern of all numbers of a region is put together from the table of the library.
@cache
def _plan(region: str) -> re.Pattern[str]:
    """Every number that the library's table for a region holds valid, without the country code."""
    table = PhoneMetadata.metadata_for_region(region)
    if table is None or table.general_desc is None or not table.general_desc.national_number_pattern:
        raise LookupError(region)  # the regions of _USUAL are in every version of the table
    kinds = (
        table.fixed_line, table.mobile, table.voip, table.toll_free, table.premium_rate, table.shared_cost,
        table.personal_number, table.pager, table.uan, table.voicemail,
    )  # fmt: skip
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None and kind.national_number_pattern]
    return re.compile(rf"(?={table.general_desc.national_number_pattern}\Z)(?:{'|'.join(patterns)})")


def _prefix(region: str) -> re.Pattern[str]:
    """What the library may take off the beginning of a number as dialled within a region."""
    table = PhoneMetadata.metadata_for_region(region)
    return re.compile((table.national_prefix_for_parsing if table is not None else None) or r"(?!)")


def _is_known(digits: str) -> bool:
    """Whether a number with + and country code is one that the library holds valid."""
    for region, (code, _) in _USUAL.items():
        national = digits.removeprefix(code)
        if national != digits and not _prefix(region).match(national):
            return _plan(region).fullmatch(national) is not None
    return is_valid_number(parse(digits, None))


def _usual(value: str, region: str) -> str:
    """The number when it is written plainly, usual in its region and valid: what the library finds, much faster."""
    if region not in _USUAL or not _PLAIN.fullmatch(value):
        return ""
    code, usual = _USUAL[region]
    found = usual.fullmatch(value.replace("-", "").replace(" ", ""))
    return f"{code}{found[1]}" if found and _plan(region).fullmatch(found[1]) else ""


def _phone(value: str, region: str) -> str:
    if number := _usual(value, region):
        return number
    return _looked_up(value, region)


def _looked_up(value: str, region: str) -> str:
    folded = _TOLD.sub(" ", to_ascii_forms(value.translate(_DASHES))).strip()
    folded = _EXTENSION.sub(r" ext. \1", _ABROAD.sub("+", folded))
    if re.search(r"[a-z]{4,}", folded.lower().removeprefix("tel:").replace("ext", "")):
        raise BadText(_NO_NUMBER)
    if region.upper() in _AREA_CODES and _LOCAL.fullmatch(re.sub(r"[^0-9+]", "", folded.partition("ext")[0])):
        raise BadText(Text("The area code of this number is missing."))
    try:
        number = parse(folded, region.upper() or None)
    except NumberParseException as trouble:
        raise BadText(_PARSE_TROUBLE.get(trouble.error_type, _NO_NUMBER)) from None
    if (text := _length_trouble(number)) is not None:
        raise BadText(text)
    # An extension tells two people behind one switchboard apart (RFC 3966 form).
    extension = f";ext={number.extension}" if number.extension else ""
    return format_number(number, PhoneNumberFormat.E164) + extension


def _email(value: str) -> str:
    address = to_ascii_forms(value).removeprefix("mailto:").strip()
    if address.count("@") != 1:
        raise BadText(Text("An e-mail address has one @ between the name and the domain."))
    domain = address.partition("@")[2]
    if "." not in domain:
        raise BadText(Text("The part after the @ of this e-mail address is not complete."))
    if _USUAL_EMAIL.fullmatch(address) and _is_domain(domain.lower()):
        return address.lower()
    try:
        return validate_email(address, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise BadText(Text("A character or a dot in this e-mail address is out of place.")) from None


#: Addresses of which only the domain has to be looked at closely; short enough for every limit.
_USUAL_EMAIL = re.compile(r"(?=[^@]{1,64}@.{1,100}\Z)[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@[A-Za-z0-9.-]+", re.ASCII)


# Kept: 0.1 ms a domain, and few domains have many addresses.
@lru_cache(maxsize=4096)
def _is_domain(domain: str) -> bool:
    """Whether mail can go to a domain, and its name stays as written (no `xn--`)."""
    try:
        return validate_email(f"a@{domain}", check_deliverability=False).normalized == f"a@{domain}"
    except EmailNotValidError:
        return False


def _url(value: str) -> str:
    address = to_ascii_forms(value)
    refusal = BadText(Text("This is not a web address; it starts with https:// or http://."))
    if not re.match(r"[a-z][a-z0-9+.-]*:(?![0-9]+(/|\Z))", address, re.IGNORECASE):
        address = f"https://{address.removeprefix('//')}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise refusal from None
    complete = "." in host.strip(".") and not re.search(r"[\s\\<>\"]", address)
    if parts.scheme not in ("http", "https") or not complete:
        raise refusal
    if parts.username is not None or parts.password is not None:
        # https://bank.example@elsewhere.example leads elsewhere.
        raise BadText(Text("Enter the web address without a user name."))
    netloc = host if port is None else f"{host}:{port}"
    return parts._replace(netloc=netloc).geturl()


def _account(kind: str, value: str) -> str:
    # Cleaned again: without the space between them, two marks stand in another order (NFC).
    account = line(to_ascii_forms(value).replace(" ", "").lower(), LIMIT)
    if kind == "qq" and not re.fullmatch(r"[0-9]{5,12}", account):
        raise BadText(Text("A QQ number must have five to twelve digits."))
    return account


def normalise(kind: str, value: str, region: str = "") -> str:
    """The comparable form of a contact point.

    Phones in E.164, read as dialled in `region` (ISO 3166-1, "JP"), with ";ext=12" for an extension; e-mail
    in lower case, not looked up; web addresses http or https only (https is added where none is written);
    accounts without spaces, in lower case. "" for an empty value. `BadText` says what is wrong.
    """
    value = line(value, LIMIT)
    if kind not in KINDS:
        raise BadText(Text("%(kind)s is not a kind of contact.", kind=kind))
    if not value:
        return ""
    if kind in PHONES:
        return _phone(value, region)
    if kind == "email":
        return _email(value)
    return _url(value) if kind == "url" else _account(kind, value)


def is_mobile(normalised: str) -> bool:
    """Whether a normalised number is that of a phone in somebody's pocket, where the plan of its country tells it."""
    return number_type(parse(normalised, None)) == PhoneNumberType.MOBILE


def international(typed: str, region: str) -> str:
    """A number as it is dialled from anywhere, read as dialled in `region`; as typed where it cannot be: 110."""
    try:
        found = normalise("tel", typed, region)
    except BadText:
        return typed
    return phone_text(found, typed) if found else typed


def phone_text(normalised: str, typed: str = "") -> str:
    """A normalised number for reading: +81 25-555-0100, with its extension.

    Numbers that are dialled within their country alone (0120-…, 400-…, 1588-…) stay as they were typed.

    Area codes of Japan have one to four digits, and one begins with another: 0258-00 is no 025-800. As its owner typed
    it, the number stands; the library's table guesses.
    """
    number = parse(normalised, None)
    if typed and number_type(number) in _AT_HOME:
        return typed
    if number.country_code == _JAPAN and not number.extension and (groups := _groups(number, typed)):
        return f"+{number.country_code} {groups}"
    return format_number(number, PhoneNumberFormat.INTERNATIONAL)


def dialled_at_home(normalised: str) -> str:
    """A normalised number as one dials it in its own country: 090-1234-5678. "" for what is no such number."""
    if not normalised.startswith("+"):
        return ""
    try:
        return str(format_number(parse(normalised, None), PhoneNumberFormat.NATIONAL))
    except NumberParseException:
        return ""


def _groups(number: PhoneNumber, typed: str) -> str:
    """The national number as it was typed in three groups, area code first; "" where it was not typed so."""
    folded = to_ascii_forms(typed.translate(_DASHES)).strip().removeprefix(f"+{number.country_code}").strip(" -")
    groups = folded.removeprefix("0")
    grouped = re.fullmatch(r"[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}", groups) is not None
    return groups if grouped and groups.replace("-", "") == str(number.national_number) else ""
