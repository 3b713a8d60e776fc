"""tables: the corpus of columns: tables of many kinds of columns with Chinese, pinyin, English, no and misleading names; persons' columns plain, masked, masked too little,
hashed, encoded and encrypted (data kept well and badly), beside columns of look-alikes. Truth: a line for each column in columns.jsonl."""
import base64
import csv
import hashlib
import hmac
import io
import json
import os
import zlib

import containers as box
import negatives
import values

# Kinds whose values tell the column where its name does not.
BY_VALUES = values.CHECKED | {"email", "mobile"}
KINDS = values.PERSONAL + values.TRAITS + [k for k in values.MORE[:13] if k not in ("iccid", "imsi")]
KEPT = ["mobile", "id-card", "bank-card"]
FORMS = ["plain", "masked", "weak", "join", "md5", "sha1", "sha256", "sm3", "base64", "hex", "percent", "squeezed", "sealed", "sealed-hex", "ecb", "xor"]
# What the verdict must be; of xor only what it must not be.
VERDICT = {"plain": "plain", "masked": "masked", "weak": "weak-mask", "join": "weak-mask", "md5": "hashed", "sha1": "hashed", "sha256": "hashed", "sm3": "hashed",
           "base64": "encoded", "hex": "encoded", "percent": "encoded", "squeezed": "encoded", "sealed": "encrypted", "sealed-hex": "encrypted", "ecb": "repeating", "xor": None}
SUFFIX = {"md5": ["_md5", "_hash"], "sha1": ["_sha1", "_hash"], "sha256": ["_sha256"], "sm3": ["_sm3"], "base64": ["_b64"], "sealed": ["_enc", "_cipher"], "sealed-hex": ["_enc", "_sm4"],
          "ecb": ["_aes", "_enc"], "masked": ["_mask"], "weak": ["_mask"]}


