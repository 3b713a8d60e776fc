#!/usr/bin/python3
"""bench/score_columns.py CORPUS: runs `yicha inspect` over CORPUS/files (bench/corpus/corpus.py --parts columns), asks `yicha data inventory` what each column was said to
hold and how it is kept, and compares with CORPUS/columns.jsonl. A column is said to be of a kind where at least half of its values are told so; fewer are strays, told apart.
Prints precision and recall of kinds and of verdicts with Wilson's bounds, and the limits of docs/accuracy.md; status 1 where one does not hold."""
import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True  # nothing is left in the tree
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus"))
import negatives  # noqa: E402
from score import Tally, floors, leaked, table  # noqa: E402

SCOPE = """scope: 1
sample: true
unit: {name: 样本, uscc: 91440300MA0000XY5L, province: 粤}
authorisation:
  by: 样本
  period: {from: %s-01-01, until: %s-12-31}
contact: security@yuehai-sample.example
objects: [{id: data, type: N2.08, name: 样本}]
data: {ordered_by: 样本, rows: 5000, folders: [files]}
"""
SAME = {"id-card-15": {"id-card"}, "passport": {"hk-permit"}, "hk-permit": {"passport"}, "landline": {"mobile"}, "foreigner-card": {"id-card"}, "residence-permit": {"id-card"}}


