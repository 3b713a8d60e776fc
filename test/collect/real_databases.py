#!/usr/bin/python3
"""The collector `database` against PostgreSQL, MariaDB and Redis, with clean and dirty tables, in a network namespace of its own.
Prints TAP. What the servers were told is read from their own statement logs: nothing but reading."""
import base64
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, "test/collect")
sys.path.insert(0, "demo")
import databases  # noqa: E402
import real_servers as real  # noqa: E402
import room  # noqa: E402
import servers  # noqa: E402
import more_servers as more  # noqa: E402
from more_servers import Place  # noqa: E402
from real_servers import ok  # noqa: E402

more.PACKAGES = ["postgresql-client-15", "mariadb-server-core", "mariadb-client-core"]
PG, MY, RE = Place("pg", "127.42.0.1", 5432, mode="open"), Place("my", "127.42.0.2", 3306), Place("redis", "127.42.0.3", 6379)
# An address of the namespace's only interface that is none of the loopback's: a network, as far as anybody can see.
NETWORK = "10.42.0.1"
PGS = Place("pgs", NETWORK, 5433, mode="open")
ROWS = 60
# Regions that were never issued; made-up persons.
RANDOM = random.Random(20261122)


def identity():
    body = "440199%04d%02d%02d%03d" % (RANDOM.randint(1950, 2005), RANDOM.randint(1, 12), RANDOM.randint(1, 28), RANDOM.randint(0, 999))
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights)) % 11]


def mobile():
    return "1%s%08d" % (RANDOM.choice(["38", "39", "59", "86", "77"]), RANDOM.randint(0, 10 ** 8 - 1))


IDS = [identity() for _ in range(ROWS)]
MOBILES = [mobile() for _ in range(ROWS)]
VALUES = IDS + MOBILES


def sealed():
    return base64.b64encode(RANDOM.randbytes(48)).decode()


TABLES = [  # name, columns, rows
    ("customer", ["id INT PRIMARY KEY", "xm VARCHAR(40)", "sfzh VARCHAR(20)", "mobile VARCHAR(20)"],
     [(str(i), "张伟", IDS[i], MOBILES[i]) for i in range(ROWS)]),
    ("customer_safe", ["id INT PRIMARY KEY", "sfzh VARCHAR(100)", "mobile VARCHAR(20)", "mobile_md5 VARCHAR(40)"],
     [(str(i), sealed(), MOBILES[i][:3] + "****" + MOBILES[i][-4:], hashlib.md5(MOBILES[i].encode()).hexdigest())
      for i in range(ROWS)]),
    ("goods", ["id INT PRIMARY KEY", "order_no VARCHAR(30)", "title VARCHAR(60)"],
     [(str(i), "2026%014d" % (i * 7919), "商品 %d" % i) for i in range(ROWS)]),
]


def sql(big):
    lines = []
    for name, columns, rows in TABLES:
        lines.append("CREATE TABLE %s (%s);" % (name, ", ".join(columns)))
        lines += ["INSERT INTO %s VALUES (%s);" % (name, ", ".join("'%s'" % v for v in row)) for row in rows]
    return "\n".join(lines + big) + "\n"


class Estate(real.Estate):
    def __init__(self, base):
        super().__init__(base)
        self.more = os.path.join(base, "databases/root")
        self.run = os.path.join(base, "databases/run")

    def program(self, name):
        path = os.path.join(self.more, "usr/lib/postgresql/15/bin", name)
        return path if os.path.exists(path) else super().program(name)


def start_postgresql(e, started):
    started.start("pg", databases.postgresql(e, PG.address, PG.port, e.path("cluster")), [(PG.address, PG.port)])


# Two tables of as many rows: one of a number each, which the database itself holds unique, and one of few persons with many rows.
PEOPLE = ["CREATE TABLE people (id INT PRIMARY KEY, mobile VARCHAR(20) UNIQUE);",
          "CREATE TABLE visits (id INT PRIMARY KEY, mobile VARCHAR(20));"]


