"""The sample's own office: whose papers they are, and who approves them."""

from typing import Final

from crm.office import services
from crm.office.rules import Office
from crm.sample.services.register import Register

#: Whose product it is.
OFFICE: Final = Office(
    kind="society",
    names={
        "ja": "見附商工会",
        "zh-Hans": "见附商工会",
        "ko": "미쓰케상공회",
        "en": "Mitsuke Society of Commerce and Industry",
    },
    reading="みつけしょうこうかい",
    latin="Mitsuke Shokokai",
    head_name="吉原 健一",
    addresses={
        "ja": "〒954-8686\n新潟県見附市昭和町2丁目1番1号",
        "zh-Hans": "日本国新潟县见附市昭和町2-1-1",
        "ko": "일본 니가타현 미쓰케시 쇼와초 2-1-1",
        "en": "2-1-1 Showa-cho, Mitsuke, Niigata 954-8686, Japan",
    },
    phone="0258-00-0000",
    fax="0258-00-0001",
    emergency_phone="+81 90-0000-0000",
    mail="office@example.jp",
    number_form="見商工第{yy}-{number}号",
    chain=("担当", "専務理事", "会長"),
)


def load_office(register: Register) -> None:
    """The office, filled in as an administrator would under Settings."""
    by = register.users["honda"]
    services.change(services.begin(by=by), OFFICE, by=by)
