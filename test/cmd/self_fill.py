"""self_fill.py IN.xlsx OUT.xlsx < answers: fills a questionnaire in as a person would. A line: id, answer, explanation, files, date, person,
tab-separated."""
import re
import sys
import zipfile
from xml.sax.saxutils import escape

answers = {}
for line in sys.stdin.read().splitlines():
    if line.strip():
        cells = line.split("\t")
        answers[cells[0]] = cells[1:] + [""] * (6 - len(cells))
used = set()


def row(match):
    text, number = match.group(0), match.group(1)
    found = re.search(r'<c r="A\d+"[^>]*><is><t>([^<]*)</t>', text)
    if not found or found.group(1) not in answers:
        return text
    used.add(found.group(1))
    for column, value in zip("IJKLM", answers[found.group(1)]):
        if value:
            text = re.sub(
                rf'<c r="{column}{number}"( s="\d+")?/>',
                lambda m: f'<c r="{column}{number}"{m.group(1) or ""} t="inlineStr"><is><t>{escape(value)}</t></is></c>',
                text,
            )
    return text


with zipfile.ZipFile(sys.argv[1]) as source, zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as target:
    for name in source.namelist():
        data = source.read(name)
        if name.startswith("xl/worksheets/sheet"):
            data = re.sub(r'<row r="(\d+)".*?</row>', row, data.decode(), flags=re.S).encode()
        target.writestr(name, data)
missing = set(answers) - used
if missing:
    sys.exit(f"not in the questionnaire: {missing}")