class Tables:
    def __init__(self, corpus):
        self.k, self.c, self.r, self.w = corpus, corpus.c, corpus.r, corpus.words
        self.v = corpus.c.v
        self.truth = open(os.path.join(corpus.out, "columns.jsonl"), "w", encoding="utf-8")
        self.key = self.r.randbytes(16)
        self.raw = set()

    # ---- names of columns ----
    def own(self, kind, script):
        return self.r.choice(self.w["labels"][kind][script])

    def head(self, kind, family, script, kept="plain"):
        """(name, style): own, against, neutral, wrong."""
        r, w, p = self.r, self.w, self.r.random()
        if family:
            own = r.choice(w["families"][family][script])
            if p < .5:
                return own, "own"
            # Digests under a person's word are a person's digests.
            if p < .7 and family != "hash":
                return r.choice(w["wrong"][script]) + own, "wrong"
            return r.choice(w["neutral"][script]) + str(r.randrange(1, 9)), "neutral"
        if kept != "plain" or p < .68:
            suffix = r.choice(SUFFIX[kept]) if kept in SUFFIX and script != "zh" and r.random() < .5 else ""
            return self.own(kind, script) + suffix, "own"
        if p < .75:
            return r.choice(w["against"][script]) + self.own(kind, script), "against"
        if p < .92:
            return r.choice(w["neutral"][script]) + str(r.randrange(1, 9)), "neutral"
        return r.choice(w["families"][r.choice(["order_date_seq", "sku", "phone_seq", "decimal", "version"])][script]), "wrong"

    # ---- values of a column ----
    def plain(self, kind, n):
        self.v.forms = {}
        method = getattr(self.v, kind.replace("-", "_"))
        form = {"mobile": self.v.plain_mobile, "bank-card": self.v.plain_card}.get(kind)
        if form and self.r.random() < .6:
            return [form() for _ in range(n)]
        return [method()[0] for _ in range(n)]

    def core(self, kind):
        return {"mobile": self.v.plain_mobile, "bank-card": self.v.plain_card, "id-card": lambda: self.v.id_card()[0].upper()}[kind]()

    def masked(self, kind, v, way):
        if kind == "mobile":
            return [v[:3] + "****" + v[-4:], v[:3] + "******" + v[-2:], "*******" + v[-4:]][way]
        if kind == "bank-card":
            return [v[:6] + "*" * (len(v) - 10) + v[-4:], "*" * (len(v) - 4) + v[-4:], v[:4] + "*" * (len(v) - 8) + v[-4:]][way]
        return [v[0] + "*" * 16 + v[-1], v[:6] + "*" * 8 + v[-4:], v[:3] + "*" * 11 + v[-4:]][way]

    def weak(self, kind, v, way):
        if kind == "mobile":
            return [v[:5] + "**" + v[7:], v[:-3] + "***", v[:3] + "*" + v[4:]][way]
        if kind == "bank-card":
            return [v[:-3] + "***", v[:8] + "**" + v[10:], v[:12] + "***" + v[15:]][way]
        return ["*" * 4 + v[4:], v[:15] + "**" + v[-1], v[:-3] + "***"][way]

    def block(self, data):
        return hmac.new(self.key, data, hashlib.sha256).digest()[:16]

    def kept(self, kind, form, n):
        """Values of a kind as they are kept."""
        r, way = self.r, self.r.randrange(3)
        raw = [self.core(kind) for _ in range(n)]
        digest = lambda name, v: hashlib.new(name, v.encode()).hexdigest()  # noqa: E731
        if form == "masked":
            return [self.masked(kind, v, way) for v in raw]
        if form == "weak":
            return [self.weak(kind, v, way) for v in raw]
        if form in ("md5", "sha1", "sha256", "sm3"):
            upper = r.random() < .3
            out = [digest(form if form in hashlib.algorithms_available else "sha256", v) for v in raw]
            return [v.upper() for v in out] if upper else out
        if form == "base64":
            return [base64.b64encode(v.encode()).decode() for v in raw]
        if form == "hex":
            return [v.encode().hex() for v in raw]
        if form == "percent":
            return ["".join("%%%02X" % b for b in v.encode()) for v in raw]
        if form == "squeezed":
            return [base64.b64encode(zlib.compress(json.dumps({"v": v, "t": r.randrange(10**9)}).encode())).decode() for v in raw]
        if form == "xor":
            key = r.randbytes(4)
            return [bytes(b ^ key[i % 4] for i, b in enumerate(v.encode())).hex() for v in raw]
        if form == "ecb":
            few = [v.encode().ljust(32, b"\x07") for v in raw[:max(6, n // 3)]]
            return [base64.b64encode(self.block(v[:16]) + self.block(v[16:])).decode() for v in (r.choice(few) for _ in range(n))]
        sealed = [r.randbytes(12 + len(v) + 16) for v in raw]
        return [s.hex() if form == "sealed-hex" else base64.b64encode(s).decode() for s in sealed]

    def lookalike(self, family, n):
        if family == "phone_seq":
            first, step = int("1%s%08d0" % (self.r.choice("3578"), self.r.randrange(10**8))), self.r.randrange(1, 4)
            return [str(first + i * step) for i in range(n)]
        if family == "snowflake":
            first = self.r.randrange(10**17 * 2, 19 * 10**17)
            return [str(first + i * self.r.randrange(4096, 10**7)) for i in range(n)]
        if family == "imei_number" or family == "company_phone":
            family = "order_date_seq"
        return [getattr(self.v, family)() for _ in range(n)]

    # ---- tables ----
    def columns(self, kinds, n):
        """(values, kind, family, form) of some columns."""
        out = []
        for kind in kinds:
            if isinstance(kind, tuple):
                kind, form = kind
                if form == "join":
                    raw = [self.core(kind) for _ in range(n)]
                    half = len(raw[0]) // 2
                    if kind == "bank-card":
                        raw = [v for v in (self.core(kind) for _ in range(n * 6)) if len(v) == 19][:n]
                        half, n = 9, min(n, len(raw))
                    out.append(([v[:half] + "*" * (len(v) - half) for v in raw], kind, None, form))
                    out.append((["*" * half + v[half:] for v in raw], kind, None, form))
                    continue
                out.append((self.kept(kind, form, n) if form != "plain" else self.plain(kind, n), kind, None, form))
            else:
                out.append((self.plain(kind, n), kind, None, "plain"))
        families = [f for f in sorted(negatives.FAMILIES) if f not in ("placeholder", "token", "certificate", "masked", "documentation")]
        for family in self.r.sample(families, len(kinds)):
            out.append((self.lookalike(family, n), None, family, None))
        least = min(len(c[0]) for c in out)
        out = [(c[0][:least],) + c[1:] for c in out]
        self.r.shuffle(out)
        return out

    def dirt(self, column):
        p, r = self.r.random(), self.r
        if p < .15:
            return [v if r.random() > .2 else "" for v in column]
        if p < .25:
            return [v if r.random() > .05 else r.choice(["未知", "-", "无", "待补"]) for v in column]
        return column

    def table(self, number, kinds):
        r = self.r
        n, script = r.randrange(60, 160), r.choice(["zh", "zh", "py", "en"])
        columns, rows, heads, notes = self.columns(kinds, n), [], ["id"], []
        headless = r.random() < .08 and all(c[3] in ("plain", None) for c in columns)
        for column, kind, family, form in columns:
            name, style = self.head(kind, family, script, form or "plain")
            name = name.replace(".", "_")
            while name.lower() in [h.lower() for h in heads]:
                name += str(len(heads))
            heads.append(name)
            asked = kind is not None and (style in ("own", "against") or (form == "plain" and kind in BY_VALUES and (style == "neutral" or kind != "mobile")))
            if headless:
                asked, name, style = kind in BY_VALUES, "", "none"
            notes.append({"name": name, "kind": kind, "family": family, "form": form, "verdict": VERDICT.get(form), "style": style, "asked": asked})
        for column, kind, _, form in columns:
            if form == "plain" and kind not in values.TRAITS + ["name", "address"]:
                self.raw.update(v for v in column if len(v) >= 8)
        dirty = [self.dirt(c[0]) if c[3] in ("plain", None) else c[0] for c in columns]
        rows = [[str(i + 1)] + [d[i] for d in dirty] for i in range(len(dirty[0]))]
        if headless:
            # One column of a kind: without names they are told by kind alone.
            seen = set()
            keep = [i for i, m in enumerate(notes) if not (m["kind"] in seen or seen.add(m["kind"])) or m["kind"] is None]
            notes = [notes[i] for i in keep]
            rows = [[row[0]] + [row[1 + i] for i in keep] for row in rows]
        container = "csv" if headless else r.choice(["csv", "csv", "xlsx", "db"])
        path = "columns/%s-%04d.%s" % (self.w["table"], number, container)
        self.write(path, container, heads, rows, headless)
        for note in notes:
            note.update(path=path, rows=len(rows), container=container)
            self.truth.write(json.dumps(note, ensure_ascii=False) + "\n")

    def write(self, path, container, heads, rows, headless):
        whole = os.path.join(self.k.out, "files", path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        if container == "db":
            box.sqlite(whole, [heads] + rows, "plain")
        elif container == "xlsx":
            self.k.put(path, box.xlsx([heads] + rows, self.r.choice(["shared", "inline"]), self.r))
        else:
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(([] if headless else [heads]) + rows)
            self.k.put(path, text.getvalue().encode(self.r.choice(["utf-8", "utf-8-sig", "gb18030"])))

    def all(self, per_kind):
        """per_kind columns of each kind, and of each of the ways to keep a number."""
        todo = KINDS * per_kind + [(kind, form) for kind in KEPT for form in FORMS[1:]] * max(1, per_kind // 3)
        self.r.shuffle(todo)
        number = 0
        while todo:
            take = self.r.randrange(2, 6)
            self.table(number, todo[:take])
            todo = todo[take:]
            number += 1
        self.truth.close()
        with open(os.path.join(self.k.out, "values.txt"), "w", encoding="utf-8") as f:
            f.write("".join(v + "\n" for v in sorted(self.raw)))