def fill_postgresql(e):
    big = PEOPLE + ["INSERT INTO people SELECT g, '1381' || lpad((g * 131 % 10000000)::text, 7, '0') FROM generate_series(1, 60000) g;",
                    "INSERT INTO visits SELECT g, '1391' || lpad((g * 7919 % 300 * 30011)::text, 7, '0') FROM generate_series(1, 60000) g;"]
    big += ["CREATE TABLE big AS SELECT g AS id, CASE WHEN g %% 500 = 0 THEN '%s' ELSE 'x' || g END AS note"
           " FROM generate_series(1, 300000) g;" % ("电话" + MOBILES[0]), "ANALYZE;",
           "REVOKE CREATE ON SCHEMA public FROM PUBLIC;", "CREATE ROLE audit LOGIN;", "CREATE ROLE writer LOGIN;",
           "GRANT SELECT ON ALL TABLES IN SCHEMA public TO audit, writer;", "GRANT INSERT ON goods TO writer;",
           "CREATE TABLE secret (id INT, pw TEXT); INSERT INTO secret VALUES (1, 'x');",
           "CREATE TABLE hidden_rows AS SELECT * FROM customer; ALTER TABLE hidden_rows ENABLE ROW LEVEL SECURITY;",
           "CREATE TABLE \"客户%s\" (\"%s\" TEXT);" % (MOBILES[1], MOBILES[2]), "GRANT SELECT ON hidden_rows, \"客户%s\" TO audit;" % MOBILES[1]]
    databases.fill_postgresql(e, PG.address, PG.port, sql(big))


def start_mariadb(e, started):
    started.start("my", databases.mariadb(e, e.more, MY.address, MY.port), [(MY.address, MY.port)])


def fill_mariadb(e):
    big = PEOPLE + ["INSERT INTO people SELECT seq, CONCAT('1381', LPAD(seq * 131 % 10000000, 7, '0')) FROM seq_1_to_60000;",
                    "INSERT INTO visits SELECT seq, CONCAT('1391', LPAD(seq * 7919 % 300 * 30011, 7, '0')) FROM seq_1_to_60000;",
                    "ANALYZE TABLE people; ANALYZE TABLE visits;"]
    big += ["CREATE TABLE big (id INT PRIMARY KEY, note VARCHAR(60));",
           "INSERT INTO big SELECT seq, IF(seq %% 100 = 0, '%s', CONCAT('x', seq)) FROM seq_1_to_100000;" % ("电话" + MOBILES[0]),
           "ANALYZE TABLE big;", "CREATE USER audit@'%' IDENTIFIED BY 'only-to-read';", "GRANT SELECT ON shop.* TO audit@'%';",
           "CREATE USER writer@'%' IDENTIFIED BY 'only-to-read';", "GRANT SELECT, UPDATE ON shop.* TO writer@'%';"]
    databases.fill_mariadb(e, "CREATE DATABASE shop CHARACTER SET utf8mb4; USE shop;\n" + sql(big))


def authority(e):
    """A root that the scope trusts, one that it does not, and a certificate of the address."""
    def run(*words):
        subprocess.run(["openssl"] + list(words), cwd=e.run, check=True, capture_output=True)
    for name in ("root", "other"):
        run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-subj", "/CN=sample " + name, "-days", "30",
            "-out", name + ".pem")
    run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "leaf.key", "-subj", "/CN=" + NETWORK, "-out", "leaf.csr")
    e.write("leaf.ext", "subjectAltName=IP:%s\n" % NETWORK)
    run("x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "30", "-extfile",
        "leaf.ext", "-out", "leaf.pem")
    os.chmod(e.path("leaf.key"), 0o600)


def network_address():
    """What `ip address add 10.42.0.1/32 dev lo` does."""
    import fcntl
    import socket
    import struct
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        place = struct.pack("16sH2s4s8s", b"lo:1", socket.AF_INET, b"", socket.inet_aton(NETWORK), b"")
        fcntl.ioctl(s, 0x8916, place)  # SIOCSIFADDR


