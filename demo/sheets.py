"""sheets: what a person does with office programs, for the demo: makes a workbook of one sheet, fills cells of one, writes a paper."""
import re
import zipfile
from xml.sax.saxutils import escape

PARTS = {
    "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
    'Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
    '2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" '
    'sheetId="1" r:id="r1"/></sheets></workbook>',
}


def cell(name, text):
    return '<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (name, escape(text))


def column(i):
    return chr(65 + i) if i < 26 else chr(64 + i // 26) + chr(65 + i % 26)


def make(path, rows):
    """A workbook of one sheet; rows are lists of texts."""
    lines = ['<row r="%d">%s</row>' % (n, "".join(cell(column(i) + str(n), t) for i, t in enumerate(row) if t))
             for n, row in enumerate(rows, 1)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in PARTS.items():
            out.writestr(name, text)
        out.writestr("xl/worksheets/sheet1.xml", '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxml'
                     'formats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>' % "".join(lines))


def fill(path, to, answer):
    """Copies a workbook with cells filled in: answer(head, row) gives {head: text} for a row, both dicts by the head row's words."""
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as out:
        for item in book.infolist():
            data = book.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                data = fill_sheet(data.decode(), answer).encode()
            out.writestr(item.filename, data)


ROW = re.compile(r'(<row r="(\d+)"[^>]*>)(.*?)</row>', re.S)
CELL = re.compile(r'<c r="([A-Z]+)\d+"([^>]*?)(?:/>|>(.*?)</c>)', re.S)


def words(inner):
    return "".join(re.findall(r"<t[^>]*>(.*?)</t>", inner or "", re.S))


def fill_sheet(text, answer):
    heads = {}

    def row(m):
        cells = {c.group(1): c for c in CELL.finditer(m.group(3))}
        if m.group(2) == "1":
            heads.update({name: words(c.group(3)) for name, c in cells.items()})
            return m.group(0)
        values = answer({heads[name]: words(c.group(3)) for name, c in cells.items() if name in heads})
        put = {name: values[head] for name, head in heads.items() if head in values}
        names = sorted(set(cells) | set(put), key=lambda n: (len(n), n))
        return m.group(1) + "".join(cell(n + m.group(2), put[n]) if n in put else cells[n].group(0) for n in names) + "</row>"
    return ROW.sub(row, text)


def paper(path, lines):
    """A DOCX of plain paragraphs."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    body = "".join("<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % escape(line) for line in lines)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", PARTS["[Content_Types].xml"].split("<Override")[0] +
                     '<Override PartName="/word/document.xml" ContentType="%s"/></Types>' % main)
        out.writestr("_rels/.rels", PARTS["_rels/.rels"].replace("xl/workbook.xml", "word/document.xml"))
        out.writestr("word/document.xml", '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
                     'wordprocessingml/2006/main"><w:body>%s</w:body></w:document>' % body)
