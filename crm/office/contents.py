"""What stands under the office's name on paper: where it is, how to reach it."""

from typing import Final

from crm.core import zones
from crm.core.contact_points import international
from crm.office.rules import Office

#: What stands before address, phone, fax, mail and website, as the letters of each language write it.
_HEADS: Final[dict[str, tuple[str, str, str, str, str]]] = {
    "ja": ("", "電話 ", "FAX ", "", ""),
    "zh-Hans": ("地址：", "电话：", "传真：", "邮箱：", "网址："),
    "ko": ("주소: ", "전화: ", "팩스: ", "이메일: ", "홈페이지: "),
    "en": ("", "Phone ", "Fax ", "", ""),
}
_COUNTRIES: Final = {zone: country for country, zone in zones.OF_COUNTRIES.items()}


def contact_lines(office: Office, language: str, *, abroad: bool = False) -> list[str]:
    """Address; phone and fax; mail and website: a line each, for readers of `language`, without what is not told.

    Readers of another language than the office's, or `abroad`, get its numbers with the country's code.
    """
    heads = _HEADS[language]
    address = " ".join(office.address(language).split())
    phones = [dialled(office, number, "" if abroad else language) for number in (office.phone, office.fax)]
    told = [address, *phones, office.mail, office.website]
    shown = [head + text if text else "" for head, text in zip(heads, told, strict=True)]
    gap = "　" if language == "ja" else "  "
    lines = (shown[0], gap.join(filter(None, shown[1:3])), gap.join(filter(None, shown[3:])))
    return [line for line in lines if line]


def dialled(office: Office, number: str, language: str = "") -> str:
    """A number of the office as readers of a language dial it; for those who travel ("") with the country's code."""
    return number if language == office.language else international(number, _COUNTRIES.get(office.zone, ""))
