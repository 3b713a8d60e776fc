#!/usr/bin/python3
"""bench/score.py CORPUS [--finds FILE]: runs `yicha data scan --json` over CORPUS/files (bench/corpus/corpus.py) and compares what it says with CORPUS/truth.jsonl, by path,
part within, place and kind. A find of confidence FIND_SURE (70) or more counts; what is below is told apart, as possible. Prints precision and recall of every
kind with Wilson's 95 % bounds, by encoding, container, context, style and difficulty, the limits of docs/accuracy.md and whether they hold; status 1 where one does not.

A value that no test can tell by itself (a mobile number, a name) and that has no word near it is not asked for: finding it sure is right, missing it is no miss."""
import argparse
import bisect
import collections
import json
import math
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing is left in the tree
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus"))
import values  # noqa: E402

SURE = 70
# (words, kinds, least precision, least recall, least recall in other encodings and in containers)
LIMITS = [("check digit", ["id-card", "uscc", "bank-card", "residence-permit", "foreigner-card"], .99, .99, .98),
          ("mobile, with a word or column", ["mobile"], .97, .97, .97),
          ("e-mail", ["email"], .98, .98, .98),
          ("keys", sorted(values.KEYS), .98, .98, .98),
          ("password", ["password", "url-password"], .90, .90, .90),
          ("papers and plates", ["passport", "hk-permit", "plate"], .95, .95, .95),
          ("names in fields", ["name"], .90, .85, .85),
          ("addresses", ["address"], .92, .90, .90)]


def wilson(k, n):
    if not n:
        return 0.0, 1.0
    z, p = 1.96, k / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


class Tally:
    def __init__(self):
        self.right = self.wrong = self.asked = self.found = self.possible = 0

    def precision(self):
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    def recall(self):
        return self.found / self.asked if self.asked else 1.0


def asked(t):
    return t["kind"] in values.ALONE or t["style"] != "bare"


def fits(t, f, loose):
    """Is the find's span the value's? loose: places cannot be compared."""
    if loose:
        return mask_fits(f["masked"], t["value"])
    first, last = max(t["offset"], f["offset"]), min(t["offset"] + t["length"], f["offset"] + f["length"])
    if t["kind"] in ("private-key", "webhook") or t["near"]:
        return last > first
    whole = max(t["offset"] + t["length"], f["offset"] + f["length"]) - min(t["offset"], f["offset"])
    return last > first and (last - first) / whole >= .75


NARROW = {0xff10 + i: 48 + i for i in range(10)} | {0xff20: 64} | dict.fromkeys(map(ord, " -()（）\u200b\u00a0"))


def mask_fits(masked, value):
    """Could the value be shown so? For parts whose places are not those of a text."""
    value, masked = value.translate(NARROW).upper(), masked.translate(NARROW).upper()
    pieces = masked.split("*")
    if value.endswith(pieces[-1]) and value.startswith(pieces[0]):
        return True
    # A mobile number is shown without its country code.
    return any(value.startswith(code + pieces[0]) for code in ("+86", "0086", "86")) and value.endswith(pieces[-1])


def right_kind(t, kind):
    return kind == t["kind"] or kind in values.SAME.get(t["kind"], ())


