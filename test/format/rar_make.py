# Writes RAR archives of both kinds with numbers planted in them, has unpack_one read them and prints TAP. Packed files have one Huffman code of
# eight or nine bits for every byte, and a copy from the files before them where an archive is solid.
# rar_make.py --corpus FOLDER: the small ones of them for fuzzing; --four FILE, --five FILE: one with what comes on standard input as 资料.txt, packed.
import os, struct, subprocess, sys, zlib

sys.dont_write_bytecode = True


# ---- what both kinds pack with ----
class Bits:
    def __init__(self):
        self.done, self.v, self.n = bytearray(), 0, 0

    def put(self, value, n):
        self.v, self.n = self.v << n | value, self.n + n
        if self.n >= 64:
            whole = self.n // 8
            self.done += (self.v >> self.n % 8).to_bytes(whole, 'big')
            self.n %= 8
            self.v &= (1 << self.n) - 1

    def bits(self):
        return 8 * len(self.done) + self.n

    def bytes(self):
        pad = -self.n % 8
        return bytes(self.done) + (self.v << pad).to_bytes((self.n + pad) // 8, 'big')


def codes_of(lengths):
    out, code = {}, 0
    for n in range(1, 16):
        for symbol, m in enumerate(lengths):
            if m == n:
                out[symbol] = (code, n)
                code += 1
        code <<= 1
    return out


def tables(bits, sizes, main, distance):
    """Lengths of codes: of literals and matches, of distances, of nothing else."""
    lengths = [0] * sum(sizes)
    for s, n in main.items():
        lengths[s] = n
    for s, n in distance.items():
        lengths[sizes[0] + s] = n
    pre = {0: 2, 1: 3, 8: 2, 9: 3, 19: 2}
    codes = codes_of([pre.get(i, 0) for i in range(20)])
    for i in range(20):
        bits.put(pre.get(i, 0), 4)
    at = 0
    while at < len(lengths):
        run = 0
        while at + run < len(lengths) and not lengths[at + run] and run < 138:
            run += 1
        if run >= 11:
            bits.put(*codes[19])
            bits.put(run - 11, 7)
            at += run
        else:
            bits.put(*codes[lengths[at]])
            at += 1
    return codes_of(lengths[:sizes[0]]), codes_of(lengths[sizes[0]:sizes[0] + sizes[1]])


def put_items(bits, items, main, distance, match):
    """Bytes as they are; a number: nine bytes from so far behind (17 to 24), which five has as length slot 7 and distance slot 8."""
    for i in items:
        if isinstance(i, int):
            bits.put(*main[match])
            bits.put(*distance[8])
            bits.put(i - 17, 3)
        else:
            for b in i:
                bits.put(*main[b])


LITERALS = {**{i: 8 for i in range(254)}, 254: 9, 255: 9}


def pack5(items):
    bits = Bits()
    main, distance = tables(bits, (306, 64, 16, 44), {**LITERALS, 257: 9, 269: 9}, {8: 1})
    put_items(bits, items, main, distance, 269)
    data = bits.bytes()
    used = (bits.bits() - 1) % 8
    size = struct.pack('<I', len(data))[:2 if len(data) < 65536 else 3]
    flags = 0xc0 | (len(size) - 1) << 3 | used
    check = 0x5a ^ flags
    for b in size:
        check ^= b
    return bytes([flags, check]) + size + data


def pack4(items):
    bits = Bits()
    bits.put(0, 2)
    main, distance = tables(bits, (299, 60, 17, 28), {**LITERALS, 256: 9, 278: 9}, {8: 1})
    put_items(bits, items, main, distance, 278)
    bits.put(*main[256])
    bits.put(0, 2)
    return bits.bytes() + b'\0' * 4


def plain(items):
    out = b''
    for i in items:
        for k in range(9 if isinstance(i, int) else 0):
            out += out[len(out) - i:len(out) - i + 1]
        out += b'' if isinstance(i, int) else i
    return out


# ---- RAR 5 ----
def num(v):
    out = b''
    while v > 127:
        out, v = out + bytes([v & 127 | 128]), v >> 7
    return out + bytes([v])


def block5(kind, fields, data=None, extra=b'', flags=0, said=None, sum=None):
    body = num(kind) + num(flags | (1 if extra else 0) | (2 if data is not None else 0))
    body += (num(len(extra)) if extra else b'') + (num(len(data) if said is None else said) if data is not None else b'')
    body += fields + extra
    body = num(len(body)) + body
    return struct.pack('<I', zlib.crc32(body) if sum is None else sum) + body + (data or b'')


def file5(name, data, packed=None, method=None, solid=False, shift=0, size=None, version=0, kind=2, crc=None, **more):
    name = name if isinstance(name, bytes) else name.encode()
    method = (3 if packed is not None else 0) if method is None else method
    fields = num(4) + num(len(data) if size is None else size) + num(0o644)
    fields += struct.pack('<I', zlib.crc32(data) if crc is None else crc)
    fields += num(version | (64 if solid else 0) | method << 7 | shift << 10) + num(1) + num(len(name)) + name
    return block5(kind, fields, data if packed is None else packed, **more)


MARK5, MARK4 = b'Rar!\x1a\7\1\0', b'Rar!\x1a\7\0'


def rar5(*blocks, flags=0, volume=None, end=0):
    main = num(flags) + (num(volume) if volume is not None else b'')
    return MARK5 + block5(1, main) + b''.join(blocks) + (b'' if end is None else block5(5, num(end), flags=4))


# ---- RAR 4 ----
def block4(kind, flags, fields, data=b'', sum=None):
    body = struct.pack('<BHH', kind, flags, 7 + len(fields)) + fields
    return struct.pack('<H', (zlib.crc32(body) & 0xffff) if sum is None else sum) + body + data


def file4(name, data, packed=None, flags=0, method=None, version=29, size=None, said=None, kind=0x74, crc=None, high=None):
    name = name if isinstance(name, bytes) else name.encode()
    method = (0x33 if packed is not None else 0x30) if method is None else method
    body = data if packed is None else packed
    fields = struct.pack('<IIBIIBBHI', len(body) if said is None else said, len(data) if size is None else size, 3,
                         zlib.crc32(data) if crc is None else crc, 0, version, method, len(name), 0o100644)
    if high:
        flags |= 0x100
        fields += struct.pack('<II', *high)
    return block4(kind, 0x8000 | flags, fields + name, body)


def rar4(*blocks, flags=0, end=0):
    return MARK4 + block4(0x73, flags, bytes(6)) + b''.join(blocks) + (b'' if end is None else block4(0x7b, 0x4000 | end, b''))


# ---- what is made ----
number = 10000000000


def plant():
    global number
    number += 7919
    return str(number).encode()


def small():
    """name: bytes, what must come out, what must be said; no longer than a few kilobytes."""
    n = [plant() for _ in range(12)]
    text = [('手机 %s 结束\n' % x.decode()).encode() for x in n]
    inner = rar5(file5('里.txt', text[0]))
    made = {}
    made['stored5'] = (rar5(file5('人员/%s.txt' % n[1].decode(), text[0]), file5('b', text[2])), [n[0], n[1], n[2]], [])
    made['stored4'] = (rar4(file4(b'docs\\' + n[1] + b'.txt', text[0]), file4('b', text[2])), [n[0], b'docs/' + n[1], n[2]], [])
    made['gbk4'] = (rar4(file4('部门\\乗客\\职工.txt'.encode('gbk'), text[0])), ['部门/乗客/职工.txt'.encode(), n[0]], [])
    wide = b'\x4e\xff\0\0\0\0'
    made['wide4'] = (rar4(file4(b'a__.txt\0' + b'\x4e\x14\x61\xba\x58\x40\x2e\x74\x78\x74', text[0], flags=0x200)), [n[0], '人'.encode()], [])
    made['packed5'] = (rar5(file5('p', text[3], pack5([text[3]])), file5('q', text[4] * 9, pack5([text[4] * 9]))), [n[3], n[4]], [])
    made['packed4'] = (rar4(file4('p', text[3], pack4([text[3]])), file4('q', text[4] * 9, pack4([text[4] * 9]))), [n[3], n[4]], [])
    first, second = b'first ' + n[5] + b' 12345678', [20, b'/', 20]
    whole = plain([first] + second)[len(first):]
    chain = [file5('one', first, pack5([first]), shift=2), file5('kept', text[6]), file5('two', whole, pack5(second), solid=True, shift=2)]
    made['solid5'] = (rar5(*chain, flags=4), [n[5], n[6], whole], [])
    made['solid5-broken'] = (rar5(chain[0][:-3] + b'???', *chain[1:], flags=4), [n[6]], ['not what its checksum says'])
    made['solid4'] = (rar4(file4('one', first, pack4([first])), file4('two', b'x' * 30, b'z' * 20, flags=0x10), flags=8), [n[5]],
                      ['a solid archive of an old RAR'])
    made['nested'] = (rar4(file4('a.rar', rar5(file5('b.rar', inner)))), [n[0], '!b.rar!里.txt'.encode()], [])
    key = num(49) + num(1) + bytes(48)
    made['cipher5'] = (rar5(file5('c', bytes(64), extra=key), file5('d', text[1])), [n[1]], ['encrypted'])
    made['cipher4'] = (rar4(file4('c', bytes(64), flags=4), file4('d', text[1])), [n[1]], ['encrypted'])
    made['list5'] = (MARK5 + block5(4, num(0) + num(0) + num(15) + bytes(16)) + bytes(range(200)), [], ['encrypted, with its list'])
    made['list4'] = (MARK4 + block4(0x73, 0x80, bytes(6)) + bytes(range(200)), [], ['encrypted, with its list'])
    made['part1-5'] = (rar5(file5('big', text[7], flags=0x10), flags=1, end=1), [n[7]], ['what goes on in the next volume'])
    made['part2-5'] = (rar5(file5('big', text[8], flags=8), file5('s', text[9]), flags=3, volume=1), [n[8], n[9]], ['what begins in a volume before'])
    made['part1-4'] = (rar4(file4('big', text[7], flags=2), flags=0x101, end=1), [n[7]], ['what goes on in the next volume'])
    made['r00'] = (rar4(file4('big', text[8], flags=1), file4('s', text[9]), flags=1), [n[8], n[9]], ['what begins in a volume before'])
    made['part2-packed'] = (rar5(file5('big', text[8], pack5([text[8]]), flags=8), flags=3, volume=1), [], ['what begins in a volume before'])
    made['comment5'] = (rar5(file5('CMT', b'call ' + n[10], kind=3), file5('QO', b'not ' + n[11], kind=3), file5('x', b'y')), [n[10]], [])
    made['comment4'] = (rar4(file4('CMT', b'call ' + n[10], kind=0x7a), file4('x', b'y')), [n[10]], [])
    made['noend4'] = (rar4(file4('x', text[0]), end=None), [n[0]], [])
    made['noend5'] = (rar5(file5('x', text[0]), end=None), [n[0]], ['the archive ends early'])
    made['cut5'] = (rar5(file5('x', text[0]), file5('y', text[1]))[:-30], [n[0]], ['the archive ends early'])
    made['cut4'] = (rar4(file4('x', text[0]), file4('y', text[1]))[:-20], [n[0]], ['the archive ends early'])
    made['sum5'] = (rar5(file5('x', text[0]), file5('y', text[1], sum=7)), [n[0]], ['damaged headers'])
    made['sum4'] = (rar4(file4('x', text[0]), block4(0x74, 0x8000, bytes(40), sum=7)), [n[0]], ['damaged headers'])
    made['crc5'] = (rar5(file5('x', text[3], pack5([text[3]]), crc=1)), [n[3]], ['not what its checksum says'])
    made['crc4'] = (rar4(file4('x', text[3], pack4([text[3]]), crc=1)), [n[3]], ['not what its checksum says'])
    made['lies5'] = (rar5(file5('x', text[0], said=1 << 40)), [n[0]], ['the archive ends early'])
    made['lies4'] = (rar4(file4('x', text[0], high=(1 << 20, 1 << 20))), [n[0]], ['the archive ends early'])
    made['longer5'] = (rar5(file5('x', text[3], pack5([text[3]]), size=1 << 40), file5('y', text[1])), [n[1]], ['compressed data is damaged'])
    made['window5'] = (rar5(file5('x', text[3], pack5([text[3]]), shift=15, size=1 << 33), file5('y', text[1])), [n[1]], ['more memory than is allowed'])
    made['rar7'] = (rar5(file5('x', text[3], pack5([text[3]]), version=1), file5('y', text[1])), [n[1]], ['packed by a method that is not read'])
    made['rar2'] = (rar4(file4('x', text[3], b'\1\2\3', version=20), file4('y', text[1])), [n[1]], ['packed by a method that is not read'])
    model = file4('x', text[3] * 9, b'\xa0\xff' + bytes(30))
    made['model4'] = (rar4(model, file4('y', text[1])), [n[1]], ['more memory than is allowed'])
    made['names'] = (rar5(file5('../../etc/passwd', text[0]), file5('/abs/%s' % ('x' * 3000), text[1]), file5('a\0b\n\x1b[31m', text[2])),
                     [n[0], n[1], n[2]], [])
    made['mark'] = (MARK5, [], ['the archive ends early'])
    made['folders'] = (rar5(block5(2, num(1) + num(0) + num(0o755) + num(0) + num(1) + num(1) + b'd')), [], [])
    return made


if sys.argv[1] == '--corpus':
    for name, (data, _, _) in small().items():
        with open(os.path.join(sys.argv[2], name + '.rar'), 'wb') as f:
            f.write(b'\0' + data)
    sys.exit()
if sys.argv[1] in ('--four', '--five'):
    text = sys.stdin.buffer.read()
    five = sys.argv[1] == '--five'
    with open(sys.argv[2], 'wb') as f:
        f.write(rar5(file5('资料.txt', text, pack5([text]), shift=8)) if five else rar4(file4('资料.txt', text, pack4([text]))))
    sys.exit()

folder, reader = sys.argv[1], sys.argv[2]
reader = reader if os.path.isabs(reader) else os.path.join(os.environ['OLDPWD_TOP'], reader)
os.chdir(folder)
count = 0


def ok(cond, words):
    global count
    count += 1
    print(('ok ' if cond else 'not ok ') + '%d - %s' % (count, words))
    return cond


def save(path, data):
    with open(path, 'wb') as f:
        f.write(data)


def read(path, *args):
    r = subprocess.run([reader, path, *map(str, args)], capture_output=True)
    return r.stdout if r.returncode == 0 else b'DIED %d ' % r.returncode + r.stdout + r.stderr[-500:]


cases = small()
save('p.rar', cases['packed5'][0])
able = b'without libarchive' not in read('p.rar')
needs = ('packed', 'solid', 'crc', 'longer', 'window', 'model', 'rar', 'part2-packed')
for name, (data, wanted, said) in cases.items():
    if name.startswith(needs) and not able:
        ok(True, name + ' # SKIP built without libarchive')
        continue
    save(name + '.rar', data)
    out = read(name + '.rar')
    whole = b' unread 0 ' in out
    good = all(w in out for w in wanted) and all(s.encode() in out for s in said) and whole == (not said) and b'DIED' not in out
    if not ok(good, name):
        print('# ' + out[-1500:].decode('utf-8', 'replace').replace('\n', '\n# '))
    ok(read(name + '.rar', 7) == out and read(name + '.rar', 1) == out, name + ': the same in small blocks')

# ---- hostile ----
many = rar5(*[file5('f%d' % i, b'n %d' % i) for i in range(20000)])
save('many.rar', many)
out = read('many.rar')
ok(b'parts 20000 unread 0' in out, 'twenty thousand files')
deep = file5('x', b'y')
for i in range(30):
    deep = file5('%d.rar' % i, rar5(deep) if i % 2 else rar4(file4('z.rar', rar5(deep))))
save('deep.rar', rar5(deep))
ok(b'nested deeper than is looked at' in read('deep.rar'), 'archives within archives are bounded')
if able:
    bomb = rar5(*[file5('f%d' % i, b'a' * 9, pack5([b'a' * 9]), shift=8, size=9) for i in range(3000)])
    save('windows.rar', bomb)
    ok(b'parts 3000 unread 0' in read('windows.rar'), 'three thousand files that ask for 32 MiB each')
    big = os.urandom(1 << 20).hex().encode()
    save('big.rar', rar5(file5('big', big, pack5([big]), shift=8)))
    out = read('big.rar')
    ok(b'bytes %d\nend whole' % len(big) in out, 'a packed file of two megabytes')
    cut = pack4([big[:100000]])
    save('cutpacked.rar', rar4(file4('big', big[:100000], cut))[:-5000])
    ok(b'damaged or ends early' in read('cutpacked.rar') or b'the archive ends early' in read('cutpacked.rar'), 'a packed file that is cut')
for name in ('stored5', 'stored4', 'list5'):
    data, wanted, said = cases[name]
    save('sfx.exe', b'MZ' + bytes(62) + os.urandom(300000) + b'Rar!\x1a\7\1\0' + bytes(90) + data)
    out = read('sfx.exe')
    ok(all(w in out for w in wanted) and all(s.encode() in out for s in said), 'a program that unpacks itself: ' + name)
    ok(read('sfx.exe', 1000) == out, 'the same in small blocks')
seven = open(os.path.join(os.environ['OLDPWD_TOP'], 'fuzz/corpus/unpack/sm.copy.7z'), 'rb').read()
save('sfx7.exe', b'MZ' + bytes(62) + os.urandom(200000) + seven[seven.index(b'7z\xbc\xaf'):])
ok(b'type 7z parts' in read('sfx7.exe') and b' unread 0 ' in read('sfx7.exe'), 'and one of 7z')
save('none.exe', b'MZ' + bytes(62) + (b'Rar!\x1a\7\1\0' + os.urandom(8)) * 60000)
ok(b'type program parts 1 unread 0' in read('none.exe'), 'a program that has only the marks')
# Every byte of a small archive wrong once: nothing dies.
died = 0
for kind in ('packed4', 'solid5') if able else ('stored4', 'stored5'):
    data = bytearray(cases[kind][0])
    for i in range(0, len(data), 3):
        data[i] ^= 1 << i % 8
        save('bent.rar', data)
        died += b'DIED' in read('bent.rar')
        data[i] ^= 1 << i % 8
ok(not died, 'archives with one bit wrong')
print('1..%d' % count)
