"""loop: the demo's second half, the procedure (N4): units are registered, one inspects itself, a draw is held and verified, what the
inspection found is confirmed, notified, mended, tested again and closed; what is not mended goes on to a list. Everything is a sample:
the agency, its people and the papers are invented and say so. Only yicha's own commands are used, as a person would type them."""
import datetime
import json
import os
import subprocess

import demo
import sheets

AGENCY = "样例省通信管理局（样本）"
UNIT = "91440300MA0000XY5L"  # the company of demo/scope.yaml
UNITS = [
    ["统一社会信用代码", "单位名称", "单位类型", "信用等级", "风险等级", "许可证编号", "地区", "地址"],
    [UNIT, "粤海示例科技有限公司（样本）", "增值电信企业", "B", "高", "样B2-20260001", "深圳", "样例省样例市样例路1号"],
    ["91440300MA000001XF", "", "互联网企业", "A", "低", "", "广州", "样例省样例市样例路2号"],
    ["91440300MA000002XA", "", "互联网企业", "C", "中", "", "珠海", "样例省样例市样例路3号"],
    ["91440300MA0000XY5M", "坏代码示例公司（样本）", "互联网企业", "C", "中", "", "", ""],  # its check character is wrong: told, not taken
]
SETTINGS = {"agency.mark": "样通信管", "agency.contact": "样某", "agency.phone": "000-00000000", "agency.report_to": "样例省样例市样例路9号",
            "agency.remedies": "不服的，可以自收到之日起六十日内依法申请行政复议，或者自收到之日起六个月内依法提起行政诉讼（样本）。"}
# account: name, roles, further options of `yicha ledger person`
PEOPLE = {
    "xi": ("系样", "admin", []),
    "guan": ("管样", "manager", []),
    "li": ("李样", "officer", ["--cert", "样执0001", "--cert-until", "2029-12-31"]),
    "wang": ("王样", "officer", ["--cert", "样执0002", "--cert-until", "2029-12-31"]),
    "zhao": ("赵样", "officer", ["--cert", "样执0003", "--cert-until", "2029-12-31"]),
    "chou": ("抽样", "draw-operator", []),
    "jian": ("监样", "draw-supervisor", []),
    "fa": ("法样", "legal", []),
    "qian": ("签样", "issuer", []),
    "qiye": ("企样", "unit", ["--unit", UNIT]),
    "qiye2": ("业样", "unit-leader", ["--unit", UNIT]),
}


