"""What the sample's texts say in the languages that its papers are printed in."""

from collections.abc import Iterator, Mapping

from crm.audit.services import action
from crm.core.languages import Language
from crm.sample import queries
from crm.sample.rules import MARKUP, PRICES, PRODUCTS
from crm.sample.services.register import Register
from crm.wordings import rules, services

#: Column of our table by language; "=" there says that the text stands in the language as it is.
_COLUMNS = {"ja": Language.JA, "zh": Language.ZH, "ko": Language.KO, "en": Language.EN}


def _rows() -> Iterator[Mapping[str, str]]:
    """The lines of the table; one about goods once for each, in the words and at the price of the minutes."""
    for row in queries.own_data("wordings"):
        if "{" not in row["text"]:
            yield row
            continue
        own = next(language for column, language in _COLUMNS.items() if row[column] == "=")
        told = dict[str, Mapping[str, str]]()  # one that names a price alone says the same of several goods
        for category, products in PRODUCTS.items():
            prices = {"price": PRICES[category], "retail": PRICES[category] * MARKUP}
            for product in products:
                named = {language: queries.product_in(product, language) for language in _COLUMNS.values()}
                line = {
                    column: text.format(product=named[_COLUMNS.get(column, own)], **prices)
                    for column, text in row.items()
                }
                told.setdefault(line["text"], line)
        yield from told.values()


def load_wordings(register: Register) -> None:
    """Every line of the table, in each language, as one act."""
    office, rows = register.users["kobayashi"], list(_rows())
    with action(rules.GIVEN, by=office):
        for column, language in _COLUMNS.items():
            said = {_lines(row["text"]): "" if row[column] == "=" else _lines(row[column]) for row in rows}
            services.give_new(said, language=language, by=office)


def _lines(cell: str) -> str:
    return cell.replace("|", "\n")