def start_network(e, started):
    """The same kinds of server beyond a network: one PostgreSQL with TLS, one without; one MariaDB with TLS."""
    tls = ["-c", "ssl=on", "-c", "ssl_cert_file=" + e.path("leaf.pem"), "-c", "ssl_key_file=" + e.path("leaf.key")]
    started.start("pgs", databases.postgresql(e, PGS.address, PGS.port, e.path("cluster"), "tls-postgresql") + tls, [(NETWORK, PGS.port)])
    started.start("pgp", databases.postgresql(e, NETWORK, 5434, e.path("cluster"), "plain-postgresql"), [(NETWORK, 5434)])
    started.start("mys", databases.mariadb(e, e.more, NETWORK, 3307, "tls") + ["--ssl-cert=" + e.path("leaf.pem"),
                                                                               "--ssl-key=" + e.path("leaf.key")], [(NETWORK, 3307)])
    started.start("myp", databases.mariadb(e, e.more, NETWORK, 3308, "bare"), [(NETWORK, 3308)])


def fill_network(e):
    text = "\n".join(["CREATE TABLE customer (id INT PRIMARY KEY, mobile VARCHAR(20));"] +
                     ["INSERT INTO customer VALUES (%d, '%s');" % (i, MOBILES[i]) for i in range(ROWS)])
    for port in (PGS.port, 5434):
        databases.fill_postgresql(e, NETWORK, port, text + "\nREVOKE CREATE ON SCHEMA public FROM PUBLIC; CREATE ROLE audit LOGIN;"
                                  " GRANT SELECT ON ALL TABLES IN SCHEMA public TO audit;")
    for name in ("tls", "bare"):
        databases.fill_mariadb(e, "CREATE DATABASE shop CHARACTER SET utf8mb4; USE shop;\n" + text +
                               "CREATE USER audit@'%' IDENTIFIED BY 'only-to-read'; GRANT SELECT ON shop.* TO audit@'%';", name)


def check_limits(e):
    """A table that somebody holds is told and passed over; a ceiling of bytes ends the look."""
    hold = subprocess.Popen([e.program("psql"), "-X", "-q", "-h", PG.address, "-U", "postgres", "postgres"], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True, env=e.environment())
    hold.stdin.write("BEGIN; LOCK TABLE customer IN ACCESS EXCLUSIVE MODE;\n\\echo held\n")
    hold.stdin.flush()
    hold.stdout.readline()
    rows, said = real.collect(e, KEYS["pg"], "database")
    hold.stdin.close()
    hold.wait()
    tables = {r["path"]: r for r in real.facts(rows, "data_table")}
    ok("time limit" in tables["public.customer"]["unread"] and not tables["public.customer"]["looked"],
       "PostgreSQL: a locked table is not waited for, and told", said)
    ok(tables["public.people"]["looked"] and rows[-1]["end"] == "partial", "the others are read", said)
    text = open(e.path("scope.yaml")).read()
    e.write("scope.yaml", text.replace("rows: 5000", "rows: 5000, bytes: 20000"))
    rows, said = real.collect(e, KEYS["my"], "database")
    store = real.facts(rows, "data_store")
    ok(rows[-1]["end"] == "partial" and "ceiling of bytes" in rows[-1]["reason"] and store[0]["bytes"] < 30000,
       "MariaDB: a ceiling of bytes: %s" % (store and store[0]["bytes"]), said)


def check_line(e, kind, port, words, wanted):
    """One database beyond the network: how it ends, how it was reached."""
    name = "postgres" if kind == "postgresql" else "shop"
    scope(e)
    text = open(e.path("scope.yaml")).read().split("databases:")[0]
    e.write("scope.yaml", text + "databases:\n  - {kind: %s, host: %s, port: %d, name: %s, user: audit, password_file: pw%s}\n" %
            (kind, NETWORK, port, name, words))
    rows, said = real.collect(e, "database:%s://%s:%d/%s" % (kind, NETWORK, port, name), "database")
    store = real.facts(rows, "data_store")
    got = (rows[-1]["end"], store[0]["line"] if store else "", bool(real.facts(rows, "data_item")))
    ok(got == wanted, "%s on %d%s: %s %s" % (kind, port, words, got, rows[-1]["reason"]), said)
    ok(not store or not store[0]["local"], "%s on %d: no address of its own machine" % (kind, port), said)
    ok("only-to-read" not in said, "no password in what is said")


