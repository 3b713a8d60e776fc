"""parts: the corpus within documents, databases and archives, and at the edges of blocks."""
import os

import containers as box
import contexts
import values
from contexts import Mark

# What documents hold; a few look-alikes stand beside them.
KINDS = ["id-card", "mobile", "bank-card", "uscc", "residence-permit", "email", "name", "address", "passport", "plate"]
LATIN = ["id-card", "mobile", "bank-card", "uscc", "residence-permit", "email", "passport", "aliyun-key"]
TABLES = ["xlsx-shared", "xlsx-inline", "xlsx-numeric", "xlsx-hidden", "xlsx-comment", "xlsx-wide", "docx-table", "sqlite-plain", "sqlite-wal", "sqlite-norowid",
          "sqlite-blob", "mysqldump", "pgdump", "rdb"]
LINES = ["docx-runs", "docx-header", "docx-deleted", "docx-box", "pptx", "pdf-plain", "pdf-kern", "pdf-stream", "pdf-cid", "eml-base64", "eml-quoted", "mbox"]
ARCHIVES = ["zip", "tar.gz", "zip-nested", "7z", "gz", "xz", "bz2", "zst"]
EDGES = (4096, 65536, 262144, 1048576)


def flat(parts):
    return "".join(p.text if isinstance(p, Mark) else p for p in parts)


