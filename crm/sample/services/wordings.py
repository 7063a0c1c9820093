"""What the sample's texts say in the languages that its papers are printed in."""

from crm.audit.services import action
from crm.core.database import db
from crm.core.languages import Language
from crm.sample import queries
from crm.sample.services.register import Register
from crm.wordings import rules, services

#: Column of our table by language; "=" there says that the text stands in the language as it is.
_COLUMNS = {"ja": Language.JA, "zh": Language.ZH, "ko": Language.KO, "en": Language.EN}


def load_wordings(register: Register) -> None:
    """Every line of the table, in each language, as one act."""
    office = register.users["kobayashi"]
    with action(rules.GIVEN, by=office), db.session.no_autoflush:
        for row in queries.own_data("wordings"):
            source = row["text"].replace("|", "\n")
            for column, language in _COLUMNS.items():
                text = "" if row[column] == "=" else row[column].replace("|", "\n")
                services.give(source, language=language, text=text, by=office)
