#!/usr/bin/env python3
"""Verifies a bundle of yicha's log without yicha: nothing but Python 3.6 or later, no network.

    python3 verify.py [DIR] [--key FINGERPRINT] [--pure]

DIR is the bundle (default: the folder of this file). --key: the fingerprint that the agency made known; without it, compare
by eye. --pure: SM3 as written below even where Python has one. Exit status 0: all sound, 1: something is not, 2: no bundle.
SM3 is GB/T 32905, SM2 is GB/T 32918.2 with the identity 1234567812345678 (GB/T 35276), the tree is that of RFC 6962.
校验本目录：只需 Python 3.6 以上，不联网。请将“密钥指纹”与机关公布的指纹比对。
"""
import base64
import hashlib
import json
import os
import re
import sys

# ---- SM3 ---------------------------------------------------------------------------------------------------------------


def rotl(x, n):
    n %= 32
    return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF if n else x


T = [rotl(0x79CC4519 if j < 16 else 0x7A879D8A, j) for j in range(64)]
IV = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)


def sm3_pure(data):
    v = list(IV)
    m = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    for at in range(0, len(m), 64):
        w = [int.from_bytes(m[at + 4 * i:at + 4 * i + 4], "big") for i in range(16)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ rotl(w[j - 3], 15)
            w.append(x ^ rotl(x, 15) ^ rotl(x, 23) ^ rotl(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = v
        for j in range(64):
            s = rotl((rotl(a, 12) + e + T[j]) & 0xFFFFFFFF, 7)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            t1 = (ff + d + (s ^ rotl(a, 12)) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            t2 = (gg + h + s + w[j]) & 0xFFFFFFFF
            d, c, b, a = c, rotl(b, 9), a, t1
            h, g, f, e = g, rotl(f, 19), e, t2 ^ rotl(t2, 9) ^ rotl(t2, 17)
        v = [x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h))]
    return b"".join(x.to_bytes(4, "big") for x in v)


def sm3_of_python():
    try:
        if hashlib.new("sm3", b"abc").digest() == sm3_pure(b"abc"):
            return lambda data: hashlib.new("sm3", data).digest()
    except ValueError:
        pass
    return sm3_pure


sm3 = sm3_pure

# ---- SM2 ---------------------------------------------------------------------------------------------------------------

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
     0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
ID = b"1234567812345678"
TEST_KEY = "4bd0cfa6579ab9a8a0b9f05683f7af0bd61ddb8538ad688a9ac7f57dc6f12dce"


def add(p, q):
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0]:
        if (p[1] + q[1]) % P == 0:
            return None
        k = (3 * p[0] * p[0] + A) * pow(2 * p[1], P - 2, P) % P
    else:
        k = (q[1] - p[1]) * pow(q[0] - p[0], P - 2, P) % P
    x = (k * k - p[0] - q[0]) % P
    return x, (k * (p[0] - x) - p[1]) % P


def times(n, p):
    r = None
    while n:
        if n & 1:
            r = add(r, p)
        p = add(p, p)
        n >>= 1
    return r


def key_read(pem):
    """The point (65 bytes) of a public key in PEM."""
    der = base64.b64decode("".join(line for line in pem.decode().splitlines() if not line.startswith("-----")))
    point = der[len(SPKI):]
    if not der.startswith(SPKI) or not point_good(point):
        raise ValueError("no SM2 key")
    return point


def point_good(point):
    if len(point) != 65 or point[0] != 4:
        return False
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    return x < P and y < P and (y * y - (x * x * x + A * x + B)) % P == 0


def der_read(der):
    """r and s of a signature: SEQUENCE of two INTEGERs, minimal."""
    def integer(at):
        n = der[at + 1]
        if der[at] != 2 or n == 0 or n > 33 or at + 2 + n > len(der):
            raise ValueError("no signature")
        return int.from_bytes(der[at + 2:at + 2 + n], "big"), at + 2 + n
    if len(der) < 8 or der[0] != 0x30 or der[1] != len(der) - 2:
        raise ValueError("no signature")
    r, at = integer(2)
    s, at = integer(at)
    if at != len(der):
        raise ValueError("no signature")
    return r, s


def sm2_good(point, message, signature):
    try:
        r, s = der_read(signature)
    except (ValueError, IndexError):
        return False
    word = lambda v: v.to_bytes(32, "big")
    za = sm3(len(ID * 8).to_bytes(2, "big") + ID + word(A) + word(B) + word(G[0]) + word(G[1]) + point[1:])
    e = int.from_bytes(sm3(za + message), "big")
    t = (r + s) % N
    if not (0 < r < N and 0 < s < N and t):
        return False
    q = add(times(s, G), times(t, (int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big"))))
    return q is not None and (e + q[0]) % N == r


# ---- the tree -----------------------------------------------------------------------------------------------------------


def leaf_hash(data):
    return sm3(b"\0" + data)


def node_hash(left, right):
    return sm3(b"\1" + left + right)


class Tree:
    """Grows leaf by leaf: the roots of its complete subtrees, the greatest first."""

    def __init__(self):
        self.size, self.tops = 0, []

    def add(self, h):
        n = self.size
        while n & 1:
            h = node_hash(self.tops.pop(), h)
            n >>= 1
        self.tops.append(h)
        self.size += 1

    def root(self):
        if not self.tops:
            return sm3(b"")
        h = self.tops[-1]
        for top in reversed(self.tops[:-1]):
            h = node_hash(top, h)
        return h


def inclusion_root(h, n, size, path):
    """The root to which the path leads from leaf n; None: it does not fit the place (RFC 9162 section 2.1.3.2)."""
    if n >= size:
        return None
    last = size - 1
    for p in path:
        if last == 0:
            return None
        if n & 1 or n == last:
            h = node_hash(p, h)
            while not n & 1 and n:
                n >>= 1
                last >>= 1
        else:
            h = node_hash(h, p)
        n >>= 1
        last >>= 1
    return h if last == 0 else None


def consistent(old, old_root, size, root, path):
    """RFC 9162 section 2.1.4.2."""
    if old == size:
        return not path and old_root == root
    if not 0 < old < size or not path:
        return False
    if old & (old - 1) == 0:
        path = [old_root] + path
    n, last = old - 1, size - 1
    while n & 1:
        n >>= 1
        last >>= 1
    first = second = path[0]
    for p in path[1:]:
        if last == 0:
            return False
        if n & 1 or n == last:
            first, second = node_hash(p, first), node_hash(p, second)
            while not n & 1 and n:
                n >>= 1
                last >>= 1
        else:
            second = node_hash(second, p)
        n >>= 1
        last >>= 1
    return last == 0 and first == old_root and second == root


# ---- the bundle ---------------------------------------------------------------------------------------------------------

faults = 0


def fault(where, zh, en, leaf=None):
    global faults
    faults += 1
    print("%s%s: %s / %s" % (where, "" if leaf is None else " leaf %d" % leaf, zh, en))


def canonical(line):
    """A line of canonical JSON, or None."""
    def once(pairs):
        d = dict(pairs)
        if len(d) != len(pairs):
            raise ValueError("twice")
        return d
    try:
        v = json.loads(line.decode(), object_pairs_hook=once)
    except (ValueError, RecursionError):
        return None
    again = json.dumps(v, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return v if again.encode() == line else None


def checkpoint_read(text):
    """{origin, size, root, at, sample, name, key, signature, body}, or None."""
    body, gap, rest = text.partition(b"\n\n")
    body += b"\n"
    m = re.fullmatch(rb"([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43}=)\ntime ([0-9]+) [0-9TZ:-]+\n(sample \xe6\xa0\xb7\xe6\x9c\xac\n)?",
                     body)
    s = re.fullmatch(rb"\xe2\x80\x94 (sm2-[0-9a-f]{16}) ([A-Za-z0-9+/=]+)\n", rest)
    if not gap or not m or not s:
        return None
    raw = base64.b64decode(s.group(2))
    return {"origin": m.group(1).decode("utf-8", "replace"), "size": int(m.group(2)), "root": base64.b64decode(m.group(3)),
            "at": int(m.group(4)), "sample": bool(m.group(5)), "name": s.group(1).decode(), "key": raw[:4],
            "signature": raw[4:], "body": body}


def signed_by(c, point):
    f = sm3(point)
    return c["name"] == "sm2-" + f.hex()[:16] and c["key"] == f[:4] and c["sample"] == (f.hex() == TEST_KEY) and \
        sm2_good(point, c["body"], c["signature"])


class Bundle:
    def __init__(self, folder):
        self.folder = folder
        self.files = {}  # name: (sha256, sm3, size) of the bytes that are there
        self.named = set()
        self.points = []
        self.tree = Tree()
        self.roots = {}
        self.marks = {}
        self.count = 0

    def read(self, name):
        with open(os.path.join(self.folder, *name.split("/")), "rb") as f:
            return f.read()

    def lines(self, name):
        return self.read(name).split(b"\n")[:-1] if name in self.files else []

    def manifest(self):
        lines = self.read("manifest.jsonl").split(b"\n")
        head = canonical(lines[0])
        if not head or head.get("bundle") != 1 or head.get("of") not in ("whole", "part"):
            fault("manifest.jsonl", "开头不是清单", "does not begin as a bundle's manifest")
            head = {"of": "whole", "leaves": -1}
        for line in lines[1:-1]:
            v = canonical(line)
            if not v or not re.fullmatch(r"([a-z]+/)?[A-Za-z0-9_-][A-Za-z0-9._-]*", str(v.get("name"))):
                fault("manifest.jsonl", "有一行不是清单内容", "has a line that is none of a manifest")
                continue
            self.file(v)
        self.part, self.leaves = head["of"] == "part", head.get("leaves")
        for root, _, names in os.walk(self.folder):
            for n in names:
                name = os.path.relpath(os.path.join(root, n), self.folder).replace(os.sep, "/")
                if name not in self.files and name != "manifest.jsonl":
                    fault(name, "清单中没有", "is in no manifest")

    def file(self, v):
        name = v["name"]
        try:
            data = self.read(name)
        except OSError:
            return fault(name, "缺失", "is missing")
        self.files[name] = (hashlib.sha256(data).hexdigest(), sm3(data).hex(), len(data))
        if self.files[name] != (v.get("sha256"), v.get("sm3"), v.get("size")):
            fault(name, "已被改动：与清单杂凑值不符", "was altered: its hashes are not those of the manifest")

    def name_of(self, folder, sha256, name):
        m = re.search(r"\.([A-Za-z0-9]{1,5})$", name)
        return "%s/%s%s" % (folder, sha256, "." + m.group(1).lower() if m else "")

    def leaf(self, n, data):
        """What a leaf stands for."""
        if not re.search(rb'"kind":"(document\.put|evidence\.seal|log\.key)"', data):
            return
        v = canonical(data)
        if not v:
            return fault("leaves", "不是一个行为", "is no act", n)
        kind, body = v.get("kind"), v.get("body", {})
        if kind == "log.key":
            point = bytes.fromhex(body.get("point", ""))
            if point_good(point):
                self.points.append(point)
            return
        if kind not in ("document.put", "evidence.seal"):
            return
        document = kind == "document.put"
        name = self.name_of("documents" if document else "evidence", body.get("sha256"), body.get("name", "") if document else "")
        self.named.add(name)
        if name not in self.files:
            fault(name, "缺失，而有记录载明它", "is missing, and a leaf names it", n)
        elif self.files[name] != (body.get("sha256"), body.get("sm3"), body.get("size" if document else "kept")):
            fault(name, "与记录所载不符：已被改动", "is not what the leaf names: it was altered", n)

    def whole(self, number):
        name = "leaves/%06d.jsonl" % number
        listed = self.lines("hashes/%06d.txt" % number)
        for i, data in enumerate(self.lines(name)):
            h = leaf_hash(data)
            try:
                want = bytes.fromhex(listed[i].decode())
            except (IndexError, ValueError):
                want = b""
            if h != want:
                fault(name, "正文与杂凑值不符：其中之一被改动", "text and hash do not fit: one of them was altered", self.count)
            self.tree.add(want if len(want) == 32 else h)
            self.count += 1
            if self.count in self.marks:
                self.roots[self.count] = self.tree.root()
            self.leaf(self.count - 1, data)

    def partial(self, number):
        name = "leaves/%06d.jsonl" % number
        proofs = self.lines("proofs/%06d.jsonl" % number)
        for i, data in enumerate(self.lines(name)):
            v = canonical(proofs[i]) if i < len(proofs) else None
            try:
                n, path = int(v["leaf"]), [bytes.fromhex(h) for h in v["path"]]
            except (TypeError, KeyError, ValueError):
                fault("proofs", "有一行不是证明", "has a line that is no proof")
                return
            if inclusion_root(leaf_hash(data), n, self.top["size"], path) != self.top["root"]:
                fault(name, "不在已签名的日志中：它或其证明被改动", "is not in the log that was signed: it or its proof was altered", n)
            self.count += 1
            self.leaf(n, data)

    def consistency(self):
        for line in self.lines("consistency.jsonl"):
            v = canonical(line)
            try:
                old, path = v["old"], [bytes.fromhex(h) for h in v["path"]]
                c = self.marks[old]
            except (TypeError, KeyError, ValueError):
                continue
            if consistent(old, c["root"], self.top["size"], self.top["root"], path):
                self.roots[old] = c["root"]

    def checkpoints(self):
        try:
            top = checkpoint_read(self.read("checkpoint.txt"))
        except OSError:
            top = None
        if not top:
            fault("checkpoint.txt", "不是检查点，或与原文不符", "is no checkpoint, or not as it was written")
            top = {"origin": "", "size": 0, "root": b"", "at": 0, "sample": False}
        self.top = top
        for name in sorted(self.files):
            if name.startswith("checkpoints/"):
                c = checkpoint_read(self.read(name))
                if c and c["size"] <= top["size"]:
                    self.marks[c["size"]] = c
                else:
                    fault(name, "不是检查点，或与原文不符", "is no checkpoint, or not as it was written")

    def key(self):
        try:
            self.points.append(key_read(self.read("key.pem")))
        except (OSError, ValueError):
            return fault("key.pem", "不是 SM2 公钥", "is no public SM2 key")
        if "body" in self.top and not signed_by(self.top, self.points[0]):
            fault("checkpoint.txt", "签名与密钥不符", "its signature does not fit the key")

    def verify(self):
        self.manifest()
        self.checkpoints()
        self.key()
        number = 0
        while "leaves/%06d.jsonl" % number in self.files:
            self.partial(number) if self.part else self.whole(number)
            number += 1
        if self.part:
            self.consistency()
        for size, c in sorted(self.marks.items()):
            if not any(signed_by(c, p) for p in self.points):
                fault("checkpoints", "%d 条的检查点签名与密钥不符" % size, "the signature of that of %d leaves does not fit" % size)
            if self.roots.get(size) != c["root"]:
                fault("checkpoints", "日志与 %d 条的检查点不符" % size, "the log is not what that of %d leaves stood for" % size)
        if self.count != self.leaves or (not self.part and self.count != self.top["size"]):
            fault("leaves", "条数与检查点或清单不符", "more or less leaves than the checkpoint and the manifest say")
        if not self.part and self.tree.root() != self.top["root"]:
            fault("leaves", "不是已签名的内容", "the leaves are not those that were signed")
        for name in self.files:
            if name.startswith(("documents/", "evidence/")) and name not in self.named:
                fault(name, "没有记录载明它", "no leaf names it")


def main(args):
    global sm3
    for out in (sys.stdout, sys.stderr):
        if hasattr(out, "reconfigure"):
            out.reconfigure(errors="replace")
    pure = "--pure" in args
    args = [a for a in args if a != "--pure"]
    want = args.pop(args.index("--key") + 1) if "--key" in args[:-1] else None
    args = [a for a in args if a != "--key"]
    sm3 = sm3_pure if pure else sm3_of_python()
    folder = args[0] if args else os.path.dirname(os.path.abspath(__file__))
    b = Bundle(folder)
    try:
        b.verify()
    except OSError as e:
        print("不是可校验的目录 / no bundle: %s" % e)
        return 2
    found = sm3(b.points[0]).hex() if b.points else "-"
    if want and want.lower() != found:
        fault("key.pem", "不是机关公布的密钥", "is not the key that the agency made known")
    print("%s%s" % (b.top["origin"], " 样本 sample" if b.top["sample"] else ""))
    print("%d / %d 条记录 leaves, %d 份文件 files, %d 个检查点 checkpoints" % (b.count, b.top["size"], len(b.named), len(b.marks)))
    print("密钥指纹 key's fingerprint: %s" % found)
    print("校验【不】通过 does NOT verify: %d" % faults if faults else "校验通过 verifies")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
