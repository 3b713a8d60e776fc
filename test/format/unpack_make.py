# Makes files of many forms with numbers planted in them, has unpack_one read them and prints TAP. Numbers are of the form
# 100xxxxxxxx, which no network has.
import base64, bz2, email.message, gzip, io, lzma, os, shutil, sqlite3, struct, subprocess, sys, tarfile, zipfile, zlib

sys.dont_write_bytecode = True
folder, reader = sys.argv[1], sys.argv[2]
os.chdir(folder)
reader = reader if os.path.isabs(reader) else os.path.join(os.environ['OLDPWD_TOP'], reader)
count = 0


def ok(cond, words):
    global count
    count += 1
    print(('ok ' if cond else 'not ok ') + '%d - %s' % (count, words))
    return cond


def read(path, *args):
    r = subprocess.run([reader, path, *map(str, args)], capture_output=True)
    out = r.stdout.decode('utf-8', 'replace')
    return out if r.returncode == 0 else 'DIED %d ' % r.returncode + out + r.stderr.decode('utf-8', 'replace')[-500:]


number = 10000000000


def plant():
    global number
    number += 7919
    return str(number)


def has(path, wanted, words, whole=True, blocks=(1000,)):
    out = read(path)
    missing = [w for w in wanted if w not in out]
    good = not missing and (not whole or ' unread 0 ' in out) and 'DIED' not in out
    if not ok(good, words):
        print('# missing: %s\n# %s' % (missing, out[-700:].replace('\n', '\n# ')))
    for b in blocks:
        if not ok(read(path, b) == out, '%s: the same in blocks of %d' % (words, b)):
            print('# differs')
    return out


def save(path, data):
    with open(path, 'wb') as f:
        f.write(data)


# ---- streams ----
a = plant()
text = ('手机 %s 结束\n' % a).encode() * 3
save('a.gz', gzip.compress(text) + gzip.compress(b'second ' + plant().encode()) + b'\0' * 600)
has('a.gz', [a, 'second ' + str(number)], 'gzip of two members and padding')
save('a.xz', lzma.compress(text))
has('a.xz', [a], 'xz')
save('a.lzma', lzma.compress(text, format=lzma.FORMAT_ALONE))
has('a.lzma', [a], 'lzma')
save('a.bz2', bz2.compress(text) + bz2.compress(b'more ' + a.encode()))
has('a.bz2', [a, 'more ' + a], 'bzip2 of two streams')
save('plain', text)
if shutil.which('zstd'):
    subprocess.run(['zstd', '-q', 'plain', '-o', 'a.zst'])
    has('a.zst', [a], 'zstd')
save('cut.gz', gzip.compress(os.urandom(5000) + text)[:-30])
ok('unreadable the compressed data ends early' in read('cut.gz'), 'a gzip that ends early is said')
save('behind.gz', gzip.compress(text) + b'something else')
ok('cut something unknown follows' in read('behind.gz'), 'bytes behind a gzip are said')

