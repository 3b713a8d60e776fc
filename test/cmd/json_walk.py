"""Every command that takes --json gives JSON, or says why not: on an empty ledger, and step by step on one that is filled. Prints TAP.
The commands come from the program's own table (yicha help --json)."""
import json
import os
import subprocess
import sys

YICHA, DIR = sys.argv[1:]
UNIT = "91440300MA5GTE2T1H"
count = 0
names = {}  # what steps leave behind: {case}, {o} …


def tell(good, words, *more):
    global count
    count += 1
    print("%sok %d - %s" % ("" if good else "not ", count, words))
    if not good:
        print("".join("# %s\n" % line for m in more for line in str(m).splitlines()[:15]), end="")


def path(name):
    return os.path.join(DIR, name)


def write(name, text):
    with open(path(name), "w", encoding="utf-8") as out:
        out.write(text)
    return path(name)


def run(store, words, who):
    environment = dict(os.environ, YICHA_STORE=path(store), LC_ALL="C", TZ="UTC")
    environment.pop("YICHA_NOW", None)
    environment["YICHA_AS"] = who
    done = subprocess.run([YICHA, *words, "--json", "--lang", "en"], capture_output=True, env=environment, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def parse(out):
    return json.loads(out.decode("utf-8")) if out.strip() else None


def one(store, words, statuses, who):
    """Runs it; the parsed output, None where there is none."""
    status, out, err = run(store, words, who)
    said = "%s: %s" % (store, " ".join(words)[:100])
    try:
        value, parsed = parse(out), True
    except ValueError as fault:
        value, parsed = None, fault
    fine = status in statuses and parsed is True
    if status in (0, 1, 3):
        fine = fine and value is not None
    else:
        fine = fine and bool(err.strip())
    tell(fine, said, "status %d" % status, parsed, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
    return value


NONE = (2,)      # nothing of this name
REFUSED = (2, 4)
# What each command is asked on an empty ledger, and with what it ends. Lists are empty lists.
LIST = "list"
EMPTY = {
    "scope new": ([], (0,)), "scope check": (["{scope}"], (0, 1, 3)),
    "inspect": (["/nonexistent.yaml"], NONE), "report": ([], NONE), "recheck": (["0000"], NONE), "judge": (["latest"], NONE),
    "findings list": ([], LIST), "findings show": (["0000"], NONE), "findings mark": (["0000", "--false-positive", "--reason", "x"], NONE),
    "findings unmark": (["0000"], NONE), "findings evidence": (["00"], NONE),
    "runs list": ([], LIST), "runs show": ([], NONE), "runs diff": (["a", "b"], NONE),
    "checks list": ([], (0,)), "checks show": (["N3.2/redis-open"], (0,)), "checks test": (["N3.2/redis-open"], NONE),
    "checks new": (["N3.2/probe", "--dir", "{dir}"], REFUSED), "checks facts": ([], (0,)),
    "sql": (["SELECT 1"], NONE),
    "bundle export": (["{dir}/empty-bundle"], (0,)), "bundle verify": (["{dir}/no"], REFUSED),
    "case open": ([], NONE), "case import": (["{dir}/none.jsonl"], NONE), "case list": ([], LIST), "case show": (["0000"], NONE),
    "case table": ([], (0,)),
    "deadline compute": (["--from", "2026-02-13", "--days", "5"], (0,)), "deadline clocks": ([], (0,)), "deadline year": (["2026"], (0,)),
    "deadline due": ([], LIST), "deadline show": (["n1"], NONE), "deadline recompute": ([], (0,)), "deadline rungs": ([], LIST),
    "deadline propose": (["1", "urge", "--reason", "x"], REFUSED),
    "data scan": (["{dir}/none"], REFUSED), "data kinds": ([], (0,)), "draw plan": ([], REFUSED), "draw list": ([], LIST), "draw verify": (["{dir}/no"], REFUSED),
    "form list": ([], (0,)), "form show": (["rectification-order"], (0,)), "form sample": (["rectification-order", "--pdf", "{dir}/a.pdf"], (0,)),
    "form make": (["service-receipt", "n1"], REFUSED),
    "help": ([], (0,)), "version": ([], (0,)),
    "ledger init": ([], NONE), "ledger person": (["admin", "管", "admin"], (0,)), "ledger persons": ([], (0,)),
    "ledger set": (["agency.mark", "某通信管"], (0,)),
    "listing list": ([], LIST), "listing tasks": ([], LIST), "listing propose": ([], REFUSED),
    "log show": ([], (0,)), "log verify": ([], (0, 3)), "log prove": (["0"], (0,)), "log checkpoint": ([], (0,)), "log keygen": ([], NONE),
    "log key": ([], NONE),
    "notice list": ([], LIST), "notice draft": ([], REFUSED),
    "onsite list": ([], LIST), "onsite open": ([], REFUSED),
    "penalty list": ([], LIST), "penalty open": ([], REFUSED),
    "publication list": ([], LIST), "publication draft": ([], REFUSED),
    "registry import": (["units", "{dir}/none.csv"], REFUSED), "registry export": (["units", "{dir}/out.csv"], (0,)),
    "registry list": (["units"], LIST), "registry show": (["units", UNIT], NONE), "registry template": (["units", "{dir}/t.csv"], (0,)),
    "self new": (["--unit", UNIT, "{dir}/self.xlsx"], (0,)), "self import": (["{dir}/none.xlsx"], REFUSED),
    "self status": (["--unit", UNIT], (0, 3)), "self confirm": (["N3.1.emergency.drill", "--unit", UNIT], REFUSED),
    "self report": (["--unit", UNIT, "--docx", "{dir}/self.docx"], (0, 2, 3, 4)),
    "stats count": ([], LIST), "stats bulletin": ([], (0, 2)),
}
# Events upon something of which there is nothing.
for command, verbs, thing in (("case", "extend confirm dismiss duplicate transfer remind accept report return assign pass fail void", "0000"),
                              ("deadline", "approve refuse carry-out cancel", "r1"),
                              ("draw", "pool commit reveal beacon hold show record replace abort", "2026-001"),
                              ("listing", "show confirm-words EVENT", "b1"), ("penalty", "show confirm-words EVENT", "p1"),
                              ("notice", "show print confirm-words EVENT submit review return issue serve finish answer correct revoke withdraw", "n1"),
                              ("onsite", "record interview examine test photo close cases print show", "o1"),
                              ("publication", "show review approve refuse publish withdraw", "g1")):
    for verb in verbs.split():
        EMPTY["%s %s" % (command, verb)] = ([thing], REFUSED)

# The same, one after the other, where there is something: who, words, statuses, what is kept of the answer.
PERSONS = (("guan", "manager", []), ("li", "technician", ["--unit", "T1"]), ("wang", "officer", ["--cert", "1"]), ("zhao", "officer", ["--cert", "2"]),
           ("sun", "legal", []), ("zhou", "issuer", []), ("wu", "unit", ["--unit", UNIT]), ("op", "draw-operator", []),
           ("sup", "draw-supervisor", []))
FILLED = [
    *(("admin", "ledger set agency.%s x" % name, (0,), None) for name in ("mark", "contact", "phone", "report_to")),
    ("guan", "registry import units {units}", (0,), None), ("guan", "registry list units", (0,), None),
    ("guan", "registry show units " + UNIT, (0,), None), ("guan", "registry export units {dir}/units-out.csv", (0,), None),
    ("li", "case import {findings} --unit " + UNIT, (1,), None), ("li", "case list", (0,), ("case", lambda v: v[0]["id"])),
    ("li", "case show {case}", (0,), None), ("wang", "case confirm {case} --evidence {proof}", (0,), None),
    ("wang", "notice draft --kind rectification-order {case} --days 15 --field way=远程检测 --field approval=检1号", (0,), None),
    ("sun", "notice review n1", (0,), None), ("sun", "notice confirm-words n1 --reason 已核对", (0,), None), ("zhou", "notice issue n1", (0,), None),
    ("wang", "notice serve n1 --way direct --receiver 陈某 --evidence {proof}", (0,), None), ("wang", "notice list", (0,), None),
    ("wang", "notice show n1", (0,), None), ("wang", "notice print n1 --pdf {dir}/n1.pdf --docx {dir}/n1.docx", (0,), None),
    ("wang", "form make service-receipt n1 --field location=x", (0, 2), None),
    ("wang", "deadline due --all", (0,), None), ("wang", "deadline show {case}", (0,), None), ("guan", "deadline recompute", (0,), None),
    ("wu", "notice answer n1 --evidence {proof}", (0,), None), ("guan", "case assign {case} --tester zhao", (0,), None),
    ("zhao", "case fail {case} --until {soon} --evidence {proof} --reason x", (0,), None),
    ("wu", "case extend {case} --until {later} --reason x", (0,), None),
    ("op", "draw plan --campaign c --quota 1 --beacon b --beacon-at 2099-11-24T21:30", (0,), ("draw", lambda v: v["number"])),
    ("op", "draw pool {draw}", (0, 4), None), ("op", "draw list", (0,), None), ("op", "draw show {draw}", (0,), None),
    ("op", "draw commit {draw} --secret {dir}/secret", (0, 4), None), ("sup", "draw abort {draw} --reason x", (0,), None),
    ("wang", "onsite open --unit " + UNIT + " --approval 1 --location x --present y --post z --officers wang,zhao --shown --recusal 不申请回避",
     (0,), None),
    ("wang", "onsite record o1 --says x", (0,), None), ("wang", "onsite list", (0,), None), ("wang", "onsite show o1", (0,), None),
    ("wang", "onsite close o1 --signed", (0,), None), ("wang", "onsite cases o1", (0,), None),
    ("wang", "onsite print o1 --pdf {dir}/o1.pdf", (0,), None),
    ("wang", "penalty open --law csl/protect --act-day {day} --unit " + UNIT + " --name 样本公司 --title 未履行义务 --reason 逾期未改", (0,), None),
    ("zhou", "penalty file p1 --basis x", (0,), None), ("zhou", "penalty list", (0,), None), ("zhou", "penalty show p1", (0,), None),
    ("zhao", "listing propose --list bad --unit " + UNIT + " --name x --reason x --basis x --ground other", (0, 2, 4), None),
    ("guan", "stats count", (0,), None), ("guan", "stats bulletin --xlsx {dir}/b.xlsx", (0,), None),
    ("admin", "log show", (0,), None), ("admin", "log verify", (0, 3), None), ("admin", "log checkpoint", (0,), None),
    ("admin", "log prove 1", (0,), None), ("guan", "bundle export {dir}/bundle", (0,), None), ("guan", "bundle verify {dir}/bundle", (0,), None),
    ("wu", "self import {dir}/self.xlsx", (0, 1), None), ("wu", "self status --unit " + UNIT, (0, 3), None),
    ("admin", "inspect {scope} --quiet", (0, 1, 3), None), ("admin", "runs list", (0,), None), ("admin", "runs show", (0,), None),
    ("admin", "runs diff latest latest", (0, 1), None), ("admin", "findings list", (0,), None), ("admin", "judge latest", (0, 1, 3), None),
    ("admin", "report", (0, 1, 3), None), ("admin", "sql SELECT_1", (0,), None), ("li", "case open", (0,), None),
]


def known():
    status, out, _ = run("none", ["help"], "admin")
    tell(status == 0, "the program's own table of commands")
    for c in parse(out)["commands"]:
        verbs = c["verbs"] + (["EVENT"] if "EVENT" in c["operands"] else [])
        for key in ["%s %s" % (c["name"], v) for v in verbs] or [c["name"]]:
            # A command that this walk does not know is asked without a word: JSON, or an error that says why.
            EMPTY.setdefault(key, ([], (0, 1, 2, 3, 4)))
            yield key


def fill(words):
    return [w.replace("SELECT_1", "SELECT 1").format(**names) for w in words]


def main():
    import datetime
    year = datetime.datetime.utcnow().year
    today = datetime.datetime.utcnow().date()
    names.update(dir=DIR, later=(today + datetime.timedelta(days=40)).isoformat(), soon=(today + datetime.timedelta(days=20)).isoformat(), day=(today - datetime.timedelta(days=9)).isoformat(),
                 proof=write("proof.txt", "proof\n"),
                 units=write("units.csv", "Credit code,Name,Type\n%s,样本公司,Internet company\n" % UNIT),
                 findings=write("f.jsonl", '{"tool":"t","rule":"r","asset":"192.0.2.7:6379","title":"t","severity":"high","says":"open","remedy":"close it","basis":"csl/protect"}\n{"rule":"r"}\n'),
                 scope=write("scope.yaml", """scope: 1
unit: {name: 样本公司, uscc: %s, province: 粤}
authorisation: {by: 自己, reference: "1", period: {from: %d-12-31, until: %d-01-02}, window: "00:00-24:00", mode: self, vantage: loopback}
contact: a@example.cn
objects:
  - {id: portal, type: N2.01, name: 门户, sites: ["http://127.0.0.1:1/"]}
""" % (UNIT, year - 1, year + 1)))
    for store in "empty", "filled":
        one(store, ["ledger", "init", "--sample", "--agency", "样本局"], (0,), "admin")
        one(store, ["ledger", "person", "admin", "管", "admin"], (0,), "admin")
    for key in known():
        words, statuses = EMPTY[key]
        value = one("empty", key.split() + fill(words), (0,) if statuses is LIST else statuses, "admin")
        if statuses is LIST:
            tell(value == [] or value == {} or (isinstance(value, list) and all(not r.get("total") for r in value)), key + ": empty", value)
    for who, role, more in PERSONS:
        one("filled", ["ledger", "person", who, who, role, *more], (0,), "admin")
    for who, words, statuses, keep in FILLED:
        value = one("filled", fill(words.split()), statuses, who)
        if keep:
            names[keep[0]] = keep[1](value) if value else "none"
    print("1..%d" % count)


main()