def check_network(e):
    for kind, tls, bare in (("postgresql", PGS.port, 5434), ("mysql", 3307, 3308)):
        check_line(e, kind, tls, "", ("done", "tls", True))
        check_line(e, kind, tls, ", ca: root.pem", ("done", "tls-verified", True))
        check_line(e, kind, tls, ", ca: other.pem", ("refused", "", False))
        check_line(e, kind, tls, ", tls: false", ("done", "tls", True))
        check_line(e, kind, bare, "", ("refused", "plain", False))
        check_line(e, kind, bare, ", tls: true", ("refused", "plain", False))
        check_line(e, kind, bare, ", ca: root.pem", ("refused", "plain", False))
        if kind == "mysql":
            met = [w for w in statements(e, "bare.queries", r"Connect\t(.*)") if "TCP" in w]
            ok(not met, "MariaDB without TLS: nobody logged in in plain: %s" % met)
        check_line(e, kind, bare, ", tls: false", ("done", "plain", True))


def start_redis(e, started):
    acl = e.write("users.acl", "user default on nopass ~* &* +@all\n"
                  "user audit on >only-to-read ~* -@all +@read +scan +dbsize +info +select +client +acl|dryrun -@write\n")
    started.start("redis", [e.program("redis-server"), "--bind", RE.address, "--port", str(RE.port), "--save", "", "--dir", e.run,
                            "--protected-mode", "no", "--aclfile", acl], [(RE.address, RE.port)])


def fill_redis(e):
    lines = ["SET user:%d:sfzh %s" % (i, IDS[i]) for i in range(ROWS)]
    lines += ["HSET h:%d mobile %s" % (i, MOBILES[i]) for i in range(ROWS)] + ["LPUSH l a b c", "SADD s x y", "ZADD z 1 one"]
    databases.feed(e, [e.program("redis-cli"), "-h", RE.address], "\n".join(lines) + "\n")


SCOPE = """scope: 1
unit: {name: 样本, uscc: 91440300MA0000XY5L}
authorisation: {by: 样本, period: {from: %(from)s, until: %(until)s}}
contact: test@sample.example
objects: [{id: one, type: N2.01, name: 样本}]
data: {ordered_by: 样本, rows: %(rows)d}
databases:
  - {kind: postgresql, host: 127.42.0.1, name: postgres, user: %(user)s}
  - {kind: mysql, host: 127.42.0.2, name: shop, user: %(user)s, password_file: pw}
  - {kind: redis, host: 127.42.0.3, user: %(redis)s, password_file: %(pw)s}
"""
KEYS = {"pg": "database:postgresql://127.42.0.1:5432/postgres", "my": "database:mysql://127.42.0.2:3306/shop",
        "redis": "database:redis://127.42.0.3:6379/0"}


def scope(e, **more_of):
    text = real.scope_text(e)
    days = re.search(r"from: ([\d-]+), until: ([\d-]+)", text)
    values = {"from": days[1], "until": days[2], "rows": 5000, "user": "audit", "redis": "audit", "pw": "pw"}
    values.update(more_of)
    e.write("pw", "only-to-read\n")
    e.write("scope.yaml", SCOPE % values)


def items(rows, table):
    return {r["name"]: (r["kind"], r["form"]) for r in real.facts(rows, "data_item") if r["path"].split(".")[-1] == table}


def check_persons(what, rows, said):
    found = {r["path"].split(".")[-1]: r for r in real.facts(rows, "data_person") if r["name"] == "mobile"}
    people, visits = found.get("people", {}), found.get("visits", {})
    ok(45000 <= people.get("least", 0) <= 60000 <= people.get("most", 0) <= 75000,
       "%s: a unique column of 60,000 rows, from 5,000 of them: %s to %s" % (what, people.get("least"), people.get("most")), said)
    ok(200 <= visits.get("least", 0) <= 300, "%s: few persons with many rows: at least %s" % (what, visits.get("least")), said)
    ok(found["customer"]["least"] == ROWS == found["customer"]["most"], "%s: a whole table: exactly" % what, said)
    marks = [r for r in real.facts(rows, "data_mark") if r["kind"] == "id-card"]
    ok(len({m["mark"] for m in marks}) == ROWS and all(m["cut"] == 1 << 40 for m in marks), "%s: a mark for each identity number" % what, said)
    phones = [r for r in real.facts(rows, "data_mark") if r["kind"] == "mobile"]
    ok(0 < len(phones) <= 1024 and phones[0]["cut"] < 1 << 40, "%s: at most 1,024 of a kind" % what, said)