class Score:
    def __init__(self, truth, finds):
        self.places, self.by_path = collections.defaultdict(list), collections.defaultdict(list)
        for t in truth:
            t["found"] = t["possible"] = False
            self.by_path[t["path"]].append(t)
            self.places[t["path"], t["inner"] if t["offset"] is not None else None].append(t)
        self.kinds = {t["kind"] for t in truth if t["kind"]}
        self.false = []  # (find, family)
        self.hits = []
        self.starts = {}
        for key, list_ in self.places.items():
            if list_[0].get("offset") is not None:
                list_.sort(key=lambda t: t["offset"])
                self.starts[key] = [t["offset"] for t in list_]
        for f in finds:
            # What cannot be read whole is not counted, only whether that is told.
            if "kind" in f and not f["path"].startswith("closed/"):
                self.add(f)

    def near(self, f):
        """What is planted where the find is."""
        key = f["path"], f["inner"]
        if key not in self.starts:
            # Parts without places of a text: a document's, or a table that a text was found to be.
            return self.by_path[f["path"]]
        at = bisect.bisect_right(self.starts[key], f["offset"] + f["length"] - 1)
        out = []
        while at > 0 and len(out) < 8:
            at -= 1
            t = self.places[key][at]
            if t["offset"] + t["length"] > f["offset"]:
                out.append(t)
            elif t["offset"] + 4096 < f["offset"]:
                break
        return out

    def add(self, f):
        sure, near = f["confidence"] >= SURE, self.near(f)
        loose = (f["path"], f["inner"]) not in self.starts
        right = [t for t in near if t["kind"] and right_kind(t, f["kind"]) and fits(t, f, loose)]
        if loose and right and all(t["found"] for t in right):
            return
        if loose:
            # Where masks are alike, each find is first for what it says it is, and for what it is asked for.
            right.sort(key=lambda t: (t["kind"] != f["kind"], len(t["value"]) != f["length"], not asked(t)))
        for t in right:
            if not (loose and t["found"]):
                if sure:
                    t["found"] = True
                    self.hits.append((f, t))
                else:
                    t["possible"] = True
                return
        if not sure or f["kind"] not in self.kinds:
            return
        if loose:
            near = [t for t in near if mask_fits(f["masked"], t["value"])][:1]
        for t in near:
            if t["family"] and f["kind"] in t["allowed"]:
                return
        family = "around"
        if near:
            family = near[0]["family"] or "%s%s" % (near[0]["kind"], " (span)" if right_kind(near[0], f["kind"]) else "")
        self.false.append((f, near[0] if near else None, family))

    def tally(self, key):
        """key(truth) → name; false finds are counted to where they lie."""
        out = collections.defaultdict(Tally)
        for list_ in self.places.values():
            for t in list_:
                if not t["kind"] or key(t) is None:
                    continue
                one = out[key(t)]
                one.right += t["found"]
                if asked(t):
                    one.asked += 1
                    one.found += t["found"]
                    one.possible += t["possible"] and not t["found"]
        for f, t, _ in self.false:
            if key is BY_KIND:
                out[f["kind"]].wrong += 1
            elif t is not None and key(t) is not None:
                out[key(t)].wrong += 1
        return out


def BY_KIND(t):  # noqa: N802
    return t["kind"]


def table(words, tallies, order=None):
    print("\n## %s\n| %s | P | 95 %% | R | 95 %% | F1 | asked | missed (possible) | false |\n| --- | ---: | --- | ---: | --- | ---: | ---: | ---: | ---: |" % (words, words))
    for name in order or sorted(tallies):
        t = tallies[name]
        p, r = t.precision(), t.recall()
        pl, ph = wilson(t.right, t.right + t.wrong)
        rl, rh = wilson(t.found, t.asked)
        print("| %s | %.4f | %.3f–%.3f | %.4f | %.3f–%.3f | %.4f | %d | %d (%d) | %d |" %
              (name, p, pl, ph, r, rl, rh, 2 * p * r / (p + r) if p + r else 0, t.asked, t.asked - t.found, t.possible, t.wrong))


def exact(score):
    """Of coded values: is the span the value's to the byte?"""
    coded = [(f, t) for f, t in score.hits if (f["path"], f["inner"]) in score.starts and not t["near"] and t["kind"] not in ("name", "address", "private-key", "webhook")]
    off = collections.Counter(t["kind"] for f, t in coded if (f["offset"], f["length"]) != (t["offset"], t["length"]))
    print("\nspans of coded values to the byte: %d of %d (%s)" % (len(coded) - sum(off.values()), len(coded), ", ".join("%s %d" % o for o in off.most_common()) or "all"))


def limits(score):
    """Prints each limit beside what was measured; True where all hold."""
    kinds = score.tally(BY_KIND)
    elsewhere = score.tally(lambda t: t["kind"] if t["encoding"] != "utf-8" or t["container"] != "text" else None)
    good = True
    print("\n## Limits\n| what | kind | P (limit) | R (limit) | R in other encodings and containers (limit) | |\n| --- | --- | ---: | ---: | ---: | --- |")
    for words, names, p, r, other in LIMITS:
        for kind in names:
            if kind not in kinds:
                continue
            k, e = kinds[kind], elsewhere[kind]
            holds = k.precision() >= p and k.recall() >= r and e.recall() >= other
            good = good and holds
            print("| %s | %s | %.4f (%.2f) | %.4f (%.2f) | %.4f (%.2f) | %s |" % (words, kind, k.precision(), p, k.recall(), r, e.recall(), other, "pass" if holds else "FAIL"))
    return good