# ---- lz4, by its own program ----
long = ''.join('2026-11-22 10:%02d:%02d INFO id=%d\n' % (i // 60 % 60, i % 60, i) for i in range(200000)) + '手机 %s\n' % plant()
save('lz4.log', long.encode())
if shutil.which('lz4'):
    for flags in (['-1'], ['-9', '-B4', '-BD'], ['-B5', '--content-size'], ['-B7', '-BX', '--no-frame-crc']):
        subprocess.run(['lz4', '-q', '-f', *flags, 'lz4.log', 'lz4.log.lz4'], check=True)
        out = read('lz4.log.lz4')
        ok('bytes %d\nend whole' % len(long.encode()) in out and '10:00:00 INFO id=0' in out, 'lz4 %s' % ' '.join(flags))
        ok(read('lz4.log.lz4', 777) == out, 'lz4 %s: the same in small blocks' % ' '.join(flags))
    save('a.txt', ('手机 %s 结束\n' % a).encode())
    subprocess.run(['lz4', '-q', '-f', 'a.txt', 'a.txt.lz4'], check=True)
    frame = open('a.txt.lz4', 'rb').read()
    save('two.lz4', frame + struct.pack('<II', 0x184d2a53, 5) + b'12345' + frame)
    ok(read('two.lz4').count(a) == 2 and 'end whole' in read('two.lz4'), 'two frames with one between them that is passed over')
    save('cut.lz4', open('lz4.log.lz4', 'rb').read()[:-9])
    ok('ends early' in read('cut.lz4'), 'a cut frame is told')
    save('behind.lz4', frame + b'something else')
    ok('follows' in read('behind.lz4') and a in read('behind.lz4'), 'and what follows one')
else:
    ok(True, 'lz4 # SKIP lz4 is not installed')

# ---- archives ----
names = [plant() for _ in range(8)]


def zip_of(members, method=zipfile.ZIP_DEFLATED):
    b = io.BytesIO()
    with zipfile.ZipFile(b, 'w', method) as z:
        for k, v in members.items():
            z.writestr(k, v)
    return b.getvalue()


def tar_of(members, mode='w', form=tarfile.PAX_FORMAT):
    b = io.BytesIO()
    with tarfile.open(fileobj=b, mode=mode, format=form) as t:
        for k, v in members.items():
            i = tarfile.TarInfo(k)
            i.size = len(v)
            t.addfile(i, io.BytesIO(v))
        link = tarfile.TarInfo('link')
        link.type, link.linkname = tarfile.SYMTYPE, 'x'
        t.addfile(link)
    return b.getvalue()


save('a.zip', zip_of({'人员/%s.txt' % names[0]: 'in ' + names[1], 'empty/': b'', 'b.csv': 'a,b\n1,%s\n' % names[2]}))
out = has('a.zip', ['人员/%s.txt' % names[0], names[1], names[2]], 'zip')
save('stored.zip', zip_of({'x': names[3]}, zipfile.ZIP_STORED))
has('stored.zip', [names[3]], 'stored zip')
save('lzma.zip', zip_of({'x': names[3], 'y': 'z'}, zipfile.ZIP_BZIP2))
has('lzma.zip', [names[3]], 'zip with bzip2')


class Pipe(io.RawIOBase):
    def __init__(self):
        self.b = bytearray()

    def writable(self):
        return True

    def write(self, d):
        self.b += d
        return len(d)


p = Pipe()
with zipfile.ZipFile(p, 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('one', names[4] * 1000)
    with z.open('two', 'w', force_zip64=True) as f:
        f.write(names[5].encode())
save('streamed.zip', bytes(p.b))
has('streamed.zip', [names[4], names[5]], 'zip written to a pipe: lengths behind the data, ZIP64')
gbk = zip_of({'AAAA.txt': names[6]}).replace(b'AAAA', '名单'.encode('gbk'))
save('gbk.zip', gbk)
has('gbk.zip', ['名单.txt', names[6]], 'names in GBK')
cut = open('a.zip', 'rb').read()[:-80]
save('cut.zip', cut)
out = read('cut.zip')
ok(names[1] in out and 'the archive ends early' in out, 'a zip without its directory is read, and said')
locked = bytearray(zip_of({'x': names[3]}, zipfile.ZIP_STORED))
locked[6] |= 1
save('locked.zip', bytes(locked))
ok('unreadable encrypted' in read('locked.zip'), 'an encrypted entry is said')
long = 'd/' * 120 + 'long.txt'
for form, words in ((tarfile.PAX_FORMAT, 'pax'), (tarfile.GNU_FORMAT, 'GNU'), (tarfile.USTAR_FORMAT, 'ustar')):
    save('a.tar', tar_of({'a': names[1].encode(), long if words != 'ustar' else 'q/l': names[2].encode(), 'z': b''}, form=form))
    has('a.tar', [names[1], names[2], 'long.txt' if words != 'ustar' else 'q/l'], 'tar (%s)' % words)
save('damaged.tar', tar_of({'a': names[1].encode(), 'b': names[2].encode(), 'c': names[3].encode()}).replace(b'b\0', b'B\0', 1))
out = read('damaged.tar')
ok(names[1] in out and names[3] in out and 'damaged headers' in out, 'a tar with a damaged header is read on, and said')
nested = zip_of({'deep.txt': names[7]})
nested = tar_of({'n.zip': nested}, 'w:gz')
nested = zip_of({'n.tar.gz': nested, 'other': b'x'})
save('nested.zip', nested)
has('nested.zip', ['n.tar.gz!n.zip!deep.txt', names[7]], 'zip in tar.gz in zip')
# ---- OFD (GB/T 33190) by hand: strings stand where they are painted ----
def ofd_text(box, size, codes, more=''):
    return '<ofd:TextObject ID="9" Boundary="%s" Font="3" Size="%s"%s>%s</ofd:TextObject>' % (box, size, more, ''.join(
        '<ofd:TextCode X="%s"%s>%s</ofd:TextCode>' % (x, rest, text) for x, rest, text in codes))


def ofd_of(*objects):
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    page = '<ofd:Page %s><ofd:Content><ofd:Layer ID="2">%s</ofd:Layer></ofd:Content></ofd:Page>' % (space, ''.join(objects))
    return {'OFD.xml': '<ofd:OFD %s Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>' % space,
            'Doc_0/Document.xml': '<ofd:Document %s><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>' % space,
            'Doc_0/Pages/Page_0/Content.xml': page, 'Doc_0/Attachs/a.xml': '<a>%s</a>' % names[3]}


b = names[2]
made = zip_of(ofd_of(ofd_text('10 20 30 5', 3.5, [(0, ' Y="4" DeltaX="g 4 3.5"', '联系电话：')]),
                     ofd_text('27.5 20 30 5', 3.5, [(0, ' Y="4" DeltaX="g 5 1.75"', b[:6])]),
                     ofd_text('38 20 30 5', 3.5, [(0, ' Y="4" DeltaX="g 4 1.75"', b[6:])]),
                     ofd_text('90 20 30 5', 3.5, [(0, ' Y="4"', '右栏')]),
                     ofd_text('10 30 90 5', 3.5, [(i * 2.5, ' Y="4"' if not i else '', d) for i, d in enumerate(names[1])]),
                     ofd_text('0 0 90 5', 1, [(40, ' Y="60" DeltaX="g 1000000000 1e9 -g"', '甲&amp;乙')], ' CTM="0.5 0 0 0.5 10 20"')))
save('a.ofd', made)
out = has('a.ofd', ['联系电话：%s\t右栏\\n%s\\n甲&乙' % (b, names[1]), '<a>%s</a>' % names[3], 'type ofd'], 'OFD')
ok(out.count('begin ') == 4, 'OFD: its pages once')
save('sealed.ofd', zip_of({**ofd_of(), 'Encryptions.xml': '<e/>'}))
ok('unreadable encrypted' in read('sealed.ofd'), 'an OFD that is encrypted is told')

if shutil.which('7zr'):
    os.mkdir('seven')
    save('seven/人.txt', names[1].encode() * 50)
    save('seven/n.zip', zip_of({'in': names[2]}))
    save('seven/none', b'')
    for m in (['-m0=LZMA'], ['-m0=LZMA2'], ['-m0=copy'], ['-m0=delta:2', '-m1=LZMA2'], ['-ms=off'], ['-mhc=off']):
        subprocess.run(['7zr', 'a', '-bd', *m, 'a.7z', 'seven'], stdout=subprocess.DEVNULL)
        has('a.7z', ['人.txt', names[1], names[2]], '7z ' + ' '.join(m))
        os.remove('a.7z')
else:
    ok(True, '7z # SKIP 7zr is not installed')

# ---- office ----
n = [plant() for _ in range(30)]
W = 'xmlns:w="w"'
run = '<w:r><w:t>%s</w:t></w:r>'
doc = {
    '[Content_Types].xml': '<Types/>',
    'word/document.xml': '<w:document %s><w:body><w:p>' % W + ''.join(run % c for c in n[0]) + '</w:p>'
    + '<w:p><w:r><w:t>%s</w:t></w:r><w:del><w:r><w:delText>%s</w:delText></w:r></w:del><w:ins><w:r><w:t>%s</w:t></w:r></w:ins></w:p>'
    % (n[1][:4], n[1][4:], n[2][4:])
    + '<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>%s</w:t></w:r></w:p>' % n[3]
    + '<w:tbl><w:tr><w:tc><w:p>%s</w:p></w:tc><w:tc><w:p>%s</w:p></w:tc></w:tr></w:tbl>' % (run % '姓名', run % n[4])
    + '<w:p><w:r><w:txbxContent><w:p>%s</w:p></w:txbxContent></w:r></w:p>' % (run % n[5])
    + '<w:p><w:r><w:instrText>HYPERLINK %s</w:instrText></w:r></w:p></w:body></w:document>' % n[6],
    'word/header1.xml': '<w:hdr %s><w:p>%s</w:p></w:hdr>' % (W, run % n[7]),
    'word/footnotes.xml': '<w:f %s><w:p>%s</w:p></w:f>' % (W, run % n[8]),
    'word/comments.xml': '<w:c %s><w:p>%s</w:p></w:c>' % (W, run % n[9]),
    'word/_rels/document.xml.rels': '<R><Relationship Id="a" Target="mailto:%s@x.example" TargetMode="External"/></R>' % n[10],
    'docProps/core.xml': '<c><dc:creator>%s</dc:creator></c>' % n[11],
    'customXml/item1.xml': '<x>%s</x>' % n[12],
    'word/embeddings/b.zip': zip_of({'in.txt': n[13]}),
}
save('a.docx', zip_of(doc))
has('a.docx', [n[0], n[1], n[1][:4] + n[2][4:], '姓名 \t' + n[4]] + n[3:14], 'docx: runs, deletions, hidden text, boxes, fields, notes, files in it')
save('a.pptx', zip_of({'ppt/presentation.xml': '<p/>', 'ppt/slides/slide1.xml': '<s><a:p><a:r><a:t>%s</a:t></a:r><a:r><a:t>%s</a:t></a:r></a:p></s>' % (n[14][:5], n[14][5:]),
                       'ppt/notesSlides/notesSlide1.xml': '<n><a:p><a:r><a:t>%s</a:t></a:r></a:p></n>' % n[15]}))
has('a.pptx', n[14:16], 'pptx: slides and notes')
sheet = '<worksheet><sheetData>%s</sheetData></worksheet>'
book = {
    'xl/workbook.xml': '<workbook><sheets><sheet name="人员" r:id="r1"/><sheet name="h" state="hidden" r:id="r2"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<R><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="worksheets/sheet2.xml"/></R>',
    'xl/sharedStrings.xml': '<sst><si><t>姓名</t></si><si><r><t>%s</t></r><r><t>%s</t></r></si></sst>' % (n[16][:3], n[16][3:]),
    'xl/styles.xml': '<s><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></s>',
    'xl/worksheets/sheet1.xml': sheet % ('<row><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>证件</t></is></c></row>'
                                         '<row><c r="A2" t="s"><v>1</v></c><c r="B2"><v>1.1010119900307E+17</v></c><c r="C2" s="1"><v>45000</v></c>'
                                         '<c r="ZZ2"><v>%s</v></c></row>' % n[17]) ,
    'xl/worksheets/sheet2.xml': sheet % ('<row><c><f>A1</f><v>%s</v></c></row>' % n[18]),
    'xl/comments1.xml': '<comments><comment><text><t>%s</t></text></comment></comments>' % n[19],
    'xl/externalLinks/externalLink1.xml': '<x><v>%s</v></x>' % n[20],
}
save('a.xlsx', zip_of(book))
out = has('a.xlsx', n[16:21], 'xlsx: shared and inline text, numbers, wide rows, hidden sheets, comments, cached data')
book['xl/worksheets/sheet2.xml'] = sheet % '<row><c t="str"><v>二〇二六年名单</v></c></row><row><c t="str"><v>姓名</v></c><c t="str"><v>手机</v></c></row><row><c t="str"><v>张</v></c><c><v>1</v></c></row>'
save('titled.xlsx', zip_of(book))
ok('names 姓名|手机\nrow 张|1\n' in read('titled.xlsx'), 'names below a title')
ok('names 姓名|证件\n' in out and '|110101199003070000|2023-03-15|' in out, 'names of columns, a long number spelled out, a date')
p = Pipe()
with zipfile.ZipFile(p, 'w', zipfile.ZIP_DEFLATED) as z:
    for k, v in book.items():
        with z.open(k, 'w', force_zip64=True) as part:
            part.write(v.encode())
save('sixtyfour.xlsx', bytes(p.b))
has('sixtyfour.xlsx', ['names 姓名|手机'] + n[16:18], 'xlsx with ZIP64 fields, written to a pipe')
for name, part in (('word/document.xml', 'a.docx'), ('xl/worksheets/sheet1.xml', 'a.xlsx')):
    broken = dict(doc if part == 'a.docx' else book)
    broken[name] = broken[name][:len(broken[name]) // 2] + '<<'
    save('broken.zip', zip_of(broken))
    ok('unreadable' in read('broken.zip'), 'a broken part of %s is said' % part)

# ---- RTF (by hand from the specification, and by LibreOffice where it is installed) ----
w = [plant() for _ in range(16)]
def uni(text):
    return ''.join(c if ord(c) < 128 else '\\u%d?' % (ord(c) - 65536 if ord(c) > 32767 else ord(c)) for c in text)
def hexed(text, code='gb18030'):
    return ''.join(c if ord(c) < 128 else ''.join("\\'%02x" % b for b in c.encode(code)) for c in text)
ole = zip_of({'a.txt': w[9].encode()})
rtf = (r'''{\rtf1\ansi\ansicpg936\deff0\uc1{\fonttbl{\f0\froman\fcharset0 Times%s;}{\f1\fnil\fcharset134{\*\falt SimSun%s}'cb;}{\f2\fnil\fcharset136 M;}}
{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal%s;}}{\info{\title %s}{\author %s}{\creatim\yr2026\mo1}}
{\header %s\par}{\*\generator nobody %s;}\pard\plain %s{\b %s}%s\par
\pard\intbl %s\cell %s\par second\cell\row\pard
{\f2 %s}\line {\field{\*\fldinst HYPERLINK "mailto:a%s@x.com"}{\fldrslt here}}
{\*\unknown %s}{\pict\wmetafile8 0102%s}\bin5 {}{\}x\par
{\object{\*\objdata %s
%s}}{\uc2 \u25163 ab\u26426\'ca\'d6%s}\uc0\u55357\u56832{\footnote %s}{\*\annotation %s}\'b5\'e7\'bb\'b0\~%s\par
''' % (w[12], w[12], w[12], hexed('标题' + w[0]), uni('作者' + w[1]), w[2], w[12], uni('姓名' + w[3][:4]), w[3][4:], uni('结束'),
       hexed('手机'), w[4], hexed('電話' + w[5], 'big5'), w[6], w[12], w[12], '0105000002000000', ole.hex(), w[7], w[8], w[10], w[11])) + '}'
save('a.rtf', rtf.encode('latin-1'))
out = has('a.rtf', ['标题' + w[0], '作者' + w[1], w[2], '姓名' + w[3] + '结束\\n', '手机\t' + w[4] + ' second\t\\n', '電話' + w[5] + '\\n', w[6], '手机' + w[7] + '\U0001f600', w[8], w[9], w[10],
            '电话 ' + w[11]], 'RTF: \\u and \\ucN, bytes in fonts\' character sets, cells, notes, fields, properties, objects')
ok(w[12] not in out, 'fonts, styles, pictures and programs are not text')
save('cut.rtf', rtf.encode('latin-1')[:-1])
ok('ends early' in read('cut.rtf'), 'a cut RTF is told')
save('deep.rtf', b'{\\rtf1 ' + b'{' * 2000000 + b'x' + b'}' * 2000001)
ok('end whole' in read('deep.rtf'), 'two million groups within each other')
if shutil.which('soffice'):
    save('page.html', ('<html><head><meta charset="utf-8"><title>t</title></head><body><p>联系人 %s 先生</p><table border=1><tr><td>姓名</td><td>手机</td></tr>'
                       '<tr><td>张三</td><td>%s</td></tr></table><p>备注：张<b>三</b>丰 %s</p></body></html>' % (w[13], w[14], w[15])).encode())
    subprocess.run(['soffice', '-env:UserInstallation=file://%s/office' % os.getcwd(), '--headless', '--writer', '--convert-to', 'rtf:Rich Text Format', 'page.html'],
                   capture_output=True, env=dict(os.environ, HOME=os.getcwd()))
    has('page.rtf', ['联系人 %s 先生' % w[13], '姓名\t手机\t', '张三\t%s' % w[14], '备注：张三丰 ' + w[15]], 'RTF of LibreOffice')
else:
    ok(True, 'RTF of LibreOffice # SKIP soffice is not installed')

# ---- mail ----
m = email.message.EmailMessage()
m['From'] = '张三 <%s@x.example>' % n[21]
m['Subject'] = '名单 %s 很长的主题很长的主题很长的主题很长的主题很长的主题' % n[22]
m.set_content('你好 %s\n' % n[23], charset='gb18030', cte='base64')
m.add_alternative('<p>=%s</p>' % n[24] * 20, subtype='html', cte='quoted-printable')
m.add_attachment(zip_of({'in.txt': n[25]}), maintype='application', subtype='zip', filename='附件.zip')
inner = email.message.EmailMessage()
inner['Subject'] = 'forwarded'
inner['From'] = 'a@b.example'
inner.set_content(n[26])
m.add_attachment(inner)
save('a.eml', m.as_bytes())
has('a.eml', n[21:27] + ['附件.zip!in.txt'], 'mail: words in headers, base64, quoted-printable, attachments, forwarded mail')
save('a.mbox', b'From a@b Thu Jan  1 00:00:00 2026\n' + m.as_bytes() + b'\n\nFrom a@b Thu Jan  1 00:00:00 2026\n' + inner.as_bytes())
has('a.mbox', n[21:27] + ['message 2.eml!body'], 'a box of mail')

# ---- SQLite ----
q = [plant() for _ in range(12)]
c = sqlite3.connect('a.db')
c.executescript('pragma page_size=1024; pragma secure_delete=off; create table users(id integer primary key, "姓名" text, note text, b blob);'
                'create table wr(b text, a int, primary key(b)) without rowid; create table gone(x, y);')
c.executemany('insert into users values(?,?,?,?)', [(int(q[0]), '张', 'x' * 5000 + q[1], ('{"phone": "%s"}' % q[2]).encode()),
                                                   (2, '李', '', zip_of({'in.txt': q[3]}))])
c.executemany('insert into wr values(?,?)', [('b%d' % i, i) for i in range(300)] + [('k', int(q[4]))])
c.executemany('insert into gone values(?,?)', [('g', q[5]) for _ in range(200)])
c.commit()
c.execute('delete from gone')
c.commit()
c.close()
out = has('a.db', q[:6] + ['names id|姓名|note|b', 'names b|a', 'deleted rows'], 'SQLite: rows, overflow, WITHOUT ROWID, BLOBs, deleted rows', blocks=())
c = sqlite3.connect('live.db', isolation_level=None)
c.execute('pragma journal_mode=wal')
c.execute('pragma wal_autocheckpoint=0')
c.execute('create table t(a)')
c.execute("insert into t values('%s')" % q[6])
c.execute('pragma wal_checkpoint(truncate)')
c.execute("update t set a='%s'" % q[7])
shutil.copy('live.db', 'wal.db')
shutil.copy('live.db-wal', 'wal.db-wal')
c.close()
out = has('wal.db', [q[7]], 'SQLite: what is committed in the log is laid over', blocks=())
ok(q[6] not in out, 'and the old row is gone')
torn = bytearray(open('wal.db-wal', 'rb').read())
torn[-4096 - 4] ^= 1 # the checksum of the last frame
save('wal.db-wal', bytes(torn))
out = read('wal.db')
ok(q[6] in out and q[7] not in out, 'a torn frame of the log is not')
shutil.copy('live.db', 'alone.db')
save('alone.wal', bytes(torn))
ok(q[7] in read('alone.wal'), 'a log alone: its rows, also torn')
db = bytearray(open('a.db', 'rb').read())
for at in range(0, len(db), 1024):
    head = at + (100 if at == 0 else 0)
    if db[head] in (2, 5):
        db[head + 8:head + 12] = struct.pack('>I', at // 1024 + 1)
        cell = struct.unpack('>H', db[head + 12:head + 14])[0]
        db[at + cell:at + cell + 4] = struct.pack('>I', at // 1024 + 1)
save('loop.db', bytes(db))
out = read('loop.db')
ok('damaged pages' in out and 'DIED' not in out, 'pages that point at themselves end, and are said')
save('cut.db', open('a.db', 'rb').read()[:5000])
ok('damaged pages' in read('cut.db'), 'a cut database is said')

# ---- PDF ----
f = [plant() for _ in range(8)]


def obj(i, b):
    return b'%d 0 obj\n' % i + b + b'\nendobj\n'


def stream(d, data):
    data = zlib.compress(data)
    return b'<<' + d + b'/Filter/FlateDecode/Length %d>>stream\n' % len(data) + data + b'\nendstream'


digits = ''.join('%04x' % (int(d) + 16) for d in f[1]).encode()
content = ('BT /F1 12 Tf 10 700 Td [(%s)-40(%s)] TJ 0 -20 Td (%s) Tj (%s) Tj ET BT /F2 12 Tf 10 600 Td <%s> Tj ET /X Do'
           % (f[0][:3], f[0][3:], f[2][:6], f[2][6:], digits.decode())).encode()
cmap = b'1 beginbfrange <0010> <0019> <0030> endbfrange'
parts = {1: b'<</Type/Catalog/Pages 2 0 R>>', 2: b'<</Type/Pages/Kids[3 0 R]/Resources<</Font<</F1 5 0 R/F2 6 0 R>>/XObject<</X 9 0 R>>>>>>',
         3: ('<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[<</Contents(%s)>>]>>' % f[3]).encode(), 5: b'<</Subtype/Type1/FirstChar 48/Widths[556 556 556 556 556 556 556 556 556 556]>>',
         6: b'<</Subtype/Type0/Encoding/Identity-H/ToUnicode 7 0 R/DescendantFonts[8 0 R]>>', 8: b'<<>>', 10: ('<</Title(%s)>>' % f[4]).encode()}
streams = {4: stream(b'', content), 7: stream(b'', cmap), 9: stream(b'/Subtype/Form', ('BT /F1 9 Tf (%s) Tj ET /X Do' % f[5]).encode()),
           11: stream(b'/Type/EmbeddedFile', zip_of({'in': f[6]}))}
save('a.pdf', b'%PDF-1.4\n' + b''.join(obj(k, v) for k, v in {**parts, **streams}.items()) + b'trailer<</Root 1 0 R>>')
has('a.pdf', f[:7], 'pdf: kerning, maps to characters, forms, notes, properties, files in it')
pairs = data = b''
for k, v in parts.items():
    pairs += b'%d %d ' % (k, len(data))
    data += v + b' '
save('b.pdf', b'%PDF-1.5\n' + b''.join(obj(k, v) for k, v in streams.items()) + obj(20, stream(b'/Type/ObjStm/N %d/First %d' % (len(parts), len(pairs)), pairs + data)))
has('b.pdf', f[:7], 'pdf: object streams', blocks=())
save('locked.pdf', b'%PDF-1.4\n' + obj(1, parts[1]) + b'trailer<</Encrypt 9 0 R>>')
ok('unreadable encrypted' in read('locked.pdf'), 'an encrypted pdf is said')
save('image.pdf', b'%PDF-1.4\n' + obj(2, b'<</Type/Pages/Kids[3 0 R]>>') + obj(3, b'<</Type/Page/Parent 2 0 R/Contents 4 0 R>>') + obj(4, stream(b'', b'/I Do')) + obj(5, b'<</Subtype/Image>>'))
ok('pages that are pictures' in read('image.pdf'), 'pages that are pictures are said')
save('glyphs.pdf', open('a.pdf', 'rb').read().replace(b'/ToUnicode', b'/NoUnicode'))
ok('fonts without a map' in read('glyphs.pdf'), 'a font without a map is said')

# ---- dumps ----
s = [plant() for _ in range(6)]
save('my.sql', ("-- MySQL dump 10.13\nCREATE TABLE `u` (\n `id` int,\n `手机` char(11),\n KEY `k` (`id`)\n);\nINSERT INTO `u` VALUES (1,'%s'),(2,'O''N\\'x');\n"
                "INSERT INTO `v` (`a`) VALUES ('%s');\nINSERT INTO w (x-y, `z`) VALUES (7,8);\nGRANT x IDENTIFIED BY '%s';\n" % tuple(s[:3])).encode())
out = has('my.sql', ['names id|手机\nrow 1|%s\nrow 2|O\'N\'x' % s[0], 'names a\nrow ' + s[1], 'names x-y|z\nrow 7|8', s[2]], 'mysqldump')
save('pg.sql', ('--\n-- PostgreSQL database dump\n--\nCREATE TABLE public.p (id int, n text);\nCOPY public.p (id, n) FROM stdin;\n1\t%s\n2\t\\N\n\\.\nINSERT INTO public.p VALUES (3, \'%s\');\n'
                % (s[3], s[4])).encode())
has('pg.sql', ['names id|n\nrow 1|%s\nrow 2|\n' % s[3], 'row 3|' + s[4]], 'pg_dump')
save('pg.sql.gz', gzip.compress(open('pg.sql', 'rb').read()))
has('pg.sql.gz', ['row 1|' + s[3]], 'pg_dump within gzip')

# ---- Redis (made by Redis 7.0.15: strings, LZF, packed and plain hashes, lists, sets) ----
dump = open(os.path.join(os.environ['OLDPWD_TOP'], 'fuzz/corpus/redis_dump/dump.rdb'), 'rb').read()[1:]
save('dump.rdb', dump)
has('dump.rdb', ['phone=13811112222', 'neg=-7', 'user:1 phone=13700002222', 'abc 13900001111', 'l=13600003333', 's=13500004444', 'z 13400005555=2.5',
                 'bigh f600=13300000600', 'big=99999999999'], 'Redis')
save('cut.rdb', dump[:5000])
ok('unreadable damaged' in read('cut.rdb'), 'a cut dump of Redis is said')

# ---- Parquet (made by pyarrow 26.0.1: the fuzzer's corpus; other codecs, encodings and pages each) ----
for codec in 'none snappy gzip zstd lz4 delta delta2'.split():
    shutil.copy(os.path.join(os.environ['OLDPWD_TOP'], 'fuzz/corpus/parquet', codec), codec + '.parquet')
    out = has(codec + '.parquet', ['names 姓名|phone|born|tags|f|ok|at', 'row 张三|10000000001|1990-01-01|a, b|10000000004|true|2026-11-23 01:02:03', 'row |10000000002|1990-01-01||',
                                   'row 李四|10000000003|1990-01-01||1.5||2026-11-23 01:02:03'], 'Parquet, %s' % codec)
    ok(out.count('row ') == 3, 'Parquet, %s: no other rows' % codec)
whole = open('none.parquet', 'rb').read()
save('cut.parquet', whole[:-1])
ok('ends early' in read('cut.parquet'), 'a cut Parquet is told')
save('secret.parquet', whole[:-4] + b'PARE')
ok('unreadable encrypted' in read('secret.parquet'), 'and one that is encrypted')
at = whole.index('张三'.encode())
save('bad.parquet', whole[:at - 4] + b'\xff\xff\xff\x7f' + whole[at:])
ok('a column is damaged' in read('bad.parquet') and '10000000003' in read('bad.parquet'), 'a damaged column is told; the others are read')

# ---- images of discs (by xorriso where it is installed), and forms that are told by their names alone ----
if shutil.which('xorriso'):
    os.makedirs('disc/深/er')
    w = [plant() for _ in range(3)]
    save('disc/名单.txt', ('手机 %s\n' % w[0]).encode())
    save('disc/深/er/a.txt.gz', gzip.compress(w[1].encode()))
    save('disc/deep.docx', zip_of({'a.txt': w[2].encode()}))
    for name, flags in (('joliet', ['-J']), ('rock', ['-R']), ('plain', []), ('both', ['-J', '-R'])):
        subprocess.run(['xorriso', '-as', 'mkisofs', '-quiet', *flags, '-o', name + '.iso', 'disc'], capture_output=True)
        out = has(name + '.iso', w, 'a disc, %s' % name)
        ok(name == 'plain' or '名单.txt' in out and '深/er/a.txt.gz' in out, 'a disc, %s: names' % name)
    image = open('joliet.iso', 'rb').read()
    save('cut.iso', image[:image.index(b'PK\3\4') + 20])
    ok('the image ends early' in read('cut.iso'), 'a cut one is told')
    save('boot.iso', os.urandom(32768) + image[32768:])
    ok(w[0] in read('boot.iso'), 'one that boots, whatever it begins with')
else:
    ok(True, 'images of discs # SKIP xorriso is not installed')
for name, head in (('access', b'\0\1\0\0Standard Jet DB\0'), ('outlook', b'!BDN'), ('keepass', b'\x03\xd9\xa2\x9a'), ('disk-image', b'QFI\xfb'), ('disk-image', b'KDMV'),
                   ('cab', b'MSCF\0\0\0\0'), ('rpm', b'\xed\xab\xee\xdb'), ('compress', b'\x1f\x9d\x90')):
    save('some.' + name, head + bytes(range(256)) * 4)
    out = read('some.' + name)
    ok('unreadable a format without a reader' in out and 'type %s ' % name in out, 'told by name: %s' % name)

# ---- Windows' event logs ----
from events import Events, logon
w = Events()
at = 1790000000
one = w.chunk([logon(i, at + i * 60, 'user%d' % i, '10.0.0.%d' % i) for i in range(40)])
two = w.chunk([logon(40, at + 5000, '张三', '10.1.1.1', 4625), (at + 5060, 1102, (('备注', '手机 ' + plant()),))])
save('a.evtx', w.file([two, one, bytes(65536)], 1))
out = has('a.evtx', ['"time":"2026-09-21T14:13:20Z","__SEQNUM":1,"event_id":"4624","action":"login","result":"success"', '"Computer":"PC-7"', '"UserID":"S-1-5-21-1-2-3-500"',
                     '"operator":"SYSTEM","user":"user7","client_ip":"10.0.0.7"', '"event_id":"4625","action":"login","result":"failed"', '"user":"张三"', '"action":"clear log"',
                     '"备注":"手机 %s"' % number], 'Windows events')
lines = out.split('\\n')
ok([int(l.split('__SEQNUM":')[1].split(',')[0]) for l in lines if '__SEQNUM' in l] == list(range(1, 43)), 'in the order of their numbers, whatever that of the chunks')
whole = open('a.evtx', 'rb').read()
save('cut.evtx', whole[:4096 + 65536 + 3000])
ok('the log ends early' in read('cut.evtx') and '张三' in read('cut.evtx'), 'a cut one is told')
save('bad.evtx', whole[:4096 + 65536 + 1000] + bytes(2000) + whole[4096 + 65536 + 3000:])
ok('records of the log are damaged' in read('bad.evtx'), 'a damaged one too')

# ---- bombs ----
MOST = 20 << 20
zeros = gzip.compress(b'\0' * (200 << 20), 9)
save('bomb.gz', zeros)
out = read('bomb.gz', 65536, MOST)
ok('bytes %d cut' % MOST in out and 'more comes out than is read' in out, 'a gzip bomb stops at the ceiling, which is said')
bomb = zip_of({'0': b'\0' * (50 << 20)})
for _ in range(5):
    bomb = zip_of({'%d.zip' % i: bomb for i in range(16)})
save('42.zip', bomb)
out = read('42.zip', 65536, MOST)
ok(' cut\n' in out and 'DIED' not in out, 'zips in zips in zips stop at the ceiling')
ok('nested deeper' in read('deep.gz', 65536) if not save('deep.gz', __import__('functools').reduce(lambda d, _: gzip.compress(d), range(20), b'x')) else False,
   'twenty layers of gzip: deeper than is looked at')
many = bytearray()
local = struct.pack('<IHHHHHIIIHH', 0x04034b50, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b'x'
save('many.zip', local * 1200000)
out = read('many.zip', 65536)
ok('DIED' not in out and out.endswith(' cut\n'), 'a million members: the ceiling')
save('loop.pdf', b'%PDF-1.4\n' + b''.join(obj(k, b'<</Type/Pages/Kids[%s]>>' % b' '.join(b'%d 0 R' % i for i in range(1, 60))) for k in range(1, 60)))
ok('no page was found' in read('loop.pdf'), 'a page tree in circles ends')
same = b''.join(obj(k, b'<</Type/Page/Contents 9999 0 R/Resources<</Font<</F1 9998 0 R>>>>>>') for k in range(1, 5000))
save('same.pdf', b'%PDF-1.4\n' + same + obj(9998, b'<<>>') + obj(9999, stream(b'', b'BT /F1 9 Tf (x) Tj ET ' * 300000)))
out = read('same.pdf')
ok('DIED' not in out and 'larger than what is read' in out, 'thousands of pages with one large content: bounded by the file')
print('1..%d' % count)