def check_tables(what, rows, said):
    dirty, safe = items(rows, "customer"), items(rows, "customer_safe")
    ok(rows[-1]["end"] in ("done", "partial"), "%s is read" % what, said)
    ok(dirty.get("sfzh") == ("id-card", "plain"), "%s: identity numbers in plain: %s" % (what, dirty), said)
    ok(dirty.get("mobile") == ("mobile", "plain"), "%s: mobile numbers in plain" % what, said)
    ok(safe.get("mobile") == ("mobile", "masked"), "%s: masked ones: %s" % (what, safe), said)
    ok(safe.get("mobile_md5") == ("mobile", "hashed"), "%s: plain digests" % what, said)
    ok(safe.get("sfzh", ("", "encrypted"))[1] == "encrypted", "%s: encrypted ones" % what, said)
    ok(not [k for k, v in items(rows, "goods").items() if v[1] == "plain" and real.facts(rows, "data_item") and v[0] in
            ("id-card", "mobile", "bank-card")], "%s: orders are nobody's data: %s" % (what, items(rows, "goods")), said)
    big = [r for r in real.facts(rows, "data_table") if r["path"].endswith(".big")]
    ok(big and not big[0]["whole"] and 1000 < big[0]["looked"] <= 5000 and big[0]["bound_ppm"] < 3000,
       "%s: a large table is sampled, and how surely is said: %s" % (what, big), said)
    ok("note" in items(rows, "big"), "%s: one number of %s rows is seen in the sample" % (what, big and big[0]["rows"]), said)
    check_persons(what, rows, said)
    leaked = [v for v in VALUES if v in said]
    ok(not leaked, "%s: no value in what was collected: %s" % (what, leaked[:3]))


def check_postgresql(e):
    rows, said = real.collect(e, KEYS["pg"], "database")
    check_tables("PostgreSQL", rows, said)
    secret = [r for r in real.facts(rows, "data_table") if r["path"] == "public.secret"]
    ok(secret and secret[0]["unread"] and not secret[0]["looked"] and "data_table" in [r.get("gap") for r in rows],
       "PostgreSQL: a table that the account may not read is named", said)
    hidden = [r for r in real.facts(rows, "data_table") if r["path"] == "public.hidden_rows"]
    ok(hidden and hidden[0]["unread"] and not hidden[0]["whole"], "PostgreSQL: a table whose rows are hidden from the account is not empty", said)
    ok("public.客户" + MOBILES[1][:3] + "****" + MOBILES[1][-4:] in said, "PostgreSQL: what is personal in names of tables is masked", said)
    store = real.facts(rows, "data_store")
    ok(store and store[0]["product"].startswith("PostgreSQL 15"), "PostgreSQL: says what it is", said)


def statements(e, name, pattern):
    return re.findall(pattern, open(e.path(name), errors="replace").read())


def check_reading(e, before):
    told = statements(e, "pg.out", r"(?:statement|execute [^:]*): (.*)")[before["pg"]:]
    bad = [t for t in told if not re.match(r"(?i)\s*(SELECT|SET|SHOW|BEGIN|COMMIT)\b", t)]
    ok(told and not bad, "PostgreSQL was told nothing but reading (%d statements): %s" % (len(told), bad[:3]))
    ok(not [t for t in told if re.search(r"(?i)count\s*\(\s*\*|offset|random\(\)", t)], "no counting, no walking over rows")
    told = statements(e, "mariadb.queries", r"Query\t(.*)")[before["my"]:]
    bad = [t for t in told if not re.match(r"(?i)\s*(SELECT|SET|SHOW)\b", t)]
    ok(told and not bad, "MariaDB was told nothing but reading (%d statements): %s" % (len(told), bad[:3]))
    stats = subprocess.run([e.program("redis-cli"), "-h", RE.address, "INFO", "commandstats"], capture_output=True, text=True,
                           env=e.environment()).stdout
    used = set(re.findall(r"cmdstat_([a-z|_-]+):", stats)) - {"config|resetstat", "info", "command|docs"}
    ok("scan" in used and not used & {"keys", "set", "del", "get", "monitor", "flushdb"}, "Redis: SCAN and reads alone: %s" % sorted(used))


