"""What the columns of a partner's sales sheet mean: their words in four languages."""

import re
from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

from crm.core.texts import N_
from crm.interchange.columns import folded

#: What a column can mean.
TARGETS: Final[dict[str, str]] = {
    "day": N_("Day of the sale"),
    "code": N_("Code"),
    "product": N_("Product"),
    "quantity": N_("Pieces"),
    "amount": N_("Amount"),
    "unit_price": N_("Price of one piece"),
    "note": N_("Remarks"),
}
#: What a number of its column of amounts is multiplied by.
UNITS: Final[dict[str, str]] = {"1": N_("元, 円 or 원"), "10000": N_("万元, 万円 or 만원")}
#: What is done with rows that a sheet hides.
HIDDEN: Final[dict[str, str]] = {"with": N_("They are sales as well"), "without": N_("Leave them out")}
TAXES: Final[dict[str, str]] = {"with": N_("Amounts include tax"), "without": N_("Amounts are without tax")}

_WORDS: Final = {
    "day": "日期 销售日期 售出日期 成交日期 日付 販売日 売上日 年月日 날짜 일자 판매일 판매일자 date day",
    "code": "货号 商品编号 产品编号 编号 编码 款号 条码 商品编码 产品编码 货品编码 货品编号 代码 "
    "产品代码 商品代码 货品代码 商品条码 型号 产品型号 品番 商品番号 商品コード 製品コード 品目コード コード "
    "管理番号 型番 "
    "상품코드 제품코드 품목코드 코드 품번 제품번호 상품번호 바코드 "
    "code sku productcode itemcode productno itemno productnumber itemnumber barcode",
    "product": "商品 商品名 商品名称 品名 产品 产品名 产品名称 货品 货品名称 상품 상품명 제품 제품명 품명 product item",
    "quantity": "数量 件数 销量 销售数量 販売数 販売数量 売上数量 個数 点数 수량 판매수량 개수 quantity qty pieces pcs",
    "amount": "金额 销售额 销售金额 成交金额 实收金额 合计金额 价税合计 净额 공급가액 金額 売上 売上高 売上金額 "
    "販売金額 금액 판매금액 매출 매출액 amount sales total",
    "unit_price": "单价 售价 价 价格 净价 销售单价 単価 販売単価 단가 판매단가 price",
    "note": "备注 说明 備考 摘要 비고 note notes remark remarks",
}
_KNOWN: Final = {folded(word): target for target, words in _WORDS.items() for word in words.split()}
_BRACKETED = re.compile(r"[(\[][^)\]]*[)\]]")
#: What says that amounts are without tax, and that they include it; looked for in this order (不含税 holds 含税).
_SAYS_TAX: Final = {
    "without": re.compile(
        "不含增值税|不包含税|不包括税|不含税|未含税|未税|税前|除税|净价|净额|税抜き|税抜|税別|税外|外税|"
        "(?:부가세|세금|부가가치세)(?:별도|제외|불포함|미포함)|세전|공급가액?|"
        r"\b(?:excl(?:uding|usive)?|without|before|plus|ex)\.? ?(?:of )?(?:tax|vat)\b|"
        r"\bnet\b(?!\W*(?:weight|wt))"
    ),
    "with": re.compile(
        "含增值税|含税|价税合计|税込み|税込|内税|(?:부가세|세금|부가가치세)포함|세포함|"
        r"\b(?:incl(?:uding|usive)?|with)\.? ?(?:of )?(?:tax|vat)\b|\b(?:tax|vat) ?(?:incl(?:uded|usive)?)\b|\bgross\b"
    ),
}
_SPACES_BETWEEN = re.compile(r"(?<![a-z])\s+|\s+(?![a-z])")
#: What a line above the headings says that the amounts count in: 单位：万元, 단위: 원.
_UNIT_SAID = re.compile("(?:单位|單位|単位|단위|unit)[:は]?(.{0,6})")
_UNITS_WRITTEN = re.compile("[万萬만][元円원]?$|[元円원]$")
#: A remark on goods that came back.
_RETURNED = re.compile("(退货|退貨|退款|返品|返金|반품|환불).*|return(ed)?|refund(ed)?")
#: Lines that sum up others, with the month or the page that they sum up: 本月合计, 合计金额, 今月合計, 당월합계.
_SUMS: Final = re.compile(
    r"\(?第?\d{0,4}(?:本|当|當|今|全|上|以上|이번|당|본|총)?(?:年度?|月份?|期|季度?|页|頁|日|周|週|店|년|달|월|기|주)?分?"
    "(?:销售|売上|판매|매출)?(?:额|額|액)?(?:の)?"
    "(?:合计|小计|总计|总额|总金额|累计|共计|合計|小計|総計|総額|総合計|累計|總計|月計|計|합계|소계|총계|총액|누계|총합계|"
    "(?:grand|sub|monthly|month|page)?totals?)"
    r"(?:金额|金額|数量|件数|額|额|금액|수량|amount|sales|quantity|\((?:元|万元|円|万円|원|만원)\))?:?\)?"
)