def inventory(program, corpus):
    import datetime
    year = (datetime.datetime.utcnow() + datetime.timedelta(hours=8)).year
    store = os.path.join(corpus, "store")
    shutil.rmtree(store, ignore_errors=True)
    with open(os.path.join(corpus, "scope.yaml"), "w", encoding="utf-8") as f:
        f.write(SCOPE % (year, year))
    done = subprocess.run([program, "inspect", os.path.join(corpus, "scope.yaml"), "--store", store, "-q", "--html", os.path.join(corpus, "report.html"),
                           "--json-report", os.path.join(corpus, "report.json")], stdout=subprocess.DEVNULL)
    if done.returncode not in (0, 1, 3):
        sys.exit("score: the inspection ended with status %d" % done.returncode)
    done = subprocess.run([program, "data", "inventory", "--json", "--store", store], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def levels():
    """The level of each kind, from the catalogue."""
    out = {}
    with open("catalogue/grades.yaml", encoding="utf-8") as f:
        for kinds, rest in re.findall(r"kinds: \[([^\]]*)\](.*?)(?=- category|\Z)", f.read(), re.S):
            level = re.search(r"level: (\d)", rest)
            for kind in kinds.split(","):
                out[kind.strip()] = int(level.group(1)) if level else 0
    return out


class Columns:
    def __init__(self, truth, said):
        self.truth = truth
        self.kinds, self.forms, self.styles, self.places = (collections.defaultdict(Tally) for _ in range(4))
        self.verdicts, self.grade, self.stray = Tally(), Tally(), 0
        self.wrong = []  # (words, truth, said)
        self.level = levels()
        by_column = collections.defaultdict(list)
        for s in said:
            by_column[s["path"], s["name"]].append(s)
        for t in truth:
            if t["name"]:
                self.judge(t, by_column[t["path"], t["name"]])
            else:
                mine = [s for s in by_column[t["path"], ""] if s["kind"] == t["kind"]] if t["kind"] else []
                self.judge(t, mine)
        for path in {t["path"] for t in truth if not t["name"]}:
            kinds = {t["kind"] for t in truth if t["path"] == path}
            kinds |= {k for t in truth if t["path"] == path and t["family"] for k in negatives.FAMILIES[t["family"]][0]}
            for s in by_column[path, ""]:
                if s["kind"] not in kinds and s["values"] * 2 >= max(t["rows"] for t in truth if t["path"] == path):
                    self.false({"path": path, "name": "", "kind": None, "family": "without names", "style": "none", "container": "csv", "form": None}, s)

    def false(self, t, s):
        self.kinds[s["kind"]].wrong += 1
        self.styles[t["style"]].wrong += 1
        self.places[t["container"]].wrong += 1
        self.wrong.append(("FALSE %s on %s" % (s["kind"], t["kind"] or t["family"]), t, s))

    def judge(self, t, said):
        """said: what was told of this column."""
        most = [s for s in said if s["values"] * 2 >= t["rows"] * .8 or s["form"] not in ("plain", "untold")]
        self.stray += len(said) - len(most)
        if t["family"]:
            most = [s for s in most if s["kind"] not in negatives.FAMILIES[t["family"]][0]]
        right = [s for s in most if t["kind"] and (s["kind"] == t["kind"] or s["kind"] in SAME.get(t["kind"], ()))]
        for tally in (self.kinds[t["kind"]], self.styles[t["style"]], self.places[t["container"]]) if t["kind"] else ():
            tally.right += bool(right)
            tally.asked += t["asked"]
            tally.found += t["asked"] and bool(right)
        if t["kind"] and t["asked"] and not right:
            self.wrong.append(("MISSED %s (%s)" % (t["kind"], t["form"]), t, most[0] if most else None))
        for s in most:
            # Of a kept column without plain values another kind by the same name is no other column.
            if s not in right and not (t["kind"] and right):
                self.false(t, s)
        if t["kind"] and t["asked"]:
            self.grade.asked += 1
            self.grade.found += any(self.level.get(s["kind"], 0) >= self.level.get(t["kind"], 0) for s in most)
        self.verdict(t, right or most)

    def verdict(self, t, said):
        told = said[0]["form"] if said else None
        told = None if told in ("plain", "untold") else told
        if t["form"] == "xor":
            if told in ("encrypted", "masked"):
                self.verdicts.wrong += 1
                self.wrong.append(("VERDICT %s on xor" % told, t, said[0]))
            return
        want = t["verdict"] if t["verdict"] != "plain" else None
        name = t["form"] if want else "-"
        if want:
            self.forms[name].asked += 1
            self.verdicts.asked += 1
        if told and told == want:
            for tally in (self.forms[name], self.verdicts):
                tally.right += 1
                tally.found += 1
        elif told:
            self.verdicts.wrong += 1
            self.forms[name].wrong += 1
            self.wrong.append(("VERDICT %s on %s" % (told, t["form"] or t["family"]), t, said[0]))
        elif want:
            self.wrong.append(("VERDICT none on %s" % t["form"], t, said[0] if said else None))


def pooled(tallies):
    out = Tally()
    for t in tallies.values():
        for field in ("right", "wrong", "asked", "found"):
            setattr(out, field, getattr(out, field) + getattr(t, field))
    return out


def limits(c):
    kinds = pooled(c.kinds)
    rows = [("columns", kinds, .98, .97), ("masking verdict", c.verdicts, .95, .97)]
    good = True
    print("\n## Limits of columns\n| what | P (limit) | R (limit) | |\n| --- | ---: | ---: | --- |")
    for words, t, p, r in rows:
        holds = t.precision() >= p and t.recall() >= r
        good = good and holds
        print("| %s | %.4f (%.2f) | %.4f (%.2f) | %s |" % (words, t.precision(), p, t.recall(), r, "pass" if holds else "FAIL"))
    holds = c.grade.recall() >= .995
    print("| grade not below truth | | %.4f (0.995) | %s |" % (c.grade.recall(), "pass" if holds else "FAIL"))
    return good and holds


def examples(c, corpus, most):
    groups = collections.defaultdict(list)
    for words, t, s in c.wrong:
        groups[words].append((t, s))
    for words, list_ in sorted(groups.items(), key=lambda g: -len(g[1])):
        print("\n### %s: %d   (names: %s)" % (words, len(list_), ", ".join("%s %d" % n for n in collections.Counter(t["style"] for t, _ in list_).most_common())))
        for t, s in list_[:most]:
            print("    %s [%s] %s%s" % (t["path"], t["name"], "" if not s else "→ %s %s %d of %d" % (s["kind"], s["form"], s["values"], t.get("rows", 0)), first_values(corpus, t)))


def first_values(corpus, t):
    if not t["path"].endswith(".csv") or not t["name"]:
        return ""
    import csv
    with open(os.path.join(corpus, "files", t["path"]), "rb") as f:
        data = f.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    rows = list(csv.reader(text.splitlines()))
    return "   " + " ".join(row[rows[0].index(t["name"])] for row in rows[1:4])


def main():
    p = argparse.ArgumentParser()
    p.add_argument("corpus")
    p.add_argument("--program", default=os.path.join(os.environ.get("B", "build"), "yicha"))
    p.add_argument("--examples", type=int, default=0)
    p.add_argument("--short", action="store_true")
    p.add_argument("--floors", help="as a test: what this file wants at least")
    a = p.parse_args()
    with open(os.path.join(a.corpus, "columns.jsonl"), encoding="utf-8") as f:
        truth = [json.loads(line) for line in f]
    c = Columns(truth, inventory(a.program, a.corpus))
    if a.floors:
        sys.exit(0 if floors(a.floors, {"columns": pooled(c.kinds), "verdicts": c.verdicts, "levels": c.grade}) else 1)
    if a.examples:
        with open(os.path.join(a.corpus, "templates")) as f:
            if f.read().strip() == "held":
                sys.exit("score: no examples of the family that is held back")
        examples(c, a.corpus, a.examples)
        return
    print("%d columns, %d of persons and units, %d strays (less than half of a column's values)" % (len(truth), sum(t["kind"] is not None for t in truth), c.stray))
    if not a.short:
        table("kind of column", c.kinds, sorted(c.kinds, key=str))
        table("name of column", c.styles)
        table("table in", c.places)
        table("kept", c.forms)
    good = limits(c)
    with open(os.path.join(a.corpus, "values.txt"), encoding="utf-8") as f:
        leaks = leaked(f.read().splitlines(), *(os.path.join(a.corpus, name) for name in ("store", "report.html", "report.json")))
    print("\nraw values in the store and the reports: %d (limit 0)" % len(leaks))
    sys.exit(0 if good and not leaks else 1)


if __name__ == "__main__":
    main()
