"""Mails as a mail server hands them over, put together from what a test cares about."""

from email.message import EmailMessage

CHAMBER = "kobayashi@example.jp"
JIN = "jin@dayang.example.cn"

EVENT = """BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:{method}
BEGIN:VTIMEZONE
TZID:China Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:040000008200E00074C5B7101A82E008
SEQUENCE:{sequence}
DTSTART;TZID="China Standard Time":{start}
DTEND;TZID="China Standard Time":{end}
SUMMARY:委托销售 条件协商
LOCATION:大洋大厦 八楼
DESCRIPTION:请带样品。
ORGANIZER;CN=金成浩:mailto:{organizer}
ATTENDEE;CN=小林;ROLE=REQ-PARTICIPANT:mailto:kobayashi@example.jp
ATTENDEE;CN=金成浩:mailto:Jin@dayang.example.cn
END:VEVENT
END:VCALENDAR
"""


def mail(
    *,
    sender: str = f"金成浩 <{JIN}>",
    to: str = CHAMBER,
    subject: str = "样品",
    text: str = "样品收到了。",
    key: str = "1@example.cn",
) -> EmailMessage:
    """A plain mail from the counterpart to the chamber."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"], made["Date"] = f"<{key}>", "Wed, 18 Nov 2026 09:30:00 +0800"
    made.set_content(text)
    return made


def invitation(
    method: str = "REQUEST",
    *,
    sequence: int = 0,
    start: str = "20261211T103000",
    end: str = "20261211T120000",
    organizer: str = JIN,
    sender: str = JIN,
    to: str = CHAMBER,
    series: str = "",
) -> bytes:
    """An invitation as Outlook sends it: a text and the calendar beside it. `series`: the rule of one that repeats."""
    made = mail(sender=sender, to=to, subject="委托销售", key=f"{method}-{sequence}-{start}")
    event = EVENT.format(method=method, sequence=sequence, start=start, end=end, organizer=organizer)
    if series:
        event = event.replace("END:VEVENT", f"RRULE:{series}\nEND:VEVENT")
    made.add_alternative(event.replace("\n", "\r\n"), subtype="calendar", params={"method": method})
    return made.as_bytes()
