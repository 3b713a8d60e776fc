# paper_text.py FILE.pdf|FILE.docx FILE.txt: is the text in the document, blanks and page feet aside, the text that was put in?
import re
import subprocess
import sys
import xml.etree.ElementTree
import zipfile

W = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'


def of_pdf(path):
    out = subprocess.run(['pdftotext', '-raw', path, '-'], capture_output=True, check=True).stdout.decode()
    lines = [l for l in out.replace('\f', '\n').split('\n') if not re.fullmatch(r'(— [0-9]+ —|样本|草稿|\s)+', l)]
    return ''.join(lines)


def of_docx(path):
    with zipfile.ZipFile(path) as z:
        assert z.testzip() is None
        names = set(z.namelist())
        for name in names:  # every part is XML, every relation leads to a part
            tree = xml.etree.ElementTree.fromstring(z.read(name))
            if name == 'word/_rels/document.xml.rels':
                assert all('word/' + r.get('Target') in names for r in tree)
            if name == '[Content_Types].xml':
                assert all(o.get('PartName', '/word/document.xml')[1:] in names for o in tree)
        body = xml.etree.ElementTree.fromstring(z.read('word/document.xml'))
    return ''.join(t.text or '' for t in body.iter(W + 't'))


bare = lambda s: re.sub(r'\s', '', s)
got = bare((of_pdf if sys.argv[1].endswith('.pdf') else of_docx)(sys.argv[1]))
want = bare(open(sys.argv[2], encoding='utf-8').read())
if got != want:
    print('# got', got)
    print('# want', want)
sys.exit(got != want)