def check_refused(e, rows, what):
    ok(rows[0][-1]["end"] == "refused" and "change" in rows[0][-1]["reason"], "%s: an account that can write is refused" % what, rows[1])
    ok(not real.facts(rows[0], "data_item"), "%s: and nothing was read" % what)


def work(high):
    if high:
        print("ok 1 # SKIP no network namespace can be had\n1..1")
        return 0
    base = room.cover(real.BUILD) if os.geteuid() == 0 else os.path.realpath(real.BUILD)
    run = os.path.join(base, "databases/run")
    shutil.rmtree(run, ignore_errors=True)
    os.makedirs(run)
    if os.geteuid() == 0:
        os.chown(run, room.NOBODY, room.NOBODY)
    network_address()
    room.drop()
    os.umask(0o022)
    e = Estate(base)
    started = real.Started(e)
    try:
        e.write("openssl.cnf", servers.OPENSSL)
        authority(e)
        for start in (start_postgresql, start_mariadb, start_redis, start_network):
            start(e, started)
        started.wait()
        for fill in (fill_postgresql, fill_mariadb, fill_redis, fill_network):
            fill(e)
        databases.feed(e, [e.program("redis-cli"), "-h", RE.address], "CONFIG RESETSTAT\n")
        before = {"pg": len(statements(e, "pg.out", r"(?:statement|execute [^:]*): (.*)")),
                  "my": len(statements(e, "mariadb.queries", r"Query\t(.*)"))}
        scope(e)
        check_postgresql(e)
        check_tables("MariaDB", *real.collect(e, KEYS["my"], "database"))
        rows, said = real.collect(e, KEYS["redis"], "database")
        kinds = {r["kind"]: r for r in real.facts(rows, "data_item")}
        ok({"id-card"} <= set(kinds), "Redis: identity numbers: %s" % sorted(kinds), said)
        ok(not [v for v in VALUES if v in said], "Redis: no value in what was collected")
        ok(re.match(r"Redis \d+\.\d+", real.facts(rows, "data_store")[0]["product"]), "Redis: says what it is", said)
        check_reading(e, before)
        check_limits(e)
        check_network(e)
        scope(e, user="writer", redis="default", pw="none")
        e.write("none", "")
        for key, what in (("pg", "PostgreSQL"), ("my", "MariaDB"), ("redis", "Redis")):
            check_refused(e, real.collect(e, KEYS[key], "database"), what)
        scope(e, user="nobody")
        rows, said = real.collect(e, KEYS["my"], "database")
        ok(rows[-1]["end"] == "refused" and not real.facts(rows, "data_item"), "an account that is not there", said)
        started.end()
        rows, said = real.collect(e, KEYS["pg"], "database")
        ok(rows[-1]["end"] == "failed" and rows[-1]["reason"], "nobody there: nothing is said", said)
    finally:
        started.end()
    print("1..%d" % real.done)
    return 1 if real.failed else 0


def fetch():
    real.more.PACKAGES = more.PACKAGES
    home = os.path.join(real.BUILD, "databases")
    loader = real.importlib.machinery.SourceFileLoader("fetch", "demo/fetch")
    for where, wanted in ((None, None), (home, more.PACKAGES)):
        module = real.importlib.util.module_from_spec(real.importlib.util.spec_from_loader("fetch", loader))
        loader.exec_module(module)
        if where:
            module.HOME, module.WANTED = where, wanted
        module.main()


if __name__ == "__main__":
    os.environ.pop("YICHA_DEMO_NO_NAMESPACE", None)
    fetch()
    sys.exit(room.run(work))
