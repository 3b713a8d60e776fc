"""containers: documents, databases, archives and dumps around texts and tables. Each writer takes a path and what goes in, and writes bytes; the forms are the
plainest that the programs which read them accept."""
import bz2
import gzip
import io
import lzma
import os
import sqlite3
import subprocess
import tarfile
import zipfile
import zlib
from email.message import EmailMessage
from xml.sax.saxutils import escape

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def package(parts, overrides, root, root_type, links=None):
    """An OPC package: parts by name; links: {part: [(type, target)]}."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", HEAD + '<Types xmlns="%s"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                   '<Default Extension="xml" ContentType="application/xml"/>%s</Types>' %
                   (TYPES, "".join('<Override PartName="/%s" ContentType="%s"/>' % (n, MAIN + t + "+xml") for n, t in overrides)))
        z.writestr("_rels/.rels", relations([(root_type, root)]))
        for part, targets in (links or {}).items():
            folder, name = os.path.split(part)
            z.writestr("%s/_rels/%s.rels" % (folder, name), relations(targets))
        for name, text in parts.items():
            z.writestr(name, HEAD + text)
    return out.getvalue()


def relations(targets):
    return HEAD + '<Relationships xmlns="%s">%s</Relationships>' % (RELS, "".join(
        '<Relationship Id="r%d" Type="%s/%s" Target="%s"/>' % (i, OFFICE, t, target) for i, (t, target) in enumerate(targets, 1)))


# ---- workbooks ----
def column(i):
    return chr(65 + i) if i < 26 else column(i // 26 - 1) + chr(65 + i % 26)


def xlsx(rows, shape, rng):
    """rows of texts, the first with the names. shape: shared, inline, numeric, hidden, comment, wide."""
    ns, shared, lines, notes = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", [], [], []
    shift = 400 if shape == "wide" else 0
    for n, row in enumerate(rows, 1):
        cells = []
        for i, text in enumerate(row):
            ref = column(i + shift) + str(n)
            if shape == "comment" and n > 1 and i > 0:
                notes.append((ref, rows[0][i] + "：" + text))
                cells.append('<c r="%s" t="inlineStr"><is><t>见批注</t></is></c>' % ref)
            elif shape == "numeric" and text.isdigit() and len(text) <= 15 and text[0] != "0":
                cells.append('<c r="%s"><v>%s</v></c>' % (ref, text))
            elif shape in ("inline", "wide", "comment"):
                cells.append('<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (ref, escape(text)))
            else:
                shared.append(text)
                cells.append('<c r="%s" t="s"><v>%d</v></c>' % (ref, len(shared) - 1))
        lines.append('<row r="%d">%s</row>' % (n, "".join(cells)))
    data = '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (ns, "".join(lines))
    clean = '<worksheet xmlns="%s"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>目录</t></is></c></row></sheetData></worksheet>' % ns
    sheets = [("目录", "", clean), ("Sheet2", ' state="hidden"', data)] if shape == "hidden" else [("Sheet1", "", data)]
    parts = {"xl/workbook.xml": '<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (ns, OFFICE, "".join(
        '<sheet name="%s" sheetId="%d"%s r:id="r%d"/>' % (name, i, state, i) for i, (name, state, _) in enumerate(sheets, 1)))}
    links = [("worksheet", "worksheets/sheet%d.xml" % i) for i in range(1, len(sheets) + 1)]
    for i, (_, _, text) in enumerate(sheets, 1):
        parts["xl/worksheets/sheet%d.xml" % i] = text
    overrides = [("xl/workbook.xml", "spreadsheetml.sheet.main")] + [("xl/worksheets/sheet%d.xml" % i, "spreadsheetml.worksheet") for i in range(1, len(sheets) + 1)]
    if shared:
        parts["xl/sharedStrings.xml"] = '<sst xmlns="%s" count="%d" uniqueCount="%d">%s</sst>' % (ns, len(shared), len(shared), "".join(
            "<si>%s</si>" % ("<r><t>%s</t></r><r><t>%s</t></r>" % (escape(s[:5]), escape(s[5:])) if rng.random() < .2 and len(s) > 8
                             else '<t xml:space="preserve">%s</t>' % escape(s)) for s in shared))
        links.append(("sharedStrings", "sharedStrings.xml"))
        overrides.append(("xl/sharedStrings.xml", "spreadsheetml.sharedStrings"))
    all_links = {"xl/workbook.xml": links}
    if notes:
        parts["xl/comments1.xml"] = '<comments xmlns="%s"><authors><author>a</author></authors><commentList>%s</commentList></comments>' % (ns, "".join(
            '<comment ref="%s" authorId="0"><text><r><t>%s</t></r></text></comment>' % (ref, escape(t)) for ref, t in notes))
        all_links["xl/worksheets/sheet1.xml"] = [("comments", "../comments1.xml")]
        overrides.append(("xl/comments1.xml", "spreadsheetml.comments"))
    return package(parts, overrides, "xl/workbook.xml", "officeDocument", all_links)


# ---- papers ----
def runs(text, tag, rng):
    """Text in runs of one to six signs, as word processors leave them behind."""
    out, at = [], 0
    while at < len(text):
        n = rng.randrange(1, 7)
        out.append('<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:%s xml:space="preserve">%s</w:%s></w:r>' % (tag, escape(text[at:at + n]), tag))
        at += n
    return "".join(out)


def docx(lines, rows, shape, rng):
    """shape: runs, table (rows), header, deleted, box."""
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="%s"' % OFFICE
    parts, links, overrides = {}, [], [("word/document.xml", "wordprocessingml.document.main")]
    paragraphs = lambda tag="t": "".join("<w:p>%s</w:p>" % runs(line, tag, rng) for line in lines)  # noqa: E731
    body = "<w:p><w:r><w:t>正文</w:t></w:r></w:p>"
    if shape == "runs":
        body = paragraphs()
    elif shape == "table":
        body = "<w:tbl>%s</w:tbl>" % "".join("<w:tr>%s</w:tr>" % "".join("<w:tc><w:p>%s</w:p></w:tc>" % runs(c, "t", rng) for c in row) for row in rows)
    elif shape == "deleted":
        body = "".join('<w:p><w:del w:id="%d" w:author="a">%s</w:del></w:p>' % (i, runs(line, "delText", rng)) for i, line in enumerate(lines))
    elif shape == "box":
        body = "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>%s</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>" % paragraphs()
    else:
        parts["word/header1.xml"] = "<w:hdr %s>%s</w:hdr>" % (ns, paragraphs())
        links.append(("header", "header1.xml"))
        overrides.append(("word/header1.xml", "wordprocessingml.header"))
    parts["word/document.xml"] = "<w:document %s><w:body>%s</w:body></w:document>" % (ns, body)
    return package(parts, overrides, "word/document.xml", "officeDocument", {"word/document.xml": links})


def pptx(lines, rng):
    ns = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="%s"' % OFFICE
    half = lambda s: "".join("<a:r><a:t>%s</a:t></a:r>" % escape(s[i:i + 7]) for i in range(0, len(s), 7))  # noqa: E731
    slides = [lines[i:i + 8] for i in range(0, len(lines), 8)]
    parts = {"ppt/presentation.xml": "<p:presentation %s><p:sldIdLst>%s</p:sldIdLst></p:presentation>" % (ns, "".join(
        '<p:sldId id="%d" r:id="r%d"/>' % (255 + i, i) for i in range(1, len(slides) + 1)))}
    for i, slide in enumerate(slides, 1):
        parts["ppt/slides/slide%d.xml" % i] = "<p:sld %s><p:cSld><p:spTree><p:sp><p:txBody>%s</p:txBody></p:sp></p:spTree></p:cSld></p:sld>" % (
            ns, "".join("<a:p>%s</a:p>" % half(line) for line in slide))
    return package(parts, [("ppt/presentation.xml", "presentationml.presentation.main")] + [("ppt/slides/slide%d.xml" % i, "presentationml.slide") for i in range(1, len(slides) + 1)],
                   "ppt/presentation.xml", "officeDocument", {"ppt/presentation.xml": [("slide", "slides/slide%d.xml" % i) for i in range(1, len(slides) + 1)]})


def pdf(lines, shape, rng):
    """shape: plain, kern (numbers cut by kerning), stream (objects in a stream), cid (two-byte codes with a map to characters)."""
    code, table = {}, []

    def shown(line):
        if shape != "cid":
            quoted = lambda s: "(%s)" % s.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")  # noqa: E731
            if shape != "kern":
                return quoted(line) + " Tj"
            cuts = sorted(rng.sample(range(1, len(line)), min(len(line) - 1, 6)))
            pieces = [line[a:b] for a, b in zip([0] + cuts, cuts + [len(line)])]
            return "[%s] TJ" % " ".join("%s %d" % (quoted(p), rng.choice([-8, 12, -20, 30])) for p in pieces)
        for c in line:
            if c not in code:
                code[c] = len(code) + 3
        return "<%s> Tj" % "".join("%04x" % code[c] for c in line)
    pages = [lines[i:i + 30] for i in range(0, len(lines), 30)]
    streams = ["BT /F1 11 Tf 40 800 Td 22 TL %s ET" % " ".join(shown(line) + " T*" for line in page) for page in pages]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [%s] /Count %d >>" % (" ".join("%d 0 R" % (10 + 2 * i) for i in range(len(pages))), len(pages))]
    numbered = {1: objects[0].encode(), 2: objects[1].encode()}
    if shape == "cid":
        numbered[3] = b"<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
        numbered[4] = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>"
        for c, n in code.items():
            table.append("<%04x> <%s>" % (n, c.encode("utf-16-be").hex()))
        rows = "\n".join("%d beginbfchar\n%s\nendbfchar" % (len(table[i:i + 100]), "\n".join(table[i:i + 100])) for i in range(0, len(table), 100))
        numbered[5] = packed("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /x def 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
                             "%s\nendcmap end end" % rows)
    else:
        numbered[3] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"
    for i, text in enumerate(streams):
        numbered[10 + 2 * i] = ("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>" % (11 + 2 * i)).encode()
        numbered[11 + 2 * i] = packed(text)
    if shape == "stream":
        loose = [n for n in sorted(numbered) if b"stream" not in numbered[n]]
        heads, bodies, at = [], [], 0
        for n in loose:
            heads.append("%d %d" % (n, at))
            bodies.append(numbered.pop(n).decode())
            at += len(bodies[-1]) + 1
        first = " ".join(heads) + " "
        data = zlib.compress((first + " ".join(bodies)).encode())
        numbered[6] = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n" % (len(loose), len(first), len(data)) + data + b"\nendstream"
    out = b"%PDF-1.5\n"
    for n in sorted(numbered):
        out += b"%d 0 obj\n" % n + numbered[n] + b"\nendobj\n"
    return out + b"trailer << /Size 99 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


def packed(text):
    data = zlib.compress(text.encode("latin-1"))
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(data) + data + b"\nendstream"


# ---- databases ----
def sqlite(path, rows, shape):
    """shape: plain, wal (rows in the log only), norowid, blob (rows as JSON in a BLOB)."""
    import json
    names = ['"%s"' % n for n in rows[0][1:]]
    db = sqlite3.connect(path)
    if shape == "wal":
        db.execute("PRAGMA journal_mode=wal")
        db.execute("PRAGMA wal_autocheckpoint=0")
    if shape == "blob":
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, doc BLOB)")
    else:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, %s)%s" % (", ".join(n + " TEXT" for n in names), " WITHOUT ROWID" if shape == "norowid" else ""))
    db.commit()
    if shape == "wal":
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for i, row in enumerate(rows[1:]):
        if shape == "blob":
            db.execute("INSERT INTO t VALUES (?, ?)", (i, json.dumps(dict(zip(rows[0][1:], row[1:])), ensure_ascii=False).encode()))
        else:
            db.execute("INSERT INTO t VALUES (%s)" % ",".join("?" * len(row)), [i] + row[1:])
    db.commit()
    if shape == "wal":
        log = open(path + "-wal", "rb").read()
        base = open(path, "rb").read()
        db.close()
        for name, data in ((path, base), (path + "-wal", log)):
            with open(name, "wb") as f:
                f.write(data)
    else:
        db.close()


def mysqldump(rows, table):
    quote = lambda s: "'%s'" % s.replace("\\", "\\\\").replace("'", "\\'")  # noqa: E731
    head = ("-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost    Database: shop\n\n"
            "DROP TABLE IF EXISTS `%s`;\nCREATE TABLE `%s` (\n  %s\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n\nLOCK TABLES `%s` WRITE;\n" %
            (table, table, ",\n  ".join("`%s` varchar(255) DEFAULT NULL" % n for n in rows[0]), table))
    return head + "INSERT INTO `%s` VALUES %s;\nUNLOCK TABLES;\n-- Dump completed\n" % (table, ",".join("(%s)" % ",".join(quote(c) for c in row) for row in rows[1:]))


def pgdump(rows, table):
    quote = lambda s: s.replace("\\", "\\\\").replace("\t", "\\t")  # noqa: E731
    return ("--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\nCREATE TABLE public.%s (\n    %s\n);\n\nCOPY public.%s (%s) FROM stdin;\n%s\n\\.\n\n"
            "--\n-- PostgreSQL database dump complete\n--\n" % (table, ",\n    ".join('"%s" text' % n for n in rows[0]), table, ", ".join('"%s"' % n for n in rows[0]),
                                                              "\n".join("\t".join(quote(c) for c in row) for row in rows[1:])))


def rdb(rows):
    """Hashes row:N with the columns as fields."""
    def string(text):
        data = text.encode()
        n = len(data)
        return (bytes([n]) if n < 64 else bytes([0x40 | n >> 8, n & 255])) + data
    out = b"REDIS0009\xfa" + string("redis-ver") + string("6.0.16") + b"\xfe\x00"
    for i, row in enumerate(rows[1:]):
        out += b"\x04" + string("row:%d" % i) + bytes([len(row) - 1]) + b"".join(string(n) + string(v) for n, v in zip(rows[0][1:], row[1:]))
    return out + b"\xff" + bytes(8)


# ---- mail ----
def eml(text, way):
    m = EmailMessage()
    m["Subject"], m["From"], m["To"] = "资料", "oa@" + "mail.invalid", "hr@" + "mail.invalid"
    m.set_content(text, cte=way)
    return bytes(m)


def mbox(texts):
    return b"".join(b"From oa Mon Jan  5 10:00:00 2026\n" + eml(t, "base64") + b"\n" for t in texts)


# ---- archives: members (name, bytes) ----
def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            z.writestr(name, data)
    return out.getvalue()


def tarred(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as t:
        for name, data in members:
            item = tarfile.TarInfo(name)
            item.size = len(data)
            t.addfile(item, io.BytesIO(data))
    return out.getvalue()


def nested(members):
    """A folder's zip in a tar.gz in a zip."""
    return zipped([("b.tar.gz", tarred([("a.zip", zipped(members))]))])


def sevenzip(path, members, more=()):
    folder = path + ".d"
    os.makedirs(folder)
    for name, data in members:
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
    subprocess.run(["7zr", "a", "-bd", "-bso0", *more, os.path.abspath(path), "."], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for name, _ in members:
        os.unlink(os.path.join(folder, name))
    os.rmdir(folder)


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


SQUEEZED = {"gz": gzip.compress, "xz": lzma.compress, "bz2": bz2.compress, "zst": zstd}
