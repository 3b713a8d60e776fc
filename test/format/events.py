"""Writes event logs of Windows by the description of their format: there is no Windows here. python-evtx 0.8.1 read them when this was made."""
import struct
import zlib


class Events:
    def __init__(self):
        self.chunks, self.number = [], 0
    def chunk(self, records):
        b = bytearray(512)
        names, first, last, template = {}, self.number + 1, 0, {}
        def u(fmt, *v):
            b.extend(struct.pack('<' + fmt, *v))
        def name(s):
            at = names.get(s)
            u('I', len(b) + 4 if at is None else at)
            if at is None:
                names[s] = len(b)
                h = 0
                for c in s:
                    h = (h * 65599 + ord(c)) & 0xffffffff
                u('IHH', 0, h & 0xffff, len(s))
                b.extend(s.encode('utf-16-le') + b'\0\0')
        def sized(put):
            at = len(b)
            u('I', 0)
            put()
            struct.pack_into('<I', b, at, len(b) - at - 4)
        def element(s, attributes, content):
            u('BH', 0x41 if attributes else 1, 0xffff)
            def inside():
                name(s)
                def all():
                    for n, (a, put) in enumerate(attributes):
                        u('B', 0x46 if n + 1 < len(attributes) else 6)
                        name(a)
                        put()
                if attributes:
                    sized(all)
                u('B', 2 if content else 3)
                if content:
                    content()
                    u('B', 4)
            sized(inside)
        def place(i, kind):
            return lambda: u('BHB', 13, i, kind)
        def literal(s):
            return lambda: (u('BBH', 5, 1, len(s)), b.extend(s.encode('utf-16-le')))
        def instance(key, define, values):
            u('BBI', 12, 1, key)
            if key in template:
                u('I', template[key])
            else:
                u('I', len(b) + 4)
                template[key] = len(b)
                u('I16s', 0, struct.pack('<I', key) + bytes(12))
                sized(lambda: (u('4B', 15, 1, 1, 0), define(), u('B', 0)))
            u('I', len(values))
            bodies = [v if isinstance(v, bytes) else v.encode('utf-16-le') for _, v in values]
            for (kind, _), body in zip(values, bodies):
                u('HBB', len(body), kind, 0)
            for body in bodies:
                b.extend(body)
        def event():
            element('Event', [], lambda: (element('System', [], lambda: (
                element('Provider', [('Name', literal('Test'))], None), element('EventID', [], place(0, 6)), element('TimeCreated', [('SystemTime', place(1, 17))], None),
                element('EventRecordID', [], place(2, 10)), element('Computer', [], place(3, 1)), element('Security', [('UserID', place(4, 19))], None))), place(5, 33)()))
        def data(keys):
            return lambda: element('EventData', [], lambda: [element('Data', [('Name', literal(k))], place(i, 1)) for i, k in enumerate(keys)])
        sid = bytes([1, 5, 0, 0, 0, 0, 0, 5]) + struct.pack('<5I', 21, 1, 2, 3, 500)
        for at, event_id, values in records:
            self.number += 1
            last = len(b)
            filetime = (at + 11644473600) * 10000000
            u('IIQQ', 0x2a2a, 0, self.number, filetime)
            # What lies in a value has places in the chunk too: it is written where it will stand.
            keys = tuple(k for k, _ in values)
            u('4B', 15, 1, 1, 0)
            fixed = [(6, struct.pack('<H', event_id)), (17, struct.pack('<Q', filetime)), (10, struct.pack('<Q', self.number)), (1, 'PC-7'), (19, sid)]
            instance(1, event, fixed + [(33, b'')])
            size_at = len(b) - sum(len(v if isinstance(v, bytes) else v.encode('utf-16-le')) for _, v in fixed) - 4
            start = len(b)
            u('4B', 15, 1, 1, 0)
            instance(100 + hash(keys) % 1000 if keys not in ORDER else ORDER[keys], data(keys), [(1, v) for _, v in values])
            struct.pack_into('<H', b, size_at, len(b) - start)
            u('I', len(b) - last + 4)
            struct.pack_into('<I', b, last + 4, len(b) - last)
        assert len(b) <= 65536
        free = len(b)
        b.extend(bytes(65536 - free))
        struct.pack_into('<8sQQQQIII', b, 0, b'ElfChnk\0', first, self.number, first, self.number, 128, last, free)
        struct.pack_into('<I', b, 52, zlib.crc32(b[512:free]))
        struct.pack_into('<I', b, 124, zlib.crc32(b[:120] + b[128:512]))
        return bytes(b)
    def file(self, chunks, flags=0):
        head = bytearray(4096)
        struct.pack_into('<8sQQQIHHHH', head, 0, b'ElfFile\0', 0, len(chunks) - 1, self.number + 1, 128, 1, 3, 4096, len(chunks))
        struct.pack_into('<I', head, 120, flags)
        struct.pack_into('<I', head, 124, zlib.crc32(head[:120]))
        return bytes(head) + b''.join(chunks)
ORDER = {}
def logon(n, at, user, ip, event=4624):
    keys = ('SubjectUserName', 'TargetUserName', 'IpAddress')
    ORDER[keys] = 7
    return (at, event, tuple(zip(keys, ('SYSTEM', user, ip))))