class Parts:
    def __init__(self, corpus):
        self.k, self.c, self.r = corpus, corpus.c, corpus.r
        self.folder = os.path.join(corpus.out, "files")

    def units(self, kinds, n, families=True):
        out = [self.c.positive(k) for k in kinds for _ in range(n)]
        if families:
            names = sorted(contexts.negatives.FAMILIES)
            out += [self.c.negative(self.r.choice(names)) for _ in out]
        self.r.shuffle(out)
        return out

    def note(self, path, units, container, context):
        for u in units:
            u.context = context
            self.k.note(path, "", (Mark(u, u.text), None, None), {"encoding": "utf-8", "container": container})

    def columns(self, n, kinds=KINDS):
        """Rows of texts, the first with names, and the units in them."""
        names = sorted(contexts.negatives.FAMILIES)
        columns = [[self.c.positive(k) for _ in range(n)] for k in kinds]
        columns += [[self.c.negative(f) for _ in range(n)] for f in self.r.sample(names, len(kinds) // 2)]
        self.r.shuffle(columns)
        heads, used = [], set()
        script = self.r.choice(["zh", "py", "en"])
        for column in columns:
            head = self.c.heads([column], script)[0].replace(".", "_")
            while head.lower() in used:
                head += "_"
            used.add(head.lower())
            heads.append(head)
        rows = [["id"] + heads] + [[str(i + 1)] + [column[i].text for column in columns] for i in range(n)]
        return rows, [u for column in columns for u in column]

    def table(self, what, path, n):
        kinds = self.r.sample(KINDS, 5)
        if what == "xlsx-numeric":
            kinds = ["mobile", "imei", "id-card-15"]
        rows, units = self.columns(n, kinds)
        end = what.split("-")[0]
        path = "%s.%s" % (path, {"sqlite": "db", "mysqldump": "sql", "pgdump": "sql"}.get(end, end))
        if what == "xlsx-numeric":
            # Other than plain digits stand as text; a number keeps fifteen digits.
            units = [u for u in units if not (u.family and "." in u.text)]
        if end == "sqlite":
            whole = os.path.join(self.folder, path)
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            box.sqlite(whole, rows, what.split("-")[1])
        else:
            shape = what.split("-")[-1]
            data = {"xlsx": lambda: box.xlsx(rows, shape, self.r), "docx": lambda: box.docx([], rows, "table", self.r),
                    "mysqldump": lambda: box.mysqldump(rows, "t_user").encode(), "pgdump": lambda: box.pgdump(rows, "t_user").encode(), "rdb": lambda: box.rdb(rows)}[end]()
            self.k.put(path, data)
        self.note(path, units, what, "table")

    def texts(self, units, scripts):
        """A line for each unit."""
        lines = []
        for u in units:
            parts = self.c.prose(u) if scripts == "z" and self.r.random() < .5 else contexts.fill("{l}: {v}", l=self.c.name(u, scripts), v=Mark(u, u.text))
            lines.append(parts)
        return lines

    def paper(self, what, path, n):
        latin = what.startswith("pdf") and what != "pdf-cid"
        units = [u for u in self.units(self.r.sample(LATIN if latin else KINDS, 5), n) if "\n" not in u.text]
        if latin:
            units = [u for u in units if u.text.isascii()]
        parts = self.texts(units, "e" if latin else "z")
        units = [p.unit for line in parts for p in line if isinstance(p, Mark)]
        lines = [flat(line) for line in parts]
        end, _, shape = what.partition("-")
        data = {"docx": lambda: box.docx(lines, [], shape, self.r), "pptx": lambda: box.pptx(lines, self.r), "pdf": lambda: box.pdf(lines, shape, self.r),
                "eml": lambda: box.eml("\n".join(lines) + "\n", {"quoted": "quoted-printable"}.get(shape, shape)),
                "mbox": lambda: box.mbox(["\n".join(lines[i:i + 10]) + "\n" for i in range(0, len(lines), 10)])}[end]()
        path = "%s.%s" % (path, end)
        self.k.put(path, data)
        self.note(path, units, what, "prose" if not latin else "kv")

    def archive(self, what, path, n):
        """A text as it stands elsewhere too, within an archive: places are those of the text."""
        kinds = KINDS + ["foreigner-card", "aliyun-key", "jwt", "password"]
        context = self.r.choice(["kv", "json", "log", "prose", "xml"])
        if context == "prose":
            kinds = KINDS
        parts = self.k.parts_of(context, self.units(self.r.sample(kinds, 5), n))
        name = "资料%d.txt" % self.r.randrange(99) if self.r.random() < .5 else "data.log"

        def write(_, data):
            members, file = [("readme.md", b"# data\n"), (name, data)], "%s.%s" % (path, {"zip-nested": "zip"}.get(what, what))
            inner = {"zip-nested": "b.tar.gz!a.zip!" + name}.get(what, name)
            if what in box.SQUEEZED:
                file, inner = "%s.log.%s" % (path, what), ""
                self.k.put(file, box.SQUEEZED[what](data))
            elif what == "7z":
                whole = os.path.join(self.folder, file)
                os.makedirs(os.path.dirname(whole), exist_ok=True)
                box.sevenzip(whole, members)
            else:
                self.k.put(file, {"zip": box.zipped, "tar.gz": box.tarred, "zip-nested": box.nested}[what](members))
            return file, inner
        self.k.text(path, parts, self.k.encoding(), what, write)

    def containers(self, per_kind):
        """Each container holds about as many values of each kind as the others; in all per_kind of each."""
        n = max(4, per_kind // len(TABLES + LINES + ARCHIVES))
        for what in TABLES + LINES + ARCHIVES:
            make = self.table if what in TABLES else self.paper if what in LINES else self.archive
            for i in range(2):
                make(what, "containers/%s-%d" % (what, i), n)

    # ---- places in a file ----
    def filler(self, n):
        """Text of n bytes that says nothing, whole lines."""
        line = "2026-01-05 10:00:00 INFO cache refreshed, nothing to do\n"
        out = line * (n // len(line) + 1)
        return out[:n - 1] + "\n" if n else ""

    def edges(self, big):
        """Values that lie across the ends of blocks at every place within them; at a file's first and last byte; at the end of a line of 64 MiB."""
        for edge in EDGES if big else EDGES[:2]:
            for kind in ("id-card", "mobile", "bank-card", "email"):
                for split in range(1, 18, 1 if edge < 10**6 else 5):
                    u = self.c.positive(kind)
                    u.style = "label"
                    label = self.c.r.choice(self.k.words["labels"][kind]["en"]) + "="
                    before = self.filler(edge - split - len(label))
                    u.context, u.words = "edge", []
                    self.k.text("edges/%d-%s-%02d.log" % (edge, kind, split), [before, label, Mark(u, u.text), "\n"], "utf-8", "edge")
        for i, kind in enumerate(values.PERSONAL):
            if kind in values.ALONE:
                u = self.c.positive(kind)
                u.style, u.context, u.words = "bare", "edge", []
                self.k.text("edges/whole-%d.txt" % i, [Mark(u, u.text)], "utf-8", "edge")
        if big:
            u = self.c.positive("id-card")
            u.style, u.context, u.words = "bare", "edge", []
            self.k.text("edges/long-line.txt", ["x " * (32 << 20), Mark(u, u.text)], "utf-8", "edge")
