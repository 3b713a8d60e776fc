"""A small journal by the description of the format, for tests: python3 mkj.py FILE N FIRST STEP [zstd|compact]"""
import os, struct, sys
def build(n, first, step, mode=""):
    compact, zstd = mode == "compact", mode == "zstd"
    out = bytearray(272)
    count = {"objects": 0}
    def add(kind, flags, body):
        while len(out) % 8:
            out.append(0)
        at = len(out)
        out.extend(struct.pack("<BB6xQ", kind, flags, 16 + len(body)) + body)
        count["objects"] += 1
        return at
    buckets = 16
    hash_at = add(4, 0, bytes(16 * buckets)) + 16
    field_at = add(5, 0, bytes(16 * buckets)) + 16
    entries = []
    def data(text):
        flags = 0
        if zstd and len(text) > 100:
            import subprocess
            text = subprocess.run(["zstd", "-qc"], input=text, capture_output=True, check=True).stdout
            flags = 4
        head = struct.pack("<QQQQQQ", 1, 0, 0, 0, 0, 1) + (bytes(8) if compact else b"")
        return add(1, flags, head + text)
    ident = data(b"SYSLOG_IDENTIFIER=sshd")
    for i in range(n):
        text = b"MESSAGE=Accepted password for user%d from 192.0.2.%d port 22" % (i, i % 250)
        if i == 1:
            text += b" " + b"long " * 200
        d = data(text)
        items = b"".join(struct.pack("<I", o) if compact else struct.pack("<QQ", o, 1) for o in (d, ident))
        entries.append(add(3, 0, struct.pack("<QQQ16sQ", i + 1, first + i * step, i * step, b"b" * 16, 7) + items))
    # Two arrays, the second longer than needed.
    half = n // 2
    pack = (lambda o: struct.pack("<I", o)) if compact else (lambda o: struct.pack("<Q", o))
    a1 = add(6, 0, struct.pack("<Q", 0) + b"".join(map(pack, entries[:half])))
    a2 = add(6, 0, struct.pack("<Q", 0) + b"".join(map(pack, entries[half:])) + pack(0) * 4)
    out[a1 + 16:a1 + 24] = struct.pack("<Q", a2)
    while len(out) % 8:
        out.append(0)
    flags = 16 if compact else 8 if zstd else 0
    head = struct.pack("<8sIIB7x16s16s16s16sQQ", b"LPKSHHRH", 0, flags, 0, b"f" * 16, b"m" * 16, b"b" * 16, b"s" * 16, 272, len(out) - 272)
    head += struct.pack("<QQQQQQQ", hash_at, 16 * buckets, field_at, 16 * buckets, a2, count["objects"], n)
    head += struct.pack("<QQQQQQ", n, 1, a1, first, first + (n - 1) * step, (n - 1) * step)
    out[:len(head)] = head
    return bytes(out)
if __name__ == "__main__":
    open(sys.argv[1], "wb").write(build(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), *sys.argv[5:]))
