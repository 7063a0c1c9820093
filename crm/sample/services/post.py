"""What came in to the sample's office: applications to the mission ahead, and mails that belong nowhere yet."""

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from crm.activities import services as activities
from crm.activities.services import CallInput
from crm.applications import rules as applications_rules
from crm.applications import services as applications
from crm.applications.services import ApplicationInput
from crm.audit.services import action
from crm.interactions import services as interactions
from crm.meetings.rules.letters import MailText
from crm.sample import rules
from crm.sample.services.register import Register, moment
from crm.travel.rules import Details

MISSION: Final = "m8"
#: Who filled in the form; the last company was given a code and has not used it yet.
SHEETS: Final = (
    ApplicationInput(
        "ja", "見附漬物株式会社", "星野 亮", company_reading="みつけつけもの", reading="ほしの りょう",
        title="営業課長", email="hoshino@example.jp", products="味噌漬け・粕漬けの見本 各10袋",
        counterparts="延吉市内の食品を扱う百貨店・スーパー", remarks="通訳をお願いできると助かります。",
        travel=Details(passport_name="HOSHINO RYO", diet="そばアレルギー", room="single", smoking="no"),
    ),
    ApplicationInput(
        "zh-Hans", "延吉松江文化传播有限公司", "安美兰", title="副总经理", email="an@example.cn",
        counterparts="针织企业",
    ),
)  # fmt: skip
CALL: Final = {
    "ja": {
        "purpose": "延辺の百貨店・商社・物流会社を訪ねて商談し、参加企業の販路を開く",
        "who": "見附市内に事業所のある企業・団体の役員、従業員（会員でない方も可）",
        "remarks": "参加費は11月20日までにお振込みください。11月21日以降の取消しは全額を申し受けます。",
    },
    "zh-Hans": {
        "purpose": "走访延边的百货、商贸企业和物流企业并进行洽谈，为参团企业开拓销路",
        "who": "在见附市设有营业场所的企业、团体的负责人和员工（非会员亦可）",
        "remarks": "参团费用请于11月20日前汇入。11月21日起取消的，须缴纳全额费用。",
    },
    "ko": {
        "purpose": "연변의 백화점·상사·물류 회사를 방문해 상담하고 참가 기업의 판로를 개척한다",
        "who": "미쓰케시에 사업장이 있는 기업·단체의 임직원(비회원도 가능)",
        "remarks": "참가비는 11월 20일까지 입금해 주십시오. 11월 21일 이후에 취소하면 전액을 청구합니다.",
    },
    "en": {
        "purpose": "To meet department stores, trading companies and a forwarder in Yanbian, and to find sales routes "
        "for the companies that take part",
        "who": "Managers and staff of companies and bodies with premises in Mitsuke (members or not)",
        "remarks": "The fee is due by 20 November. From 21 November on, the full fee is charged on cancellation.",
    },
}
INVITED: Final = "栃尾織物株式会社"
#: When the codes were given out, and when the forms came back.
CODES_MADE_ON: Final = date(2026, 9, 24)
RECEIVED_ON: Final = (date(2026, 9, 30), date(2026, 10, 6))
#: (days ago, address, name, subject, text).
MAILS: Final = (
    (1, "info@tradefair.example.cn", "延边博览会组委会", "关于2027年展位的说明", "您好！展位图已公布，请回复。"),
    (4, "press@example.jp", "越後経済新聞 編集部", "延辺視察団の取材について", "帰国後にお話を伺えますか。"),
)  # fmt: skip


def load_applications(register: Register) -> None:
    """The call, and two forms that came while the mission was recruiting: nobody of the book yet, one on the list."""
    by, activity = register.users["kobayashi"], register.activities[MISSION]
    status = activity.status
    with action(rules.LOADED, by=by):
        activity.status = applications_rules.OPEN
    call = CallInput(12, apply_by=date(2026, 10, 15), issued_on=date(2026, 9, 1), texts=CALL)
    activities.write_call(activity, call, by=by)
    companies = [*(sheet.company for sheet in SHEETS), INVITED]
    made = applications.make_codes(activity, companies, days=60, by=by)
    received = [
        applications.receive(code, sheet, consent=True) for sheet, (_row, code) in zip(SHEETS, made, strict=False)
    ]
    applications.decide(received[-1], activity, status="waiting", by=by)
    with action(rules.LOADED, by=by):
        activity.status = status
        for code, _shown in made:
            code.made_at = moment(CODES_MADE_ON, 10)
        for (code, _shown), form, day in zip(made, received, RECEIVED_ON, strict=False):
            code.used_at = form.consented_at = form.created_at = moment(day, 21)


def load_mails(_register: Register) -> None:
    """Mails from people whom the contacts do not know: somebody says to whom they belong."""
    for days, address, name, subject, text in MAILS:
        letter = MailText(
            key=hashlib.sha256(subject.encode()).hexdigest(), key_before="",
            sent_at=moment(rules.TODAY - timedelta(days=days), 9), sender=address, sender_name=name,
            subject=subject, text=text, addresses=frozenset({address}), reference=None, calendar=None, attachments=(),
        )  # fmt: skip
        interactions.receive(letter, instance=Path())
