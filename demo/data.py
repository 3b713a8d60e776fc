"""data: the demo's data: files in many formats, two databases and rotated logs, with what was planted in each and clean twins beside it.
The persons are made up: their identity numbers are of a region that was never issued. demo/run inspects it by a scope of its own
and compares every planted place with what was found."""
import base64
import datetime
import gzip
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tarfile
import time
import zipfile
from xml.sax.saxutils import escape

import databases
import demo
import keeper
import room
import servers
import sheets

PLAIN, SECRET = "N3.3/data-sensitive-plain", "N3.2/data-secret"
PUBLIC, DUMP, TEST = "N3.3/data-public", "N3.3/data-dump-public", "N3.3/data-test-real"
PERSONS = 24
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
GIVEN = ["伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚"]


def places(high):
    return ("127.30.9.1", 25432 if high else 5432), ("127.30.9.2", 23306 if high else 3306)


def keys(high):
    pg, my = places(high)
    return "database:postgresql://%s:%d/postgres" % pg, "database:mysql://%s:%d/shop" % my


class Maker:
    def __init__(self, seed):
        self.random = random.Random("data %s" % seed)
        self.persons = [self.person() for _ in range(PERSONS)]

    def check(self, body, wrong=0):
        weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        return body + "10X98765432"[(sum(int(c) * w for c, w in zip(body, weights)) + wrong) % 11]

    def identity(self, wrong=0):
        r = self.random
        return self.check("440199%04d%02d%02d%03d" % (r.randint(1955, 2003), r.randint(1, 12), r.randint(1, 28), r.randint(0, 999)),
                          wrong)

    def mobile(self):
        r = self.random
        return "1%s%08d" % (r.choice(["35", "37", "58", "80", "91"]), r.randint(10 ** 6, 10 ** 8 - 1))

    def card(self):
        digits = "622848" + "%012d" % self.random.randint(0, 10 ** 12 - 1)
        total = sum(sum(divmod(int(c) * (2 - i % 2), 10)) for i, c in enumerate(reversed(digits)))
        return digits + str(-total % 10)

    def person(self):
        r = self.random
        return {"name": r.choice(SURNAMES) + r.choice(GIVEN) + r.choice(["", r.choice(GIVEN)]), "id": self.identity(),
                "mobile": self.mobile(), "card": self.card()}

    def secret(self, n):
        return "".join(self.random.choice("ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789") for _ in range(n))

    def sealed(self):
        return base64.b64encode(self.random.randbytes(48)).decode()


