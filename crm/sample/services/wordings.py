"""What the sample's texts say in the languages that its papers are printed in."""

from crm.core.languages import Language
from crm.sample import queries
from crm.sample.services.register import Register
from crm.wordings import services

#: Column of our table by language; "=" there says that the text stands in the language as it is.
_COLUMNS = {"ja": Language.JA, "zh": Language.ZH, "ko": Language.KO, "en": Language.EN}


def load_wordings(register: Register) -> None:
    """Every line of the table, in each language."""
    office = register.users["kobayashi"]
    for row in queries.own_data("wordings"):
        source = row["text"].replace("|", "\n")
        for column, language in _COLUMNS.items():
            text = "" if row[column] == "=" else row[column].replace("|", "\n")
            services.give(source, language=language, text=text, by=office)