def code(n):
    """A made-up 统一社会信用代码 with right check characters (GB 32100-2015, GB 11714-1997) that nobody has."""
    body = "MA%06d" % n
    org = -sum("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    text = "91440300" + body + ("X" if org == 10 else str(org))
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return text + letters[-sum(letters.index(c) * pow(3, i, 31) for i, c in enumerate(text)) % 31]


class Desk:
    """The commands of one person after the other, at a moment of the sample's clock."""

    def __init__(self):
        self.folder = os.path.join(demo.OUT, "loop")
        subprocess.run(["rm", "-rf", self.folder], check=True)
        os.makedirs(self.folder)
        self.now = None  # the sample's clock; None: the system's

    def path(self, name):
        return os.path.join(self.folder, name)

    def moment(self):
        """Now by the sample's clock, China time."""
        return self.now or datetime.datetime.utcnow() + datetime.timedelta(hours=8)

    def later(self, **much):
        self.now = self.moment() + datetime.timedelta(**much)

    def note(self, name, words):
        """A paper that somebody wrote; its path."""
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(words + "\n")
        return self.path(name)

    def run(self, *words, who=None, status=(0,), quiet=True):
        command = [os.path.join(demo.BUILD, "yicha"), *words, "--store", os.path.join(demo.OUT, "store")]
        command += ["--as", who] if who else []
        command += ["--now", self.now.strftime("%Y-%m-%dT%H:%M:%S")] if self.now else []
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode not in status:
            raise SystemExit("demo: %s\n  ended with status %d\n%s%s" % (" ".join(command), done.returncode, done.stdout, done.stderr))
        if not quiet:
            print("  " + done.stdout.strip().splitlines()[-1], flush=True)
        return done.stdout

    def json(self, *words, **options):
        return json.loads(self.run(*words, "--json", **options))


def step(words):
    print("loop: " + words, flush=True)


def people(desk):
    desk.run("ledger", "init", "--sample", "--agency", AGENCY)
    for n, (who, (name, roles, more)) in enumerate(PEOPLE.items()):
        desk.run("ledger", "person", who, name, roles, *more, who="xi" if n else None)
    for name, words in SETTINGS.items():
        desk.run("ledger", "set", name, words, who="xi")


def register(desk):
    step("three units registered from a workbook; its bad row is told and costs no good one")
    rows = [list(r) for r in UNITS]
    for n, row in enumerate(rows[2:4], 1):
        row[0], row[1] = code(n), "示例单位%s（样本）" % "甲乙"[n - 1]
    sheets.make(desk.path("units.xlsx"), rows)
    desk.run("registry", "import", "units", desk.path("units.xlsx"), "--errors", desk.path("units-errors.xlsx"), who="guan",
             status=(1,), quiet=False)


# What the company answers to some questions; its papers are made here.
PAPERS = {
    "领导小组.docx": ["关于成立网络安全工作领导小组的通知（样本）", "公司各部门：", "经研究，成立网络安全工作领导小组，组长由法定代表人担任，成员为各部门负责人。",
                  "领导小组负责网络安全、数据安全工作的统筹。", "粤海示例科技有限公司（样本）", "2026年3月1日"],
    "经费.docx": ["网络安全管理制度（样本）", "第八条 公司设立网络安全专项经费，列入年度预算，专款专用。", "2026年1月10日"],
}
ANSWERS = {
    "N3.1.org.leading-body-cyber": ("符合", "已发文成立", "领导小组.docx"),
    "N3.1.org.leading-body-data": ("符合", "由网络安全工作领导小组兼任", "领导小组.docx"),
}


def self_inspection(desk):
    step("the company answers the questionnaire; its papers are read, a second person confirms")
    folder = desk.path("papers")
    os.makedirs(folder)
    for name, lines in PAPERS.items():
        sheets.paper(os.path.join(folder, name), lines)
    desk.run("self", "new", "--unit", UNIT, desk.path("questionnaire.xlsx"))

    def answer(row):
        given = ANSWERS.get(next((v for k, v in row.items() if k.startswith("编号")), ""))
        if not given:
            return {}
        heads = ("答复 (Answer)", "说明 (Explanation)", "证据文件 (Evidence files)", "日期 (Date)", "填报人 (Person)")
        return dict(zip(heads, given + ("2026-11-20", "企样")))
    sheets.fill(desk.path("questionnaire.xlsx"), desk.path("answered.xlsx"), answer)
    desk.run("self", "import", desk.path("answered.xlsx"), "--evidence", folder, who="qiye", quiet=False)
    desk.run("self", "confirm", "--suggested", "--unit", UNIT, who="qiye2", quiet=False)


def draw(desk):
    """Two secrets, bound before the public value is known; nobody chooses who is inspected."""
    step("a double-random draw: rule, pool, two bound secrets, a public value; the record is verified")
    public = (desk.moment() + datetime.timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M")
    number = desk.json("draw", "plan", "--campaign", "2026年度监督检查（样本）", "--strata", "type", "--quota", "50%", "--reserve", "1",
                       "--beacon", "某彩票2026135期开奖号码（样本）", "--beacon-at", public, who="chou")["number"]
    desk.run("draw", "pool", number, who="chou")
    for who in ("chou", "jian"):
        desk.run("draw", "commit", number, "--secret", desk.path(who + ".secret"), who=who)
    for who in ("chou", "jian"):
        desk.run("draw", "reveal", number, "--secret", desk.path(who + ".secret"), who=who)
    desk.later(minutes=45)
    for who in ("chou", "jian"):
        desk.run("draw", "beacon", number, "03 07 12 21 28 33 + 09", who=who)
    desk.run("draw", "hold", number, "--record", desk.path("draw.json"), who="chou", quiet=False)
    desk.run("draw", "verify", desk.path("draw.json"), quiet=False)
    return number


def announce(desk, number):
    """Who comes, when, for what: before the inspection, with the words of the law and the two officers that were drawn."""
    step("the unit that was drawn gets its notice of inspection: reviewed, issued, served")
    return paper(desk, "inspection-notice", [number],
                 {"content": "网络安全防护、数据安全、互联网基础资源", "way": "远程检测", "period": "2026年11月", "location": "样例省样例市",
                  "cap": "2"}, "--unit", UNIT)


def cases(desk):
    step("the findings become cases; a second officer confirms them")
    desk.run("case", "open", who="li", quiet=False)
    finding = {"tool": "人工检测", "rule": "manual/app-consent", "asset": "app:yh.sample.app", "place": "首次启动", "severity": "high",
               "title": "未经用户同意收集个人信息", "says": "示例应用首次启动即读取设备标识（样本）", "remedy": "同意前不得收集个人信息",
               "clause": "N3.3", "uscc": UNIT, "unit": "粤海示例科技有限公司（样本）", "basis": ["gd2023/data"]}
    desk.run("case", "import", desk.note("app.jsonl", json.dumps(finding, ensure_ascii=False)), who="li", quiet=False)
    found = desk.json("case", "list", who="wang")
    for c in found:
        desk.run("case", "confirm", c["id"], "--evidence", c["evidence"] or desk.note("confirm.txt", "王样 复核（样本）"), who="wang")
    return {c["rule"].split("/")[1]: c for c in found}


def paper(desk, kind, about, fields, *more, serve=True):
    """Draft, legal review, issue, service: three persons; the paper's id. about: cases, or one subject."""
    words = [w for k, v in fields.items() for w in ("--field", "%s=%s" % (k, v))]
    ident = desk.json("notice", "draft", "--kind", kind, *about, *more, *words, who="wang")[-1]["id"]
    desk.run("notice", "confirm-words", ident, who="fa")
    desk.run("notice", "review", ident, who="fa")
    desk.run("notice", "issue", ident, who="qian", quiet=False)
    if serve:
        hand_over(desk, ident)
    for form in ("docx", "pdf"):
        desk.run("notice", "print", ident, "--" + form, desk.path(kind + "." + form), who="wang")
    return ident


def hand_over(desk, ident):
    desk.run("notice", "serve", ident, "--way", "direct", "--receiver", "企样", "--evidence", desk.note("receipt.txt", "送达回证（样本）：企样 收"), who="wang",
             quiet=False)


def notice(desk, kind, days, found, fields):
    return paper(desk, kind, [c["id"] for c in found], fields, "--days", str(days))


def notices(desk, found):
    step("a notice of each kind is drafted, reviewed, issued and served")
    order = notice(desk, "rectification-order", 5, [found["redis-open"], found["postgresql-open"]],
                   {"way": "远程检测"})
    threat = notice(desk, "threat-notice", 2, [found["mqtt-anonymous"], found["memcached-open"]], {})
    app = notice(desk, "app-notice", 5, [found["app-consent"]], {"app_name": "粤海示例（样本）", "app_version": "1.0.0"})
    return order, threat, app


def rectify(desk, kept, found):
    """The company mends one problem, the estate really is set up otherwise, the very check runs again."""
    step("the company mends its open Redis; the very check runs again and the case is closed")
    case = found["redis-open"]["id"]
    desk.run("case", "accept", case, who="qiye")
    if kept:
        kept.ask("mend redis-open")
    desk.run("case", "report", case, "--evidence", desk.note("mended.txt", "已设置口令并仅限内网访问（样本）"), who="qiye")
    desk.run("case", "assign", case, "--tester", "zhao", who="guan")
    desk.run("recheck", case, who="zhao", quiet=False)
    state = [c for c in desk.json("case", "list", who="guan") if c["id"] == case][0]["state"]
    if state != "closed":
        raise SystemExit("demo: the case of the mended Redis is %s" % state)


def answers(desk, papers, found):
    step("the company answers each notice; what it says of PostgreSQL is not so: the re-test fails, the time limit stands")
    for ident in papers:
        desk.run("notice", "answer", ident, "--evidence", desk.note("answer.txt", "整改报告（样本）"), who="qiye", quiet=False)
    case = found["postgresql-open"]["id"]
    desk.run("case", "assign", case, "--tester", "zhao", who="guan")
    desk.run("recheck", case, who="zhao", status=(1,), quiet=False)


def around(desk, order):
    """The papers around a notice, with what the ledger knows."""
    for form, fields in (("service-receipt", []), ("retest-report", []),
                         ("inspection-approval", ["source=双随机抽取（样本）", "content=网络安全防护、互联网基础资源", "way=远程检测", "period=2026年11月",
                                                  "location=样例省样例市", "department=网络安全处（样本）", "cap=2", "basis=电信条例（样本）"])):
        words = [w for f in fields for w in ("--field", f)]
        desk.run("form", "make", form, UNIT if "approval" in form else order, *words, "--docx", desk.path(form + ".docx"), "--pdf",
                 desk.path(form + ".pdf"), who="wang")


def escalate(desk, order, found):
    """What was not mended in time: measures proposed and approved by two persons, a penalty case, an entry of the list."""
    step("what is not mended is overdue: urged, a penalty case, an entry of the list")
    proof = desk.note("proof.txt", "样本证明材料")
    desk.later(days=12)
    late = desk.json("deadline", "due", status=(1,))
    limit = str(next(d["id"] for d in late if d["subject"] == found["postgresql-open"]["id"] and d["stage"] == "over"))
    for rung in ("urge", "penalty"):
        measure = desk.json("deadline", "propose", limit, rung, "--reason", "逾期未整改", who="wang")["id"]
        desk.run("deadline", "approve", measure, "--basis", "检查通知四（三）", who="qian")
        if rung == "urge":
            paper(desk, "reminder", [order], {})
        desk.run("deadline", "carry-out", measure, "--evidence", proof, who="wang", quiet=False)
    case = desk.json("penalty", "open", "--unit", UNIT, "--law", "csl/protect", "--act-day", desk.moment().strftime("%Y-%m-%d"),
                     "--title", "未履行网络安全保护义务（样本）", "--source", order, "--reason", "逾期未整改", who="wang")["id"]
    facts = {"facts": "你单位的数据库服务向互联网开放且未设置访问控制，经责令整改逾期未改正（样本）。", "reasons": "上述行为违反了网络安全保护义务（样本）。"}

    def advance():
        paper(desk, "penalty-advance", [case], {**facts, "sanction": "警告"})

    def decision():
        return paper(desk, "penalty-decision", [case], {**facts, "statement": "你单位陈述正在整改，经审核不影响认定（样本）。",
                                                        "performance": "警告自送达之日起生效（样本）。"}, serve=False)
    decided = None
    for who, days, event, words in [
            ("qian", 1, "file", ["--basis", "行政处罚法第五十四条"]),
            ("guan", 0, "assign", ["--officer", "wang", "--officer", "zhao"]),
            ("wang", 1, "investigate", ["--evidence", proof]),
            ("wang", 5, "conclude", ["--reason", "事实清楚", "--evidence", proof]),
            ("wang", 1, "tell", ["--reason", "拟处罚", "--kinds", "警告"]),
            ("qiye", 1, "plead", ["--reason", "正在整改"]),
            ("wang", 6, "submit", []), ("fa", 1, "review", []),
            ("qian", 1, "decide", ["--kinds", "警告", "--reason", "逾期未改正", "--basis", "网络安全法", "--law-used", "act"]),
            ("wang", 1, "serve", [])]:
        desk.later(days=days)
        if event == "tell":
            advance()
        elif event == "decide":
            decided = decision()
        elif event == "serve":
            hand_over(desk, decided)
        desk.run("penalty", event, case, *words, who=who)
    entry = desk.json("listing", "propose", "--penalty", case, "--list", "bad", "--reason", "受到行政处罚", "--basis", "令42第四十二条",
                      who="wang")["id"]
    paper(desk, "list-notice", [entry], {})
    desk.run("listing", "notify", entry, "--evidence", proof, who="wang")
    desk.later(days=8)
    desk.run("listing", "confirm-words", entry, who="fa")
    desk.run("listing", "enter", entry, "--basis", "令42第四十二条", who="qian", quiet=False)


def close_books(desk):
    step("the figures; the log is signed, verified, and given out as a bundle that Python alone verifies")
    desk.run("stats", "count", quiet=False)
    desk.run("log", "checkpoint", who="xi")
    desk.run("log", "verify", quiet=False)
    desk.run("bundle", "export", desk.path("bundle"), who="guan")
    desk.run("bundle", "verify", desk.path("bundle"), quiet=False)
    subprocess.run(["python3", os.path.join(desk.path("bundle"), "verify.py"), desk.path("bundle")], check=True)


def run(kept):
    desk = Desk()
    desk.later(hours=-3)  # what comes before an inspection came before
    people(desk)
    register(desk)
    self_inspection(desk)
    announce(desk, draw(desk))
    desk.now = None
    found = cases(desk)
    papers = notices(desk, found)
    rectify(desk, kept, found)
    answers(desk, papers, found)
    around(desk, papers[0])
    escalate(desk, papers[0], found)
    close_books(desk)
    return 0
