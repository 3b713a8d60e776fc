# Folders of logs are made, inspected in one run, and the verdicts compared with what a calendar of its own says here. Then the hazards: logs
# that grow, shrink, cannot be read, are pipes, have lines of 64 MiB. TAP.
import bz2, calendar, datetime, glob, gzip, itertools, json, lzma, os, random, shutil, subprocess, sys, tempfile, threading, time, zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import journals  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "format"))
from events import Events, logon  # noqa: E402

BUILD = os.environ.get("B", "build")
YICHA = os.path.realpath(os.path.join(BUILD, "yicha"))
CHINA = datetime.timezone(datetime.timedelta(hours=8))
NOW = datetime.datetime.now(CHINA).replace(microsecond=0)
count = failed = 0


def ok(good, words):
    global count, failed
    count += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", count, words), flush=True)


def back(day, months):
    """The same day so many months earlier, or the month's last."""
    m = day.year * 12 + day.month - 1 - months
    year, month = divmod(m, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def access(t):
    return '192.0.2.7 - - [%s] "GET / HTTP/1.1" 200 612 "-" "x"\n' % t.strftime("%d/%b/%Y:%H:%M:%S %z")


def utc_access(t):
    return access(t.astimezone(datetime.timezone.utc))


def syslog(t):
    return "%s web sshd[1]: Accepted password for li from 192.0.2.7 port 1 ssh2\n" % t.strftime("%b %e %H:%M:%S")


def nginx_error(t):
    return "%s [error] 31#31: *1 open() failed, client: 192.0.2.7, server: _\n" % t.strftime("%Y/%m/%d %H:%M:%S")


def program(t):
    return "%s,123 INFO user=li ip=192.0.2.7 action=login result=success\n" % t.strftime("%Y-%m-%d %H:%M:%S")


def lines_json(t):
    return '{"time":"%s","user":"li","client_ip":"192.0.2.7","action":"login","result":"ok","object":"users","count":5,"receiver":"x"}\n' % t.isoformat()


FORMS = [access, utc_access, syslog, nginx_error, program, lines_json]
PACK = {"": (lambda b: b, ""), "gz": (gzip.compress, ".gz"), "xz": (lzma.compress, ".xz"), "bz2": (bz2.compress, ".bz2")}


def records(form, start, end, hole=None):
    """One a hour, but for the hole."""
    t, out = start, []
    while t < end:
        if not hole or not hole[0] <= t < hole[1]:
            out.append(form(t))
        t += datetime.timedelta(hours=1)
    return "".join(out).encode()


def put(path, data, mode=0o640):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)
    os.chmod(path, mode)


def cases():
    """(keeps, days kept beyond the law's, since, hole, form, packing, damaged)"""
    rows = []
    # Names that the packing of later files and the form are taken from in turn: every pair of them comes up.
    turn = itertools.cycle(itertools.product(FORMS, PACK))
    # A log of years takes long to write: fewer of them.
    for keeps, beyonds, holes in (("network", (-120, -30, -2, 0, 3, 40), (None, "new", "old")),
                                  ("operation", (-120, -30, -2, 0, 3, 40), (None, "new", "old")),
                                  ("provision", (-900, -600, -435, 3), (None, "new"))):
        for beyond in beyonds:
            for since in ("long", "first", "none"):
                for hole in holes:
                    form, pack = next(turn)
                    rows.append((keeps, beyond, since, hole, form, pack, False))
    for form, pack in itertools.product(FORMS, PACK):
        rows.append(("network", 3, "long", None, form, pack, False))
        rows.append(("operation", -40, "long", None, form, pack, False))
        if pack:
            rows.append(("network", 3, "long", None, form, pack, True))
    # Without years, over a New Year and longer than one.
    for pack in PACK:
        rows.append(("network", 260, "long", None, syslog, pack, False))
        rows.append(("operation", 400, "none", "new", syslog, pack, False))
    return rows


