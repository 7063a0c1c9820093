"""What the columns of a partner's sales sheet mean: their words in four languages."""

import re
from collections.abc import Sequence
from typing import Final

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
    "code": "货号 商品编号 产品编号 编号 编码 款号 条码 商品编码 品番 商品コード コード 管理番号 "
    "상품코드 코드 품번 code sku",
    "product": "商品 商品名 商品名称 品名 产品 产品名 产品名称 货品 货品名称 상품 상품명 제품 제품명 품명 product item",
    "quantity": "数量 件数 销量 销售数量 販売数 販売数量 売上数量 個数 点数 수량 판매수량 개수 quantity qty pieces pcs",
    "amount": "金额 销售额 销售金额 成交金额 实收金额 合计金额 金額 売上 売上高 売上金額 販売金額 "
    "금액 판매금액 매출 매출액 amount sales total",
    "unit_price": "单价 售价 销售单价 単価 販売単価 단가 판매단가 price",
    "note": "备注 说明 備考 摘要 비고 note notes remark remarks",
}
_KNOWN: Final = {folded(word): target for target, words in _WORDS.items() for word in words.split()}
_BRACKETED = re.compile(r"[(\[][^)\]]*[)\]]")
_TAX_WORDS = re.compile("不含税|未税|税前|税抜|税別|含税|价税合计|税込|부가세별도|부가세포함|세금포함|세금별도")
_WITHOUT: Final = ("不含税", "未税", "税前", "税抜", "税別", "부가세별도", "세금별도")
_UNITS_WRITTEN = re.compile("[万萬만][元円원]?$|[元円원]$")
#: A remark on goods that came back.
_RETURNED = re.compile("(退货|退貨|退款|返品|返金|반품|환불).*|return(ed)?|refund(ed)?")
#: Lines that sum up others.
_SUMS: Final = frozenset(
    map(folded, ("合计", "小计", "总计", "合計", "小計", "総計", "합계", "소계", "총계", "total", "subtotal"))
)


def target_of(heading: str) -> str:
    """What a heading means; "" where it is not known. 金额（万元，不含税） is an amount."""
    word = _TAX_WORDS.sub("", _BRACKETED.sub("", folded(heading)))
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


def tax_of(headings: Sequence[str]) -> str:
    """Whether its amounts include tax, as its headings say; they do where nothing is said."""
    told = [folded(heading) for heading in headings]
    return "without" if any(word in text for text in told for word in _WITHOUT) else "with"


def is_return(remark: str) -> bool:
    """Whether the remarks of a row say that its goods came back."""
    return _RETURNED.fullmatch(folded(remark)) is not None


def sums_up(cells: Sequence[str]) -> bool:
    """Whether a row sums up others and is no sale itself."""
    return any(folded(cell) in _SUMS for cell in cells)
