"""tamper.py YICHA STORE LEAST: a ledger in an SQLite file that real commands have filled. It verifies; then in each of its tables that has rows a value is altered, a
row taken away, a row put in, past the ledger, one at a time in a copy: each time 'log verify' must end with 1 and name the table. At least LEAST tables have rows.
Prints TAP comments and ends with 0 or 1."""
import glob, json, os, random, re, shutil, sqlite3, subprocess, sys, tempfile

yicha, store, least = sys.argv[1], sys.argv[2], int(sys.argv[3])
r = random.Random(11)
os.environ.pop("YICHA_NOW", None)
home = tempfile.mkdtemp(prefix="yicha-tamper-")
path = os.path.join(home, "yicha.db")


def tables():
    for name in sorted(glob.glob("src/ledger/tables/*.sql")):
        for line in open(name, encoding="utf-8"):
            m = re.match(r"CREATE TABLE (\w+)\(", line)
            if m:
                yield m.group(1)


def restore():
    for tail in ("-wal", "-shm"):
        if os.path.exists(path + tail):
            os.remove(path + tail)
    shutil.copy(os.path.join(home, "kept.db"), path)


def verify():
    p = subprocess.run([yicha, "--store", home, "log", "verify", "--json", "--accept-unsigned"], capture_output=True, text=True)
    try:
        faults = json.loads(p.stdout)["faults"]
    except (ValueError, KeyError):
        faults = [{"table": "", "words": p.stderr}]
    return p.returncode, faults


def other(value):
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"\1"
    return value + "x"


def columns(c, table):
    rows = c.execute("PRAGMA table_info(%s)" % table).fetchall()
    return [x[1] for x in rows], [x[1] for x in rows if x[5]]


def alter(c, table):
    names, keys = columns(c, table)
    row = r.choice(c.execute("SELECT * FROM %s" % table).fetchall())
    values = dict(zip(names, row))
    name = r.choice([n for n in names if n not in keys] or names)
    where = " AND ".join("%s = ?" % k for k in keys)
    c.execute("UPDATE %s SET %s = ? WHERE %s" % (table, name, where), [other(values[name])] + [values[k] for k in keys])


def take(c, table):
    names, keys = columns(c, table)
    row = dict(zip(names, r.choice(c.execute("SELECT * FROM %s" % table).fetchall())))
    c.execute("DELETE FROM %s WHERE %s" % (table, " AND ".join("%s = ?" % k for k in keys)), [row[k] for k in keys])


def put(c, table):
    names, keys = columns(c, table)
    row = [other(v) for v in r.choice(c.execute("SELECT * FROM %s" % table).fetchall())]
    if len(keys) == 1 and isinstance(row[names.index(keys[0])], int):
        row[names.index(keys[0])] = c.execute("SELECT max(%s) + 1 FROM %s" % (keys[0], table)).fetchone()[0]
    c.execute("INSERT INTO %s VALUES (%s)" % (table, ",".join("?" * len(names))), row)


source = sqlite3.connect(os.path.join(store, "yicha.db"))
kept = sqlite3.connect(os.path.join(home, "kept.db"))
source.backup(kept)
kept.execute("PRAGMA journal_mode=DELETE")
kept.close()
source.close()
restore()
bad = 0
rc, faults = verify()
if rc != 0 or faults:
    print("# not altered, and does not verify: %s %s" % (rc, faults[:3]))
    bad += 1
filled, empty, done = [], [], 0
for table in tables():
    for do in (alter, take, put):
        restore()
        c = sqlite3.connect(path)
        if not c.execute("SELECT count(*) FROM %s" % table).fetchone()[0]:
            empty.append(table)
            c.close()
            break
        do(c, table)
        c.commit()
        c.close()
        rc, faults = verify()
        done += 1
        # A row that seals a piece of evidence may be told of as that piece.
        if rc != 1 or not any(f["table"] in (table, table.replace("log_evidence", "evidence")) for f in faults):
            print("# %s %s: status %d, %s" % (do.__name__, table, rc, faults[:2]))
            bad += 1
    else:
        filled.append(table)
print("# %d changes in %d tables; without rows: %s" % (done, len(filled), " ".join(empty)))
if len(filled) < least:
    print("# that is less than %d" % least)
    bad += 1
shutil.rmtree(home)
sys.exit(bad != 0)
