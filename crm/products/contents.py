"""What the tasks say that warn of a certificate's last day."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from flask_babel import force_locale, gettext

from crm.core.languages import LOCALES
from crm.products import queries, rules
from crm.products.kind import PRODUCT
from crm.products.models import Certificate
from crm.tasks.contents import Saying
from crm.tasks.models import Task
from crm.web.days import day


def warning(certificate: Certificate, expires_on: date, language: str) -> str:
    """What is to be renewed, of which product, by when: in a language."""
    names = queries.product_names([certificate.product_id], language)
    with force_locale(LOCALES[language]):
        scheme = certificate.name if certificate.scheme == "other" else gettext(rules.SCHEMES[certificate.scheme])
        return str(
            gettext(
                "Renew the certificate of %(product)s: %(certificate)s, last day %(day)s",
                product=names.get(certificate.product_id, ""), certificate=scheme, day=day(expires_on),
            )
        )  # fmt: skip


def sayings(tasks: Sequence[Task]) -> Mapping[int, Saying]:
    """{task id: what it says in a language} of the tasks that warn of a certificate."""
    ids = [task.id for task in tasks if task.record_type == PRODUCT.table]
    told = queries.warned(ids) if ids else []
    return {row.task_id: partial(warning, row.certificate, row.expires_on) for row in told}