def make(folder, row):
    """Writes the case's files; returns what it knows of them."""
    keeps, beyond, since, hole, form, pack, damaged = row
    law = back(NOW.date(), 36 if keeps == "provision" else 6)
    first = datetime.datetime.combine(law - datetime.timedelta(days=beyond), datetime.time(0), CHINA)
    gap = None
    if hole == "new":
        gap = (NOW - datetime.timedelta(days=40), NOW - datetime.timedelta(days=39))
    if hole == "old":
        gap = (first + datetime.timedelta(days=5), first + datetime.timedelta(days=6))
    end, i = NOW, 0
    step = datetime.timedelta(days=200 if keeps == "provision" else 31)
    squeeze, ending = PACK[pack]
    while end > first:
        start = max(first, end - step)
        # Whole hours, so that files join.
        start = start.replace(minute=0, second=0) if start > first else first
        data = records(form, start, end, gap)
        name = "a.log" if i == 0 else "a.log.%d%s" % (i, ending)
        data = data if i == 0 else squeeze(data)
        if damaged and i == 2:
            data = data[: len(data) // 2]
        put(os.path.join(folder, name), data)
        end, i = start, i + 1
    return law, first, gap


def started(row, first):
    return {"long": datetime.date(2015, 1, 1), "first": first.date(), "none": None}[row[2]]


def expected_retention(row, law, first):
    keeps, beyond, since, hole, form, pack, damaged = row
    must_from = law
    if keeps == "provision":
        # The Regulations are in force from 2025-01-01; an hourly log may be silent for a few hours.
        must_from = max(law, datetime.date(2025, 1, 2))
    if first.date() <= must_from:
        return "unknown" if damaged else "pass"
    if since == "none":
        return "unknown"
    return "fail" if since == "long" else "unknown" if damaged else "pass"


def expected_gap(row, gap):
    if gap and gap[1] > datetime.datetime.combine(back(NOW.date(), 6), datetime.time(0), CHINA):
        return "fail"
    return "unknown" if row[6] else "pass"


SCOPE = """scope: 1
sample: true
unit: {name: 某公司（样本）, uscc: 91440300MA0000XY5L, province: 粤}
authorisation:
  by: 某部（样本）
  reference: 样本〔2026〕1号
  period: {from: %d-01-01, until: %d-12-31}
  window: "00:00-24:00"
  mode: self
  vantage: "inside: test"
contact: security@sample.example
objects:
  - {id: p, type: N2.08, name: 系统（样本）}
logs:
"""


def inspect(folder, stores, store="store"):
    path = os.path.join(folder, "scope.yaml")
    with open(path, "w") as f:
        f.write(SCOPE % (NOW.year - 1, NOW.year + 1))
        for name, keeps, since in stores:
            f.write("  - {path: %s, keeps: %s%s}\n" % (name, keeps, ", started: %s" % since if since else ""))
    env = dict(os.environ, YICHA_STORE=os.path.join(folder, store), LC_ALL="C.UTF-8", YICHA_LANG="en")
    got = subprocess.run([YICHA, "--lang=en", "inspect", path, "--html", os.path.join(folder, "report.html"),
                          "--json-report", os.path.join(folder, "report.json")], env=env, capture_output=True)
    return env, got


def ask(env, sql):
    out = subprocess.run([YICHA, "sql", "--json", sql], env=env, capture_output=True, check=True).stdout
    rows = json.loads(out)
    return rows["rows"] if isinstance(rows, dict) and "rows" in rows else rows


def verdicts(env):
    """(folder's name, check) → verdict; what has no row passes."""
    told = {}
    for r in ask(env, "SELECT check_id, key, verdict FROM verdicts"):
        if r["key"].startswith("log:"):
            told[os.path.basename(r["key"]), r["check_id"]] = r["verdict"]
    return told


RETENTION = {"network": "N3.2/log-retention", "operation": "N3.3/log-retention-operation",
             "provision": "N3.3/log-retention-provision"}
GAP = {"network": "N3.2/log-gap", "operation": "N3.3/log-gap-operation", "provision": "N3.3/log-gap-operation"}


def matrix(top):
    folder = os.path.join(top, "matrix")
    os.makedirs(folder)
    rows, stores, wrong = cases(), [], []
    known = []
    for i, row in enumerate(rows):
        law, first, gap = make(os.path.join(folder, "c%03d" % i), row)
        known.append((law, first, gap))
        stores.append(("c%03d" % i, row[0], started(row, first)))
    env, got = inspect(folder, stores)
    ok(got.returncode in (0, 1, 2, 3) and os.path.exists(os.path.join(folder, "report.html")), "the matrix is inspected")
    told = verdicts(env)
    for i, row in enumerate(rows):
        law, first, gap = known[i]
        for want, check in ((expected_retention(row, law, first), RETENTION[row[0]]), (expected_gap(row, gap), GAP[row[0]])):
            is_ = told.get(("c%03d" % i, check), "pass")
            if is_ != want:
                wrong.append("c%03d %s: %s, want %s: %s first %s" % (i, check, is_, want, row, first))
    for w in wrong[:12]:
        print("# " + w.replace("<function ", "<"))
    ok(len(rows) >= 200 and not wrong, "%d cases, %d wrong verdicts" % (len(rows), len(wrong)))
    kinds = {}
    for i, row in enumerate(rows):
        kinds.setdefault(expected_retention(row, *known[i][:2]), []).append(i)
    ok(all(len(kinds.get(k, [])) > 30 for k in ("pass", "fail", "unknown")), "each verdict is asked for often: %s" %
       {k: len(v) for k, v in kinds.items()})


def hazards(top):
    folder = os.path.join(top, "hazards")
    n = os.path.join(folder, "n")
    ten = NOW - datetime.timedelta(days=10)
    put(os.path.join(n, "good.log"), records(access, ten, NOW))
    put(os.path.join(n, "empty.log"), b"")
    os.mkfifo(os.path.join(n, "pipe.log"))
    os.symlink("/etc/passwd", os.path.join(n, "link.log"))
    put(os.path.join(n, "long.log"), access(ten).encode() + b"x" * (64 << 20) + b"\n" + access(NOW - datetime.timedelta(hours=1)).encode())
    put(os.path.join(n, "hole.log"), b"\0" * 100000 + records(program, ten, NOW))
    put(os.path.join(n, "cut.log.1.gz"), gzip.compress(records(access, ten, NOW))[:-300])
    put(os.path.join(n, "binary.log"), bytes(range(256)) * 400)
    put(os.path.join(n, "journal"), b"LPKSHHRH" + b"\0" * 4000)
    put(os.path.join(n, "open.log"), records(access, ten, NOW), 0o666)
    phone, secret = "1391234" + "5678", "LTAI5t" + "Qz8Rw2Kp7Vn4Xb9Ym3Td"
    put(os.path.join(n, "leak.log"), b"".join(
        program(ten + datetime.timedelta(hours=i)).replace("result=", "手机号=%s accessKeyId=%s result=" % (phone, secret)).encode()
        for i in range(200)))
    put(os.path.join(n, phone + ".log"), records(access, ten, NOW))
    with zipfile.ZipFile(os.path.join(n, "packed.zip"), "w") as z:
        z.writestr("of/%s.log" % phone, records(access, ten, NOW))
    growing = os.path.join(n, "growing.log")
    put(growing, records(access, ten, NOW) * 2000)
    shrinking = os.path.join(n, "shrinking.log")
    put(shrinking, records(access, ten, NOW) * 2000)
    before = {e: os.stat(os.path.join(n, e), follow_symlinks=False) for e in os.listdir(n)}
    stop = threading.Event()

    def writer():
        grown = open(growing, "ab", buffering=0)
        while not stop.is_set():
            grown.write(access(NOW).encode())
            os.truncate(shrinking, max(0, os.path.getsize(shrinking) - (1 << 20)))
            time.sleep(0.001)

    t = threading.Thread(target=writer)
    t.start()
    env, got = inspect(folder, [("n", "network", None)])
    stop.set()
    t.join()
    files = {(r["path"]): r for r in ask(env, "SELECT * FROM log_file")}
    streams = {r["stream"]: r for r in ask(env, "SELECT * FROM log_stream")}
    ok(any("139****5678" in r["part"] for r in ask(env, "SELECT part FROM log_file")), "what is personal in names of members is masked")
    ok(files["good.log"]["records"] == 240 and files["good.log"]["whole"], "a log beside them is read whole")
    ok(files["pipe.log"]["reason"] == "a named pipe: not opened" and "link" in files["link.log"]["reason"], "a pipe and a link are not opened")
    ok(files["empty.log"]["whole"] and files["empty.log"]["records"] == 0, "an empty file")
    ok(files["long.log"]["longest"] == 64 << 20 and files["long.log"]["records"] == 2, "a line of 64 MiB")
    ok(files["hole.log"]["nuls"] == 100000 and files["hole.log"]["records"] == 240, "a hole")
    ok(not files["cut.log.1.gz"]["whole"] and files["cut.log.1.gz"]["records"] > 100, "a damaged archive is read as far as it goes")
    ok("journal" in files["journal"]["reason"] and not files["journal"]["whole"], "a broken binary journal is told as not read")
    ok(files["binary.log"]["records"] == 0 and files["binary.log"]["reason"] != "", "bytes that are no log")
    ok(files["growing.log"]["whole"] and files["growing.log"]["records"] >= 480000, "a growing log is read to where it was")
    ok("shrinking.log" in files, "a log that is cut while it is read is survived: %s" % files["shrinking.log"]["reason"])
    told = verdicts(env)
    ok(told.get(("n", "N3.2/log-world-writable")) == "fail" and told.get(("n", "N3.2/log-holes")) == "fail", "permissions and holes are problems")
    ok(told.get(("n", "N3.2/log-retention")) == "unknown", "with files not read and no `started` nothing is said of retention")
    ok(told.get(("n", "N3.3/log-personal")) == "fail" and any(r["sure"] == 200 and r["kind"] == "mobile" for r in ask(env, "SELECT kind, sure FROM data_item")),
       "a key in a log is a problem")
    after = {e: os.stat(os.path.join(n, e), follow_symlinks=False) for e in os.listdir(n)}
    ok(set(before) == set(after) and all(before[e].st_mtime_ns == after[e].st_mtime_ns and before[e].st_ino == after[e].st_ino
                                         for e in before if e not in ("growing.log", "shrinking.log")), "nothing was changed")
    raw = []
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            if base != n and os.path.isfile(path):
                data = open(path, "rb").read()
                raw += [path for v in (phone, secret) if v.encode() in data]
    ok(not raw and phone.encode() not in got.stdout + got.stderr, "no raw value in the store, the reports or the output: %s" % raw)


def journal(top):
    """A binary journal and the one it was turned over to are one log; their records' times and words are read."""
    folder = os.path.join(top, "journal")
    hours = 24 * 260
    first = int((NOW - datetime.timedelta(hours=hours)).timestamp()) * 10 ** 6
    half = first + hours // 2 * 3600 * 10 ** 6
    old = "system@%032x-%016x-%016x.journal" % (7, 1, first)
    put(os.path.join(folder, "j", old), journals.build(hours // 2, first, 3600 * 10 ** 6))
    put(os.path.join(folder, "j", "system.journal"), journals.build(hours // 2, half, 3600 * 10 ** 6, "compact"))
    env, _ = inspect(folder, [("j", "network", None)])
    streams = ask(env, "SELECT * FROM log_stream")
    ok(len(streams) == 1 and streams[0]["records"] == hours and streams[0]["form"] == "journal",
       "two binary journals are one log: %s" % [(s["stream"], s["records"]) for s in streams])
    ok(all(f["whole"] for f in ask(env, "SELECT * FROM log_file")), "and read whole")
    told = verdicts(env)
    ok(told.get(("j", "N3.2/log-retention"), "pass") == "pass", "eight months of journals: retention is judged")


def events(top):
    """An event log of Windows whose oldest chunk stands last: one log, its records in order, logins known as such."""
    folder = os.path.join(top, "events")
    w = Events()
    first = int((NOW - datetime.timedelta(days=239)).timestamp())
    chunks = [w.chunk([logon(i, first + i * 86400, "user%d" % i, "192.0.2.7", 4625 if i % 7 == 0 else 4624) for i in range(at, at + 60)]) for at in (0, 60, 120, 180)]
    put(os.path.join(folder, "w", "Security.evtx"), w.file(chunks[2:] + chunks[:2]))
    env, _ = inspect(folder, [("w", "network", None)])
    streams = ask(env, "SELECT * FROM log_stream")
    ok(len(streams) == 1 and streams[0]["records"] == 240 and streams[0]["first"] == first and streams[0]["backs"] == 0 and streams[0]["missing"] == 0,
       "an event log of Windows: %s" % [(s["records"], s["backs"], s["missing"]) for s in streams])
    ok(all(f["whole"] for f in ask(env, "SELECT * FROM log_file")), "is read whole")
    got = {e["event"]: e["records"] for e in ask(env, "SELECT * FROM log_event")}
    ok(sum(got.values()) == 240 and len(got) == 2, "logins and failed ones: %s" % got)
    ok(verdicts(env).get(("w", "N3.2/log-retention"), "pass") == "pass", "and reaches back far enough")


def rotation(top):
    """What the rotation will leave is told though the log is young; of what is kept long enough, or by size alone, nothing."""
    folder = os.path.join(top, "rotation")
    for name in "short", "long", "size", "other", "gone":
        put(os.path.join(folder, name, "a.log"), records(access, NOW - datetime.timedelta(days=3), NOW))
    put(os.path.join(folder, "rules"), ("weekly\nrotate 4\n%s/short/*.log {\n daily\n rotate 14\n postrotate\n  rotate 999\n endscript\n}\n%s/long/a.log {\n rotate 30\n}\n"
                                        "%s/size/a.log {\n size 10M\n}\n" % (folder, folder, folder)).encode())
    env, _ = inspect(folder, [(n + ", rotation: %s/%s" % (folder, "none" if n == "gone" else "rules"), "network", str(NOW.date())) for n in ("short", "long", "size", "other", "gone")])
    rows = {r["logs"].split("/")[-2]: r for r in ask(env, "SELECT * FROM log_rotation")}
    ok({n: r["days"] for n, r in rows.items()} == {"short": 15, "long": 217, "size": None}, "days that the rotation keeps: %s" % {n: r["days"] for n, r in rows.items()})
    told = verdicts(env)
    ok(told.get(("short", "N3.2/log-rotation")) == "fail", "two weeks are too short, though the log is young")
    ok(told.get(("long", "N3.2/log-rotation"), "pass") == "pass", "thirty weeks are not")
    ok([told.get((n, "N3.2/log-rotation")) for n in ("size", "other", "gone")] == ["unknown"] * 3, "by size, of no such log, no such file: unknown: %s" % told)
    ok(all(told.get((n, "N3.2/log-retention"), "pass") == "pass" for n in ("short", "size")), "and the records themselves are judged as ever")


def second_look(top):
    """Records that an earlier run saw are gone."""
    folder = os.path.join(top, "second")
    n = os.path.join(folder, "n")
    put(os.path.join(n, "a.log"), records(access, NOW - datetime.timedelta(days=60), NOW))
    put(os.path.join(n, "a.log.1"), records(access, NOW - datetime.timedelta(days=120), NOW - datetime.timedelta(days=60)))
    env, _ = inspect(folder, [("n", "network", None)])
    ok(verdicts(env).get(("n", "N3.2/log-retention")) == "unknown", "four months of a log of unknown age")
    os.remove(os.path.join(n, "a.log.1"))
    env, _ = inspect(folder, [("n", "network", None)])
    ok(verdicts(env).get(("n", "N3.2/log-retention")) == "fail", "two months, where a run before saw four")


def client():
    """psql of the unpacked servers, else the system's; and its environment."""
    root = os.path.realpath(os.path.join(BUILD, "estate/root"))
    found = sorted(glob.glob(root + "/usr/lib/postgresql/*/bin/psql"))
    libs = ":".join(sorted(glob.glob(root + "/usr/lib/*-linux-gnu") + glob.glob(root + "/lib/*-linux-gnu")))
    return (found[0], dict(os.environ, LD_LIBRARY_PATH=libs)) if found else ("psql", dict(os.environ))


def postgresql(top):
    # The server runs as another user where this one is root: its folder lies where that one can go.
    folder, db = os.path.join(top, "pg"), tempfile.mkdtemp(prefix="yicha-pg-", dir=os.environ.get("TMPDIR"))
    n = os.path.join(folder, "n")
    os.makedirs(n)
    got = subprocess.run(["tools/postgres", "start", db], capture_output=True, text=True)
    if got.returncode:
        shutil.rmtree(db, ignore_errors=True)
        print("ok %d - what PostgreSQL writes # SKIP no PostgreSQL here" % (count + 1))
        return False
    try:
        url, (psql, libraries) = got.stdout.strip(), client()
        for s in ["ALTER SYSTEM SET log_connections = on", "ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()",
                  "CREATE TABLE t (a int)", "COPY t TO STDOUT", "GRANT SELECT ON t TO PUBLIC", "DELETE FROM t", "SELECT nothing"]:
            subprocess.run([psql, url, "-X", "-c", s], capture_output=True, env=libraries)
        shutil.copy(os.path.join(db, "log"), os.path.join(n, "postgresql.log"))
    finally:
        subprocess.run(["tools/postgres", "stop", db], capture_output=True)
    env, _ = inspect(folder, [("n", "operation", None)])
    stream = ask(env, "SELECT * FROM log_stream")[0]
    events = {r["event"]: r["records"] for r in ask(env, "SELECT * FROM log_event")}
    ok(stream["form"] == "postgresql" and stream["records"] >= 5, "PostgreSQL's own log is recognised: %d records" % stream["records"])
    ok(stream["zoned_ppm"] == 1000000, "with its zone")
    want = {"start", "login", "export", "grant", "delete"}
    ok(want <= set(events), "and what happened: %s" % events)
    return True


def main():
    random.seed(7)
    top = tempfile.mkdtemp(prefix="yicha-logs-", dir=os.environ.get("TMPDIR"))
    try:
        matrix(top)
        journal(top)
        events(top)
        rotation(top)
        hazards(top)
        second_look(top)
        skipped = not postgresql(top)
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(top)
    print("1..%d" % (count + skipped))
    return failed > 0


sys.exit(main())
