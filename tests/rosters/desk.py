"""A mission of guests at a desk: pasting a list as a browser does, with every control as the page preset it."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import cast

#: The list as it arrived in a mail: public bodies, fictional people.
ROSTER = """序号	姓名	拼音	性别	单位	职务
1	崔成浩	CUI CHENGHAO	男	延边朝鲜族自治州商务局	局长
2	金银姬	JIN YINJI	女	延边朝鲜族自治州商务局	外资管理科科长
3	刘志远	LIU ZHIYUAN	男	延边朝鲜族自治州商务局	对外贸易科副科长
4	朴明哲	PIAO MINGZHE	男	延边朝鲜族自治州人民政府外事办公室	翻译
5	王海龙	WANG HAILONG	男	延边海达进出口贸易有限公司	董事长
6	李英兰	LI YINGLAN	女	延边海达进出口贸易有限公司	总经理助理
7	张伟东	ZHANG WEIDONG	男	延吉东方木业有限公司	总经理
8	孙丽娜	SUN LINA	女	延吉东方木业有限公司	销售经理
9	南哲洙	NAN ZHEZHU	男	图们江国际物流集团有限公司	副总经理
10	赵国强	ZHAO GUOQIANG	男	图们江国际物流集团有限公司	业务部经理
11	许美花	XU MEIHUA	女	延边长白山人参制品有限公司	董事长
12	吕建军	LÜ JIANJUN	男	延边长白山人参制品有限公司	生产部部长
13	全龙奎	QUAN LONGKUI	男	珲春鸿海水产食品有限公司	总经理
14	欧阳静	OUYANG JING	女	珲春鸿海水产食品有限公司	翻译
15	郑光日	ZHENG GUANGRI	男	延边黄牛产业集团有限公司	副董事长
16	黄秀英	HUANG XIUYING	女	延边黄牛产业集团有限公司	财务总监
17	韩东植	HAN DONGZHI	男	敦化市敖东医药贸易有限公司	总经理
18	尹贞淑	YIN ZHENSHU	女	延边国际旅行社有限公司	总经理
19	石磊	SHI LEI	男	延吉新星服装有限公司	总经理
"""


class _Controls(HTMLParser):
    """The controls of the list's form with what they hold: {name: value}."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._inside, self._name, self._text, self._fresh = False, "", False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = told.get("id") == "roster-form"
        if not self._inside:
            return
        name = told.get("name", "")
        if tag == "input" and name and (told.get("type") != "checkbox" or "checked" in told):
            self.sent[name] = told.get("value", "")
        elif tag in ("select", "textarea"):
            self._name, self._text = name, tag == "textarea"
            self.sent[name] = ""
            self._fresh = True
        elif tag == "option" and (self._fresh or "selected" in told):
            self.sent[self._name], self._fresh = told.get("value", ""), False

    def handle_data(self, data: str) -> None:
        if self._inside and self._text:
            self.sent[self._name] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._text = False


def controls(page: str) -> dict[str, str]:
    """{name: value} of the controls of the list's form, as a browser would send them untouched."""
    parser = _Controls()
    parser.feed(page)
    return parser.sent


def read(client: FlaskClient, mission: int, text: str) -> str:
    """The page after "Preview the list"."""
    path = f"/rosters/missions/{mission}"
    shown = client.get(path).get_data(as_text=True)
    answer = client.post(path, data=controls(shown) | {"text": text, "read": "1"})
    assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
    return answer.get_data(as_text=True)


def save(client: FlaskClient, mission: int, page: str, **choices: Any) -> TestResponse:
    """The answer to "Save", with some controls set otherwise; None unticks."""
    sent = {name: value for name, value in (controls(page) | choices).items() if value is not None}
    return client.post(f"/rosters/missions/{mission}", data=sent | {"save": "1"})


def offered(client: FlaskClient, mission: int) -> str:
    """Where the Undo in the notice on the delegation's page posts to."""
    page = client.get(f"/missions/{mission}/delegation").get_data(as_text=True)
    return str(re.findall(r"/rosters/\d+/undo", page)[-1])


def undo(client: FlaskClient, mission: int, address: str) -> TestResponse:
    """Press Undo."""
    return client.post(address, data={"csrf_token": cast.csrf_token(client, f"/missions/{mission}/delegation")})


def choices_of(page: str, name: str) -> list[str]:
    """The values that a select offers."""
    inner = page[page.index(f'name="{name}"') :].partition("</select>")[0]
    return re.findall(r'<option value="([^"]*)"', inner)


def line_of(page: str, number: int) -> str:
    """The row of a line on the page, without markup."""
    return _text(page, f'id="line-{number}"')


def body_of(page: str, name: str) -> str:
    """The row of an organisation of the list, without markup."""
    rows = re.findall(r'<tr id="body-line-\d+">(.*?)</tr>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", next(row for row in rows if name in row))).split())


def _text(page: str, mark: str) -> str:
    row = page[page.index(mark) :].partition("</tr>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())