def _told(text: str) -> str:
    """A text in which words about tax are looked for: spaces stand between Latin words alone."""
    return _SPACES_BETWEEN.sub("", normalize("NFKC", text).casefold())


def target_of(heading: str) -> str:
    """What a heading means; "" where it is not known. 金额（万元，不含税） is an amount."""
    plain = _BRACKETED.sub("", _told(heading))
    if plain in _KNOWN:
        return _KNOWN[plain]
    for each in _SAYS_TAX.values():
        plain = each.sub("", plain)
    word = _BRACKETED.sub("", folded(plain)).rstrip(".")
    return _KNOWN.get(word) or _KNOWN.get(_UNITS_WRITTEN.sub("", word), "")


def known(heading: str) -> bool:
    """Whether a heading is one of a sales sheet."""
    return bool(target_of(heading))


def guess(headings: Sequence[str]) -> list[str]:
    """What each column means, each meaning once: the first one that is called so."""
    found: list[str] = []
    for heading in headings:
        target = target_of(heading)
        found.append(target if target not in found else "")
    return found


def unit_of(headings: Sequence[str]) -> str:
    """What the amounts of the sheet are counted in, as the heading of their column says, else that of the prices."""
    told = [heading_unit(each) for target in ("amount", "unit_price") for each in headings if target_of(each) == target]
    return next(filter(None, told), "1")


def heading_unit(heading: str) -> str:
    """What a heading says that its column counts in, of UNITS: 单价（元）, 金额（万元）; "" where it says nothing."""
    told = folded(heading)
    if re.search("[万萬만]", told):
        return "10000"
    return "1" if re.search("[元円圆원]", told) else ""


def said_unit(lines: Sequence[str]) -> str:
    """What the lines above the headings say that amounts count in, of UNITS; "" where they say nothing."""
    told = [found[1] for line in lines if (found := _UNIT_SAID.search(folded(line)))]
    return next(filter(None, map(heading_unit, told)), "")


def tax_words(text: str) -> dict[str, str]:
    """{of TAXES: the word for it} that stand in a text: {"without": "不含税"}."""
    told, found = _told(text), {}
    for code, words in _SAYS_TAX.items():
        if said := words.search(told):
            found[code] = said[0]
        told = words.sub(" ", told)
    return found


def tax_of(headings: Sequence[str], above: Sequence[str] = ()) -> str:
    """Whether the amounts of a sheet include tax, as the heading of their column says, else other headings and the
    lines above them; "" where these say both, and where nothing is said they do."""
    for lines in ([each for each in headings if target_of(each) == "amount"], [*headings, *above]):
        said = {code for each in lines for code in tax_words(each)}
        if said:
            return said.pop() if len(said) == 1 else ""
    return "with"


def tax_said(headings: Sequence[str], above: Sequence[str]) -> list[str]:
    """The words about tax that stand in the headings and above them, each once."""
    return list(dict.fromkeys(word for each in [*above, *headings] for word in tax_words(each).values()))


def notes_tax(cells: Sequence[str]) -> bool:
    """Whether a row is no sale and says one thing, of the tax of the others: 以上金额均不含税."""
    told = {cell.strip() for cell in cells} - {""}
    return len(told) == 1 and bool(tax_words(next(iter(told))))


def is_return(remark: str) -> bool:
    """Whether the remarks of a row say that its goods came back."""
    return _RETURNED.fullmatch(folded(remark)) is not None


def sums_up(cells: Sequence[str]) -> bool:
    """Whether a row sums up others and is no sale itself."""
    return any(_SUMS.fullmatch(folded(cell)) for cell in cells)