class Estate:
    """The folders, and what was planted: (asset's folder or key, check, path below it)."""

    def __init__(self, out, seed):
        self.out, self.make, self.planted = out, Maker(seed), []
        self.raw = [v for p in self.make.persons for v in (p["id"], p["mobile"], p["card"])]
        shutil.rmtree(out, ignore_errors=True)
        os.makedirs(out)

    def put(self, folder, name, data, *checks):
        path = os.path.join(self.out, folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(data if isinstance(data, bytes) else data.encode())
        for check in checks:
            self.planted.append((folder, check, name))
        return path

    def rows(self, *columns):
        return [[p[c] for c in columns] for p in self.make.persons]


def csv(head, rows):
    return "\n".join([",".join(head)] + [",".join(r) for r in rows]) + "\n"


def docx(text):
    """Each paragraph in runs of three characters, as word processors leave them behind."""
    runs = lambda line: "".join("<w:r><w:t xml:space=\"preserve\">%s</w:t></w:r>" % escape(line[i:i + 3])  # noqa: E731
                                for i in range(0, len(line), 3))
    body = "".join("<w:p>%s</w:p>" % runs(line) for line in text.split("\n"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                   '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
                   '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
        z.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target='
                   '"word/document.xml"/></Relationships>')
        z.writestr("word/document.xml", '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
                   'main"><w:body>%s</w:body></w:document>' % body)
    return out.getvalue()


def pdf(lines):
    text = "BT /F1 12 Tf 60 760 Td 16 TL %s ET" % " ".join("(%s) Tj T*" % line for line in lines)
    import zlib
    stream = zlib.compress(text.encode("latin-1"))
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
             b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
             b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream",
             b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % n + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def office(e):
    """What lies on the file server."""
    m, p = e.make, e.make.persons
    people = csv(["姓名", "身份证号", "手机号"], e.rows("name", "id", "mobile"))
    e.put("office", "crm/customers.csv", people.encode("gb18030"), PLAIN)
    e.put("office", "crm/orders.csv", csv(["订单号", "数量", "下单时间"], [
        ["2026%014d" % (7919 * i), str(i % 9 + 1), str(1766000000000 + i * 977)] for i in range(40)]))
    e.put("office", "crm/masked.csv", csv(["姓名", "手机号", "证件号"], [
        ["%s*" % q["name"][0], q["mobile"][:3] + "****" + q["mobile"][-4:], q["id"][:1] + "*" * 16 + q["id"][-1]] for q in p]))
    sheets.make(e.put("office", "hr/员工名册.xlsx", b"", PLAIN), [["姓名", "身份证号码", "工资卡号"]] + e.rows("name", "id", "card"))
    sheets.make(e.put("office", "hr/goods.xlsx", b""), [["编号", "名称"]] + [["SKU%06d" % i, "文具"] for i in range(30)])
    e.put("office", "notes/会议记录.txt", "会议记录\n客户%s（身份证号%s）来电，要求退款。\n" % (p[0]["name"], p[0]["id"]), PLAIN)
    e.put("office", "notes/clean.txt", "日志占用 17179869184 字节，构建 202611220001，坐标 113.264385。\n")
    e.put("office", "app/config.yaml", "spring:\n  datasource:\n    url: jdbc:mysql://127.0.0.1:3306/shop\n    username: shop\n"
          "    password: %s\n" % m.secret(14), SECRET)
    e.put("office", "app/config-template.yaml", "spring:\n  datasource:\n    username: ${DB_USER}\n    password: ${DB_PASSWORD}\n")
    e.put("office", "api/export.ndjson", "".join(json.dumps({"userName": q["name"], "bankCard": q["card"]}, ensure_ascii=False) + "\n"
                                                 for q in p), PLAIN)
    e.put("office", "api/answer.json", json.dumps({"code": 0, "trace": "0af7651916cd43dd8448eb211c80319c", "total": 15}))
    e.put("office", "api/form.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<users>%s</users>\n" % "".join(
        "<user><name>%s</name><idCard>%s</idCard></user>" % (q["name"], q["id"]) for q in p[:5]), PLAIN)
    body = base64.encodebytes(("您好，%s的银行卡号是 %s，请核对。\n" % (p[1]["name"], p[1]["card"])).encode()).decode()
    e.put("office", "mail/letter.eml", "From: a@yuehai-sample.example\nTo: b@yuehai-sample.example\nSubject: =?UTF-8?B?5qC45a+5?=\n"
          "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + body, PLAIN)
    e.put("office", "doc/合同.docx", docx("劳动合同\n乙方：%s，身份证号码：%s。\n本合同一式两份。" % (p[2]["name"], p[2]["id"])), PLAIN)
    e.put("office", "doc/form.pdf", pdf(["Employee record", "ID card number: %s" % p[3]["id"], "Signed in Guangzhou"]), PLAIN)
    path = e.put("office", "db/app.sqlite", b"", PLAIN)
    os.unlink(path)
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE user (id INTEGER PRIMARY KEY, xm TEXT, sfzh TEXT)")
    db.executemany("INSERT INTO user (xm, sfzh) VALUES (?, ?)", [(q["name"], q["id"]) for q in p])
    db.commit()
    db.close()
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as tar:
        item = tarfile.TarInfo("old/users.csv")
        item.size = len(people.encode())
        tar.addfile(item, io.BytesIO(people.encode()))
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("readme.txt", "旧系统备份\n")
        z.writestr("old.tar.gz", inner.getvalue())
    e.put("office", "backup/2025.zip", outer.getvalue(), PLAIN)
    e.put("office", "backup/app.sql.gz", gzip.compress("".join(
        "INSERT INTO `user` (`id`,`name`,`id_card`) VALUES (%d,'%s','%s');\n" % (i, q["name"], q["id"])
        for i, q in enumerate(p)).encode()), PLAIN)
    e.put("office", "page/utf16.txt", "﻿".encode("utf-16-le") + ("联系人证件号：%s\r\n" % p[4]["id"]).encode("utf-16-le"), PLAIN)
    e.put("office", "page/wrong.txt", "样例身份证号 %s 仅供测试。\n" % m.identity(wrong=1))


def public(e):
    """What the web server serves."""
    p = e.make.persons
    e.put("www", "index.html", "<!doctype html><meta charset=utf-8><title>粤海示例</title><p>客服热线 400-800-1234，电话 020-12345678"
          "<footer>粤ICP备12345678号</footer>")
    e.put("www", "files/中奖名单.csv", csv(["姓名", "手机号"], e.rows("name", "mobile")), PUBLIC)
    e.put("www", "files/contact.html", "<!doctype html><meta charset=utf-8><ul>%s</ul>" % "".join(
        "<li>%s，手机：%s" % (q["name"], q["mobile"]) for q in p), PUBLIC)
    e.put("www", "backup/shop.sql", "-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)\n--\n"
          "-- Host: localhost    Database: shop\n-- ------------------------------------------------------\n"
          "DROP TABLE IF EXISTS `goods`;\nCREATE TABLE `goods` (\n  `id` int(11) NOT NULL,\n  `title` varchar(40) DEFAULT NULL\n);\n"
          "INSERT INTO `goods` VALUES (1,'文具'),(2,'图书');\n-- Dump completed\n", DUMP)


def testing(e):
    p = e.make.persons
    e.put("testenv", "users.csv", csv(["name", "id_card"], e.rows("name", "id")), TEST)
    e.put("testenv", "made-up.csv", csv(["name", "id_card"], [[q["name"], e.make.identity(wrong=3)] for q in p]))


def logs(e, now):
    """An access log of seven months without a hole; one that keeps two; an application's that tells too much."""
    p = e.make.persons
    line = '127.0.0.1 - u%d [%s] "GET /item/%d HTTP/1.1" 200 512 "-" "curl/7.88.1"\n'
    stamp = lambda day, hour: (now - datetime.timedelta(days=day)).replace(hour=hour, minute=7).strftime("%d/%b/%Y:%H:%M:%S +0000")  # noqa: E731

    def week(name, first, last, index):
        text = "".join(line % (h, stamp(d, h), d) for d in range(first, last - (last == 0), -1) for h in range(0, 24, 2)
                       if d or h < now.hour)
        if index < 2:
            return e.put(name, "access.log" + (".%d" % index if index else ""), text)
        return e.put(name, "access.log.%d.gz" % index, gzip.compress(text.encode()))
    for name, weeks in (("log-kept", 31), ("log-short", 8)):
        for i in range(weeks):
            week(name, 7 * (i + 1), 7 * i, i)
    e.planted.append(("log-short", "N3.2/log-retention", "access.log"))
    app = "".join("%s.%03d+00:00 INFO  [http-%d] Login - user=%s result=ok from 127.0.0.1\n" % (
        (now - datetime.timedelta(days=d, hours=h)).strftime("%Y-%m-%dT%H:%M:%S"), h, h % 8, "u%d" % h)
        for d in range(215, -1, -1) for h in range(22, -1, -2))
    app += "".join("%s.000+00:00 DEBUG [http-1] Register - name=%s idCard=%s\n" % (
        (now - datetime.timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S"), q["name"], q["id"]) for q in p[:3])
    e.put("log-app", "app.log", app)
    for folder in ("log-kept", "log-short", "log-app"):
        for name in os.listdir(os.path.join(e.out, folder)):
            os.chmod(os.path.join(e.out, folder, name), 0o640)
    e.planted.append(("log-app", "N3.3/log-personal", "app.log"))


TABLES = [  # name, columns, planted
    ("customer", ["id INT PRIMARY KEY", "xm VARCHAR(40)", "sfzh VARCHAR(20)", "sjh VARCHAR(20)"], [PLAIN]),
    ("customer_weak", ["id INT PRIMARY KEY", "id_card VARCHAR(20)", "mobile_md5 VARCHAR(40)"],
     ["N3.3/data-mask-weak", "N3.3/data-hash-unkeyed"]),
    ("customer_safe", ["id INT PRIMARY KEY", "sfzh VARCHAR(100)", "mobile VARCHAR(20)"], []),
    ("orders", ["id INT PRIMARY KEY", "order_no VARCHAR(30)", "created BIGINT"], []),
]


def table_rows(e, name):
    rows = []
    for i in range(3 * PERSONS):
        p = e.make.persons[i % PERSONS]
        fresh = e.make.person()
        e.raw += [fresh["id"], fresh["mobile"]]
        rows.append({"customer": [p["name"], fresh["id"], fresh["mobile"]],
                     "customer_weak": [fresh["id"][:15] + "**" + fresh["id"][-1], hashlib.md5(fresh["mobile"].encode()).hexdigest()],
                     "customer_safe": [e.make.sealed(), fresh["mobile"][:3] + "****" + fresh["mobile"][-4:]],
                     "orders": ["2026%014d" % (i * 104729), str(1766000000000 + i * 90001)]}[name])
    return rows


def statements(e, key):
    lines = []
    for name, columns, checks in TABLES:
        lines.append("CREATE TABLE %s (%s);" % (name, ", ".join(columns)))
        lines += ["INSERT INTO %s VALUES (%d, %s);" % (name, i, ", ".join("'%s'" % v for v in row))
                  for i, row in enumerate(table_rows(e, name), 1)]
        schema = "public" if "postgresql" in key else "shop"
        e.planted += [(key, check, "%s.%s" % (schema, name)) for check in checks]
    return "\n".join(lines) + "\n"


SCOPE = """scope: 1
sample: true
unit: {name: 粤海示例科技有限公司（样本）, uscc: 91440300MA0000XY5L, province: 粤}
authorisation:
  by: 粤海示例科技有限公司信息安全部（样本）
  period: {from: %(year)s-01-01, until: %(year)s-12-31}
contact: security@yuehai-sample.example
objects: [{id: data, type: N2.08, name: 数据资产（样本）}]
data:
  ordered_by: 粤海示例科技有限公司数据安全负责人（样本）
  rows: 5000
  folders: [office, {path: www, public: true}, {path: testenv, test: true}]
databases:
  - {kind: postgresql, host: %(pg)s, port: %(pgport)d, name: postgres, user: audit}
  - {kind: mysql, host: %(my)s, port: %(myport)d, name: shop, user: audit, password_file: audit.password}
logs: [{path: log-kept, keeps: network}, {path: log-short, keeps: network, started: %(started)s}, {path: log-app, keeps: operation}]
"""


def prepare(high):
    """Writes files, logs, scope; the estate and what is planted in it."""
    e = Estate(os.path.join(demo.OUT, "data"), demo.SEED)
    pg, my = places(high)
    now = datetime.datetime.utcfromtimestamp(time.time()).replace(minute=0, second=0, microsecond=0)
    for part in (office, public, testing):
        part(e)
    logs(e, now)
    china = time.gmtime(time.time() + 8 * 3600)
    e.put("", "scope.yaml", SCOPE % {"year": time.strftime("%Y", china), "pg": pg[0], "pgport": pg[1], "my": my[0], "myport": my[1],
                                     "started": (now - datetime.timedelta(days=400)).strftime("%Y-%m-%d")})
    e.put("", "audit.password", "only-to-read\n")
    return e


class Keeper(keeper.Keeper):
    """The two databases, started and filled."""

    def __init__(self, estate, planted, cluster):
        self.estate, self.running, self.planted = estate, {}, planted
        self.pg, self.my = places(estate.high)
        self.commands = {"postgresql": (databases.postgresql(estate, *self.pg, cluster), [("tcp",) + self.pg]),
                         "mariadb": (databases.mariadb(estate, estate.root, *self.my), [("tcp",) + self.my])}

    def start_all(self):
        super().start_all()
        databases.fill_postgresql(self.estate, *self.pg, self.planted["postgresql"] + "ANALYZE; CREATE ROLE audit LOGIN;"
                                  "REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT SELECT ON ALL TABLES IN SCHEMA public TO audit;")
        databases.fill_mariadb(self.estate, "CREATE DATABASE shop CHARACTER SET utf8mb4; USE shop; %s CREATE USER audit@'%%' IDENTIFIED BY"
                               " 'only-to-read'; GRANT SELECT ON shop.* TO audit@'%%';" % self.planted["mysql"])


class Kept(keeper.Kept):
    def __init__(self, statements, seed, high):
        self.statements = statements
        super().__init__([], os.path.join(demo.BUILD, "estate"), seed, high)

    def serve(self, wire):
        self.wire.close()
        room.drop()
        os.umask(0o022)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.estate.write("openssl.cnf", servers.OPENSSL)
        keeping = Keeper(self.estate, self.statements, os.path.join(self.keep, "cluster"))
        try:
            keeping.start_all()
            wire.sendall(b"ok\n")
            wire.makefile("r").read()
        finally:
            keeping.end_all()
        return 0


def compare(e, report):
    """Every planted place is told by its check, and no other place is."""
    assets = {f: "%s:%s" % ("log" if f.startswith("log-") else "folder", os.path.realpath(os.path.join(e.out, f)))
              for f in ("office", "www", "testenv", "log-kept", "log-short", "log-app")}
    want = {(assets.get(store, store), check, place) for store, check, place in e.planted}
    left, false = set(want), []
    for p in report["problems"]:
        place = p.get("place", "")
        hit = {w for w in want if w[:2] == (p["asset"], p["check"]) and place.split("!")[0] == w[2]}
        left -= hit
        if not hit:
            false.append((p["check"], p["asset"], place))
    for check, asset, place in sorted(false):
        print("  false: %s %s %s" % (check, asset, place))
    for asset, check, place in sorted(left):
        print("  not found: %s %s %s" % (check, asset, place))
    leaks = leaked(e)
    for path in leaks:
        print("  holds a planted value: %s" % path)
    print("data: planted %d, found %d, false %d, values leaked %d" % (len(want), len(want) - len(left), len(false), len(leaks)),
          flush=True)
    return 1 if left or false or leaks else 0


def leaked(e):
    """Files of the result that hold a planted value."""
    values = [v.encode() for v in set(e.raw)]
    found = []
    for folder, _, names in os.walk(os.path.join(e.out, "result")):
        for name in names:
            with open(os.path.join(folder, name), "rb") as f:
                data = f.read()
            if any(v in data for v in values):
                found.append(os.path.join(folder, name))
    return found


def digests(e):
    """What lies in the inspected folders: nothing of it may change."""
    return {p: (hashlib.sha256(open(p, "rb").read()).digest(), os.stat(p).st_mtime_ns)
            for folder, _, names in os.walk(e.out) for p in (os.path.join(folder, n) for n in names) if "/result" not in folder}


def inspect(high):
    e = prepare(high)
    sql = {"postgresql": statements(e, keys(high)[0]), "mysql": statements(e, keys(high)[1])}
    kept = Kept(sql, demo.SEED, high)
    result = os.path.join(e.out, "result")
    try:
        os.makedirs(result)
        before = digests(e)
        status = subprocess.run([os.path.join(demo.BUILD, "yicha"), "inspect", os.path.join(e.out, "scope.yaml"), "--store",
                                 os.path.join(result, "store"), "--html", os.path.join(result, "report.html"), "--json-report",
                                 os.path.join(result, "report.json")]).returncode
        changed = digests(e) != before
    finally:
        kept.close()
    if status not in (1, 3):
        raise SystemExit("estate: yicha ended with status %d" % status)
    print("report: %s" % os.path.join(result, "report.html"), flush=True)
    if changed:
        print("  something in the inspected folders was changed")
    with open(os.path.join(result, "report.json"), encoding="utf-8") as text:
        return compare(e, json.load(text)) or changed


def run():
    os.umask(0o022)
    os.makedirs(demo.OUT, exist_ok=True)
    with demo.lock():
        if subprocess.run([os.path.join(demo.HERE, "fetch")]).returncode:
            return 1
        return room.run(inspect)
