"""Handing a mail to the mail server that the settings name."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final

from crm.config import Smtp

PATIENCE: Final = 20.0  # seconds


class NotSent(Exception):
    """The mail server did not take the mail."""


def send(smtp: Smtp, *, to: str, subject: str, text: str) -> None:
    """One plain mail. Raises NotSent; then it may be tried again."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = smtp.sender, to, " ".join(subject.split())
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=smtp.sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"  # so that holiday answers do not come back
    mail.set_content(text)
    try:
        with _connected(smtp) as server:
            if smtp.user:
                server.login(smtp.user, smtp.password)
            server.send_message(mail)
    except (OSError, smtplib.SMTPException) as fault:
        raise NotSent(type(fault).__name__) from fault


def _connected(smtp: Smtp) -> smtplib.SMTP:
    if smtp.security == "tls":
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=PATIENCE, context=ssl.create_default_context())
    server = smtplib.SMTP(smtp.host, smtp.port, timeout=PATIENCE)
    if smtp.security == "starttls":
        server.starttls(context=ssl.create_default_context())
    return server
