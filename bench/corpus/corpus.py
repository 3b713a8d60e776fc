#!/usr/bin/python3
"""bench/corpus/corpus.py --out DIR: a labelled corpus to measure the finding of personal data with (docs/accuracy.md). Writes DIR/files (to be scanned),
DIR/truth.jsonl (one line for every planted value and every look-alike) and says what it made, with the most that a single word tells of the class.

Values, look-alikes and contexts are made from --seed; the words around them from --templates, a family of bench/corpus/templates or a file."""
import argparse
import collections
import json
import math
import os
import random
import shutil
import sys

sys.dont_write_bytecode = True  # nothing is left in the tree
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import contexts  # noqa: E402
import negatives  # noqa: E402
import parts  # noqa: E402
import tables  # noqa: E402
import values  # noqa: E402
from contexts import Mark  # noqa: E402

ENCODINGS = (("utf-8", 60), ("gb18030", 20), ("gbk-mislabelled", 3), ("utf-8-bom", 5), ("utf-16le-bom", 3), ("utf-16be-bom", 2), ("utf-16le", 2),
             ("utf-16be", 1), ("big5", 1), ("mixed", 3))
CODECS = {"utf-8": "utf-8", "gb18030": "gb18030", "gbk-mislabelled": "gbk", "utf-8-bom": "utf-8", "utf-16le-bom": "utf-16-le", "utf-16be-bom": "utf-16-be",
          "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "big5": "big5"}
MARKS = {"utf-8-bom": b"\xef\xbb\xbf", "utf-16le-bom": b"\xff\xfe", "utf-16be-bom": b"\xfe\xff"}
HANT = str.maketrans("号码证联系电话银行账开户统社会邮箱护照车识别设备机终发单运条间时现编务简订货收卡识请求构对标随种数积员会示例显脱项热线总图片证书户话",
                     "號碼證聯系電話銀行賬開戶統社會郵箱護照車識別設備機終發單運條間時現編務簡訂貨收卡識請求構對標隨種數積員會示例顯脫項熱線總圖片證書戶話")
PER_FILE = 60


class Corpus:
    def __init__(self, rng, words, out):
        self.r, self.out, self.words = rng, out, words
        self.c = contexts.Contexts(rng, words)
        self.truth = open(os.path.join(out, "truth.jsonl"), "w", encoding="utf-8")
        self.files = self.bytes = 0
        self.counts = collections.Counter()
        self.keywords = collections.defaultdict(lambda: [0, 0])
        self.classes = [0, 0]

    # ---- writing ----
    def codec(self, encoding):
        return self.r.choice(["utf-8", "gb18030"]) if encoding == "mixed" else CODECS[encoding]

    def encode(self, parts, encoding):
        """The text's bytes and its marks' places; None where the encoding has not all signs."""
        out = bytearray(MARKS.get(encoding, b""))
        places, codec = [], self.codec(encoding)
        for part in parts:
            text = part.text if isinstance(part, Mark) else part
            if encoding == "mixed" and not isinstance(part, Mark) and "\n" in text:
                first, rest = text.rsplit("\n", 1)
                out += (first + "\n").encode(codec)
                codec, text = self.codec(encoding), rest
            if encoding == "big5":
                text = text.translate(HANT)
            try:
                data = text.encode(codec)
            except UnicodeEncodeError:
                return None
            if isinstance(part, Mark):
                places.append((part, len(out), len(data)))
            out += data
        return bytes(out), places

    def note(self, path, inner, place, more):
        mark, offset, length = place
        u = mark.unit
        row = {"path": path, "inner": inner, "offset": offset, "length": length, "kind": u.kind, "family": u.family, "value": u.text,
               "context": u.context, "style": u.style, "difficulty": u.difficulty, "near": mark.near}
        if u.family:
            row["allowed"] = negatives.FAMILIES[u.family][0]
        row.update(more)
        self.truth.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.counts[u.kind or "-"] += 1
        side = 0 if u.kind else 1
        self.classes[side] += 1
        for word in set(u.words):
            self.keywords[word][side] += 1

    def put(self, path, data):
        whole = os.path.join(self.out, "files", path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "wb") as f:
            f.write(data)
        self.files += 1
        self.bytes += len(data)

    def text(self, path, parts, encoding, container="text", write=None):
        """Encodes and writes; write: puts the bytes into something else and says (path, inner)."""
        made = self.encode(parts, encoding)
        if made is None:
            encoding = "gb18030" if encoding in ("gbk-mislabelled", "big5") else "utf-8"
            made = self.encode(parts, encoding)
        data, places = made
        inner = ""
        if write:
            path, inner = write(path, data)
        else:
            self.put(path, data)
        for place in places:
            self.note(path, inner, place, {"encoding": encoding, "container": container})

    def encoding(self):
        return self.r.choices([e for e, _ in ENCODINGS], [n for _, n in ENCODINGS])[0]

    # ---- texts of lines ----
    def parts_of(self, context, units):
        """Lines of one context, with lines between them that say nothing; the last has sometimes no end."""
        parts = []
        for u in units:
            u.context = context
            if self.r.random() < .15:
                parts.append(self.r.choice(self.words["lines"]) + "\n")
            make = {"config": self.c.config, "block": self.c.block}.get(context)
            parts += make(u) if make else contexts.LINES[context](self.c, u)
            parts.append("\n\n" if context in ("http", "block") else "\n")
        if self.r.random() < .2:
            parts.pop()
        return parts

    def mislabel(self, context, parts):
        return ['<?xml version="1.0" encoding="UTF-8"?>\n' if context == "xml" else '<meta charset="utf-8">\n' if context == "http" else "# -*- coding: utf-8 -*-\n"] + parts

    def lines(self, context, units, folder):
        self.r.shuffle(units)
        for n in range(0, len(units), PER_FILE):
            encoding = self.encoding()
            parts = self.parts_of(context, units[n:n + PER_FILE])
            if encoding == "gbk-mislabelled":
                parts = self.mislabel(context, parts)
            end = {"xml": "xml", "sql": "sql", "log": "log", "json": "ndjson", "config": "conf", "stack": "log"}.get(context, "txt")
            self.text("%s/%s-%03d.%s" % (folder, context, n // PER_FILE, end), parts, encoding)

    # ---- texts of columns ----
    def tables(self, context, positives, families, folder):
        """positives: kind → number of values to place; each table has two or three of these kinds and two or three look-alikes."""
        n = 0
        pools = {k: v for k, v in positives.items() if v > 0}
        while pools:
            rows = self.r.randrange(8, 16)
            kinds = self.r.sample(sorted(pools), min(len(pools), self.r.choice([2, 3])))
            columns = []
            for kind in kinds:
                first = [self.c.positive(kind) for _ in range(rows)]
                columns.append(first)
                pools[kind] -= rows
                if pools[kind] <= 0:
                    del pools[kind]
            for family in self.r.sample(families, len(kinds)):
                columns.append([self.c.negative(family) for _ in range(rows)])
            self.r.shuffle(columns)
            for column in columns:
                for u in column:
                    u.context = context
            if context == "markdown":
                parts, end = self.c.markdown(columns), "md"
            else:
                tab = context.startswith("tsv")
                parts, end = self.c.table(columns, contexts.TABLES[context], "\t" if tab else ","), "tsv" if tab else "csv"
            self.text("%s/%s-%03d.%s" % (folder, context, n, end), parts, self.encoding())
            n += 1

    def balanced(self, kinds, per_kind, folder="text", lookalikes=1):
        """Every kind in every context it has; look-alikes as many, all families alike."""
        families = sorted(negatives.FAMILIES)
        lines, tables = collections.defaultdict(list), collections.defaultdict(dict)
        for kind in kinds:
            where = contexts.of_kind(kind)
            for i, context in enumerate(where):
                n = per_kind * (i + 1) // len(where) - per_kind * i // len(where)
                if context in contexts.TABLES:
                    tables[context][kind] = n
                else:
                    lines[context] += [self.c.positive(kind) for _ in range(n)]
        turn = 0
        for context in sorted(lines):
            units = lines[context]
            if context in contexts.LINES:
                for _ in range(len(units) // lookalikes):
                    units.append(self.c.negative(families[turn % len(families)]))
                    turn += 1
            self.lines(context, units, folder)
        for context in sorted(tables):
            self.tables(context, tables[context], families, folder)

    # ---- what a single word tells ----
    def information(self):
        """The most mutual information, in bits, of a keyword's presence and the class; and the words of one class only."""
        total = sum(self.classes)
        entropy = lambda row: -sum(c / total * math.log2(c / total) for c in row if c)  # noqa: E731
        most, which = 0.0, ""
        for word, (a, b) in sorted(self.keywords.items()):
            joint = [a, b, self.classes[0] - a, self.classes[1] - b]
            mi = entropy([a + b, total - a - b]) + entropy(self.classes) - entropy(joint)
            if mi > most:
                most, which = mi, word
        return most, which


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--seed", default="1")
    p.add_argument("--templates", default="dev")
    p.add_argument("--positives", type=int, default=200, help="of each kind")
    p.add_argument("--parts", default="text,containers,edges,closed,more", help="which, of text, containers, edges, big-edges, closed, rare, more (other kinds) and columns (so many columns of each kind)")
    p.add_argument("--out", required=True)
    a = p.parse_args()
    shutil.rmtree(a.out, ignore_errors=True)
    os.makedirs(os.path.join(a.out, "files"))
    rng = random.Random("corpus %s %s" % (a.seed, os.path.basename(a.templates)))
    corpus = Corpus(rng, contexts.templates(a.templates), a.out)
    for part in a.parts.split(","):
        if part == "text":
            corpus.balanced(values.PERSONAL + values.SECRETS, a.positives)
        elif part == "more":
            corpus.balanced(values.MORE, a.positives, "more", 4)
        elif part == "containers":
            parts.Parts(corpus).containers(a.positives)
        elif part == "closed":
            parts.Parts(corpus).closed()
            parts.Parts(corpus).names(max(5, a.positives // 20))
        elif part == "rare":
            for one_in in (1000, 100000):
                parts.Parts(corpus).rare(200 * a.positives, one_in)
        elif part == "columns":
            tables.Tables(corpus).all(a.positives)
        elif part in ("edges", "big-edges"):
            parts.Parts(corpus).edges(part == "big-edges")
        else:
            sys.exit("corpus: no part %s" % part)
    corpus.truth.close()
    with open(os.path.join(a.out, "templates"), "w") as f:
        f.write(os.path.basename(a.templates) + "\n")
    most, which = corpus.information()
    planted = sum(n for k, n in corpus.counts.items() if k != "-")
    print("corpus: %d files, %d bytes, %d values of %d kinds, %d look-alikes of %d families; a single word tells at most %.4f bit" %
          (corpus.files, corpus.bytes, planted, len(corpus.counts) - 1, corpus.counts["-"], len(negatives.FAMILIES), most))
    if most >= .05:
        sys.exit("corpus: the word %r tells the class (limit 0.05 bit)" % which)


if __name__ == "__main__":
    main()
