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


def joined(parts):
    """Strings that follow each other as one."""
    out = []
    for p in parts:
        if isinstance(p, Mark) or not out or isinstance(out[-1], Mark):
            out.append(p if isinstance(p, Mark) else [p])
        else:
            out[-1].append(p)
    return out


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

    # ---- what cannot be read, and must be told ----
    def closed(self):
        lines = [flat(line) for line in self.texts(self.units(KINDS, 2, False), "z")]
        text = "\n".join(lines).encode()
        squeezed, zipped = box.gzip.compress(text * 20), box.zipped([("a.txt", text * 20)])
        latin = ["id_card: " + self.c.v.id_card()[0]]
        plain = box.pdf(latin, "plain", self.r)
        whole = os.path.join(self.folder, "closed", "locked.7z")
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        box.sevenzip(whole, [("a.txt", text)], ["-pqwerty", "-mhe=on"])
        self.k.files += 1
        # A document whose trailer says that it is encrypted; an archive whose entry says so; cut and damaged ones.
        made = {"locked.pdf": plain.replace(b"/Size 99", b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <%s> /U <%s> >> /Size 99" % (b"00" * 32, b"11" * 32)),
                "locked.zip": zipped.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\x01\0").replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0"),
                "cut.gz": squeezed[:len(squeezed) // 2], "cut.zip": zipped[:len(zipped) // 2], "damaged.xz": box.SQUEEZED["xz"](text * 20)[:-40] + b"\0" * 40,
                "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + text + bytes(512), "a.rar": b"Rar!\x1a\x07\x01\0" + self.r.randbytes(4000)}
        for name, data in made.items():
            self.k.put("closed/" + name, data)
        with open(os.path.join(self.k.out, "closed.txt"), "w") as f:
            f.write("".join("closed/%s\n" % name for name in sorted(made) + ["locked.7z"]))

    def names(self, n):
        """Values in names of files, folders and members: nowhere in an output."""
        raw = []
        for i in range(n):
            v = [self.c.v.plain_mobile(), self.c.v.id_card()[0], self.c.v.plain_card()]
            raw += v
            self.k.put("names/客户%s/身份证%s.txt" % (v[0], v[1]), b"empty\n")
            self.k.put("names/%d.zip" % i, box.zipped([("银行卡%s.txt" % v[2], b"empty\n")]))
        with open(os.path.join(self.k.out, "names.txt"), "w") as f:
            f.write("".join(v + "\n" for v in raw))

    # ---- few among many ----
    def rare(self, lines, one_in):
        """A log of so many lines with the numbers that logs have; in one of one_in stands a value."""
        r, v, w = self.r, self.c.v, self.k.words
        usual = ["order_date_seq", "snowflake", "epoch_ms", "epoch_s", "uuid", "hash", "decimal", "tracking", "byte_count", "version", "stamp", "merchant_date_seq", "ip_version", "masked"]
        kinds, parts = ["id-card", "mobile", "bank-card", "uscc", "email"], []
        for n in range(lines):
            pairs = []
            for f in r.sample(usual, 3):
                pairs.append("%s=%s" % (r.choice(w["families"][f][r.choice(["zh", "py", "en"])]), getattr(v, f)()))
            parts.append("2026-03-%02d %02d:%02d:%02d.%03d INFO [exec-%d] %s " % (r.randrange(1, 29), n % 24, n % 60, n % 57, n % 1000, n % 40, " ".join(pairs)))
            if n % one_in == one_in // 2:
                u = self.c.positive(kinds[n // one_in % len(kinds)])
                u.context = "rare"
                parts += [self.c.name(u, "zpe") + "=", Mark(u, u.text)]
            parts.append("\n")
        self.k.text("rare/one-in-%d.log" % one_in, [g if isinstance(g, Mark) else "".join(g) for g in joined(parts)], "utf-8", "rare")

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