def floors(path, tallies):
    """A test's lines (TAP) for what the file wants at least: name, precision, recall; True where all hold."""
    good, n = True, 0
    with open(path, encoding="utf-8") as f:
        rows = [line.split() for line in f if line.strip() and line[0] != "#"]
    for name, p, r in rows:
        if name not in tallies:
            continue
        n, t = n + 1, tallies[name]
        holds = t.precision() >= float(p) and t.recall() >= float(r) and t.asked > 0
        good = good and holds
        print("%sok %d - %s: precision %.3f (at least %s), recall %.3f (at least %s)" % ("" if holds else "not ", n, name, t.precision(), p, t.recall(), r))
    return good and n > 0


def examples(score, corpus, most):
    """What went wrong, the commonest first. Not for a family of templates that nobody is to look at."""
    groups = collections.defaultdict(list)
    for f, t, family in score.false:
        groups["FALSE %s on %s" % (f["kind"], family)].append((f, t))
    for list_ in score.places.values():
        for t in list_:
            if t["kind"] and asked(t) and not t["found"]:
                groups["MISSED %s" % t["kind"]].append((None, t))
    for name, list_ in sorted(groups.items(), key=lambda g: -len(g[1])):
        print("\n### %s: %d" % (name, len(list_)))
        for word in ("style", "context", "encoding", "container"):
            counts = collections.Counter(str(t[word]) for _, t in list_ if t)
            if counts and set(counts) not in ({"utf-8"}, {"text"}):
                print("  %s: %s" % (word, ", ".join("%s %d" % c for c in counts.most_common(6))))
        step = max(1, len(list_) // most)
        for f, t in list_[::step][:most]:
            print("    " + (line_of(corpus, t or f) + ("   → %s %d %s" % (f["kind"], f["confidence"], "+".join(f["why"])) if f else "   → possible" if t["possible"] else "   → nothing of that kind")))


def line_of(corpus, t):
    """The line that a place lies in, for reading."""
    where = t["path"] + (" ! " + t["inner"] if t["inner"] else "")
    if t["offset"] is None or t["inner"]:
        return "%s: %s" % (where, t.get("value", t.get("masked")))
    with open(os.path.join(corpus, "files", t["path"]), "rb") as f:
        data = f.read()
    codec = {"utf-16le-bom": "utf-16-le", "utf-16be-bom": "utf-16-be", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "gb18030": "gb18030",
             "gbk-mislabelled": "gb18030", "big5": "big5"}.get(t.get("encoding"), "utf-8")
    first, last = max(0, t["offset"] - 140), t["offset"] + t["length"] + 60
    return "%s: %s" % (where, clip(data[first:t["offset"]].decode(codec, "replace"), data[t["offset"]:last].decode(codec, "replace")))


def clip(before, after):
    return "".join(c if c.isprintable() or c == "\t" else "�" for c in before.split("\n")[-1] + after.split("\n")[0])


def scan(program, folder):
    done = subprocess.run([program, "data", "scan", "--json", "--possible", folder], stdout=subprocess.PIPE)
    if done.returncode not in (0, 1, 3):
        sys.exit("score: the scan ended with status %d" % done.returncode)
    return done.stdout


def other_outputs(program, corpus):
    """What the program says and writes besides lines of JSON."""
    folder, known = os.path.join(corpus, "files"), os.path.join(corpus, "known")
    done = subprocess.run([program, "data", "scan", "--possible", "--verbose", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    for name in (known, known + ".key"):
        if os.path.exists(name):
            os.unlink(name)
    subprocess.run([program, "data", "scan", "--write-baseline", known, folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return [done.stdout] + ([known] if os.path.exists(known) else [])


def told_closed(corpus, unread):
    """Is everything that cannot be read told as not examined?"""
    path = os.path.join(corpus, "closed.txt")
    if not os.path.exists(path):
        return True
    with open(path) as f:
        wanted = f.read().split()
    told = {f["path"] for f in unread}
    left = [w for w in wanted if w not in told]
    print("what cannot be read: %d of %d told%s" % (len(wanted) - len(left), len(wanted), "; silent: " + " ".join(left) if left else ""))
    return not left


def rare(score, corpus):
    """False finds a GB where values are few; of that part only."""
    folder = os.path.join(corpus, "files", "rare")
    if not os.path.isdir(folder):
        return False
    total = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
    counts = collections.Counter(f["kind"] for f, t, _ in score.false if f["path"].startswith("rare/"))
    there = [t for (path, _), list_ in score.places.items() if path.startswith("rare/") for t in list_ if t["kind"] and asked(t)]
    right, asked_ = sum(t["found"] for t in there), len(there)
    print("one value in 1,000 and in 100,000 lines: %d of %d found; %d false in %.1f MB: %.0f a GB (%s)" %
          (right, asked_, sum(counts.values()), total / 1e6, sum(counts.values()) / total * 1e9, ", ".join("%s %d" % c for c in counts.most_common()) or "none"))
    return True


def main():
    p = argparse.ArgumentParser()
    p.add_argument("corpus")
    p.add_argument("--program", default=os.path.join(os.environ.get("B", "build"), "yicha"))
    p.add_argument("--examples", type=int, default=0, help="so many of each kind of error (not of a family that is held back)")
    p.add_argument("--short", action="store_true", help="only the limits")
    p.add_argument("--floors", help="as a test: what this file wants at least")
    a = p.parse_args()
    folder = os.path.join(a.corpus, "files")
    with open(os.path.join(a.corpus, "truth.jsonl"), encoding="utf-8") as f:
        truth = [json.loads(line) for line in f]
    raw = scan(a.program, folder)
    finds = [json.loads(line) for line in raw.decode("utf-8", "surrogateescape").split("\n") if line]
    for f in finds:
        f["path"] = f["path"].removeprefix(folder + "/")
    score = Score(truth, finds)
    if a.examples and not (a.short):
        with open(os.path.join(a.corpus, "templates")) as f:
            if f.read().strip() == "held":
                sys.exit("score: no examples of the family that is held back")
        examples(score, a.corpus, a.examples)
        leaks = leaked(planted(truth, a.corpus), raw)
        print("\n### RAW VALUES in the output: %d" % len(leaks))
        for line in [t for t in truth if t["value"] in leaks][:20]:
            print("    " + line_of(a.corpus, line))
        return
    unread = [f for f in finds if "unexamined" in f]
    if a.floors:
        good, leaks = floors(a.floors, score.tally(BY_KIND)), leaked(planted(truth, a.corpus), raw)
        with open(a.floors, encoding="utf-8") as f:
            most = sum(int(line.split()[1]) for line in f if line.startswith("raw "))
        print("%sok 99 - raw values in the output: %d (at most %d)" % ("not " if len(leaks) > most else "", len(leaks), most))
        sys.exit(0 if good and len(leaks) <= most else 1)
    print("%d places planted, %d finds, %d sure and right, %d sure and false, %d parts not examined" %
          (len(truth), len(finds) - len(unread), len(score.hits), len(score.false), len(unread)))
    if not a.short:
        table("kind", score.tally(BY_KIND))
        checked = lambda key: lambda t: key(t) if t["kind"] in values.CHECKED | {"mobile", "email"} | values.KEYS or not t["kind"] else None  # noqa: E731
        for words in ("encoding", "container", "context", "style", "difficulty"):
            table(words, score.tally(checked(lambda t, w=words: str(t[w]))))
        families = collections.Counter((family, f["kind"]) for f, _, family in score.false)
        print("\n## False finds\n| on | said to be | number |\n| --- | --- | ---: |")
        for (family, kind), n in families.most_common(60):
            print("| %s | %s | %d |" % (family, kind, n))
    good = limits(score)
    exact(score)
    leaks = leaked(planted(truth, a.corpus), raw, *other_outputs(a.program, a.corpus))
    print("\nraw values in the outputs: %d (limit 0)" % len(leaks))
    closed = told_closed(a.corpus, unread)
    if rare(score, a.corpus):
        print()
    sys.exit(0 if good and not leaks and closed else 1)


def planted(truth, corpus):
    """Values of at least eight signs, of kinds that nobody may read in an output."""
    values_ = {t["value"] for t in truth if t["kind"] and t["kind"] not in ("name", "address") and len(t["value"]) >= 8 and "\n" not in t["value"]}
    names = os.path.join(corpus, "names.txt")
    if os.path.exists(names):
        with open(names) as f:
            values_.update(f.read().split())
    return values_


def leaked(wanted, *outputs):
    """Those that stand in an output as they are: bytes, or a file or folder by name."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as list_:
        list_.write("".join(v + "\n" for v in sorted(wanted)))
        list_.flush()
        seen = set()
        for out in outputs:
            command = ["grep", "-ahoF", "-f", list_.name] + (["-r", out] if isinstance(out, str) else [])
            done = subprocess.run(command, input=out if isinstance(out, bytes) else None, stdout=subprocess.PIPE, env=dict(os.environ, LC_ALL="C"))
            seen.update(done.stdout.decode("utf-8", "replace").splitlines())
    return seen


if __name__ == "__main__":
    main()
