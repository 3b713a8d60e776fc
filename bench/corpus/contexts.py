"""contexts: how a value stands in a text. A context makes parts: strings, and marks (unit, text as it stands there). What the words are comes from
a family of templates (templates/dev.json, templates/held.json)."""
import base64
import json
import os
import urllib.parse

import negatives
import values

DIRECT = ["mobile", "id-card", "bank-card"]
SECRET_TEXTS = ("password", "url-password")


class Unit:
    """One planted value (kind) or one look-alike (family)."""

    def __init__(self, kind, family, text, difficulty):
        self.kind, self.family, self.text, self.difficulty = kind, family, text, difficulty
        self.style = "bare"  # label, against, bare; of look-alikes own, wrong, bare
        self.words = []      # keywords near it
        self.context = None


class Mark:
    """A unit in a text; near: an approximate span is right (base64)."""

    def __init__(self, unit, text, near=False):
        self.unit, self.text, self.near = unit, text, near


def templates(name):
    path = name if name.endswith(".json") else os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates", name + ".json")
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def fill(form, **words):
    """The template's parts: {x} are filled with strings or marks."""
    parts, rest = [], form
    while True:
        places = sorted((rest.index("{%s}" % w), w) for w in words if "{%s}" % w in rest)
        if not places:
            return parts + [rest]
        at, word = places[0]
        parts.append(rest[:at])
        value = words[word]
        parts += value if isinstance(value, list) else [value]
        rest = rest[at + len(word) + 2:]


class Contexts:
    def __init__(self, rng, words):
        self.r, self.w = rng, words
        self.v = negatives.Negatives(rng)

    # ---- units ----
    def positive(self, kind):
        method = {"url-password": "password", "iccid": "iccid_number", "imsi": "imsi_number"}.get(kind, kind.replace("-", "_"))
        text, difficulty = getattr(self.v, method)()
        if kind == "url-password":
            text = "".join(c for c in text if c not in "@#$!/:") + "9x"
        u = Unit(kind, None, text, difficulty)
        p = self.r.random()
        u.style = "label" if p < .62 else "against" if p < .82 else "bare"
        return u

    def negative(self, family):
        u = Unit(None, family, getattr(self.v, family)(), 0)
        p = self.r.random()
        u.style = "own" if p < .5 else "wrong" if p < .7 else "bare"
        return u

    def label(self, u, script):
        """The name that stands before the value."""
        r, w = self.r, self.w
        own = r.choice((w["labels"][u.kind] if u.kind else w["families"][u.family])[script])
        if u.style == "bare":
            return r.choice(w["neutral"][script])
        if u.style in ("label", "own"):
            u.words = [own]
            return own
        if u.style == "against":
            first = r.choice(w["against"][script])
        elif negatives.FAMILIES[u.family][1] and r.random() < .5:
            word = r.choice(w["labels"][r.choice(DIRECT)][script])
            u.words = [word]
            return word
        else:
            first = r.choice(w["wrong" if r.random() < .6 else "against"][script])
        u.words = [first, own]
        return first + own

    def neighbour(self, u):
        """For some values with a word against them: what stands before is something else, named so."""
        if u.kind is None or u.style != "against" or self.r.random() < .5:
            return None
        n = self.negative(self.r.choice(["order_date_seq", "tracking", "merchant_date_seq", "snowflake"]))
        n.style, n.context = "own", "neighbour"
        u.style = "label"
        return n

    def name(self, u, scripts="zpe"):
        script = {"z": "zh", "p": "py", "e": "en"}[self.r.choice(scripts)]
        return self.label(u, script)

    def other(self, script="en"):
        return self.r.choice(self.w["others"][script]), self.r.choice(self.w["words"])

    def numbers(self):
        return {"d": str(self.r.randrange(1, 9)), "n": str(self.r.randrange(10, 99))}

    # ---- contexts of one value: parts without the line's end ----
    def kv(self, u):
        n, r = self.neighbour(u), self.r
        form = r.choice(["{l}={v}", "{l}: {v}", "{l}：{v}", "{l} = \"{v}\"", "  {l}: '{v}'", "{l}:{v}"])
        first = ([self.label(n, "zh") + "：", Mark(n, n.text), "，"]) if n else []
        return first + fill(form, l=self.name(u), v=Mark(u, u.text))

    def json(self, u, escape=lambda s, always=False: s):
        n = self.neighbour(u)
        script = self.r.choice(["zh", "py", "en", "en"])
        k, o = self.other()
        out = ['{"id":%d,' % self.r.randrange(1, 9999)]
        if n:
            out += ['"%s":"' % escape(self.label(n, script)), Mark(n, escape(n.text)), '",']
        quoted = json.dumps(u.text, ensure_ascii=False)[1:-1]
        out += ['"%s":"' % escape(self.label(u, script)), Mark(u, escape(quoted, True)), '","%s":"%s"}' % (k, escape(o))]
        return out

    def json_escaped(self, u):
        whole = self.r.random() < .3 and u.kind not in ("private-key",)

        def escape(s, value=False):
            if "\\" in s:
                return s
            return "".join("\\u%04x" % ord(c) if ord(c) < 0x10000 else "\\u%04x\\u%04x" % divmod_surrogate(c) for c in s) if value and whole else \
                "".join(c if ord(c) < 128 else "\\u%04x" % ord(c) if ord(c) < 0x10000 else "\\u%04x\\u%04x" % divmod_surrogate(c) for c in s)
        if whole:
            u.difficulty = max(u.difficulty, 2)
        return self.json(u, escape)

    def xml(self, u):
        text = u.text.replace("&", "&amp;").replace("<", "&lt;")
        tag = self.name(u, "zpee").replace(" ", "")
        tag = tag if tag[0].isalpha() else "x" + tag
        k, o = self.other()
        if self.r.random() < .5:
            return ["<row><%s>%s</%s><%s>" % (k, o, k, tag), Mark(u, text), "</%s></row>" % tag]
        return ["<row %s=\"%s\" %s=\"" % (k, o, tag), Mark(u, text.replace('"', "&quot;")), "\"/>"]

    def sql(self, u):
        k, o = self.other()
        text = u.text.replace("'", "''")
        return ["INSERT INTO %s (id, %s, %s) VALUES (%d, '%s', '" % (self.w["table"], k, self.name(u, "pe").replace(".", "_"), self.r.randrange(1, 99999), o), Mark(u, text), "');"]

    def fixed(self, u):
        label = self.name(u)
        k, o = self.other("zh")
        return ["%08d  %s" % (self.r.randrange(10**6), label + " " * max(2, 20 - 2 * len(label))), Mark(u, u.text), " " * max(2, 24 - len(u.text)), o]

    def prose(self, u):
        n = self.neighbour(u)
        first = fill("{l}{v}，", l=self.label(n, "zh"), v=Mark(n, n.text)) if n else []
        if u.style == "bare":
            return fill(self.r.choice(self.w["prose_bare"]), v=Mark(u, u.text))
        return first + fill(self.r.choice(self.w["prose"]), l=self.label(u, "zh"), v=Mark(u, u.text))

    def log(self, u):
        kv = fill(self.r.choice(["{l}={v}", "{l}: {v}", "{l}:{v}", "{l}=[{v}]"]), l=self.name(u, "zee"), v=Mark(u, u.text))
        return fill(self.r.choice(self.w["log"]), kv=kv, **self.numbers())

    def url(self, u):
        text = urllib.parse.quote(u.text, safe="*" if self.r.random() < .5 else "*@+:")
        label = urllib.parse.quote(self.name(u, "zpee"))
        return fill(self.r.choice(self.w["url"]), q=[label + "=", Mark(u, text)], **self.numbers())

    def base64(self, u):
        k, o = self.other()
        head = '{"%s":"%s","%s":"' % (k, o, self.name(u))
        quoted = json.dumps(u.text, ensure_ascii=False)[1:-1]
        raw = (head + quoted + '"}').encode()
        whole = base64.b64encode(raw).decode()
        at, end = len(head.encode()), len((head + quoted).encode())
        first, last = at * 4 // 3, -(-end * 4 // 3)
        return ["payload=", whole[:first], Mark(u, whole[first:last], near=True), whole[last:]]

    def http(self, u):
        if self.r.random() < .5:
            body = ['{"code":0,"data":{'] + ['"%s":"' % self.name(u, "zee"), Mark(u, json.dumps(u.text, ensure_ascii=False)[1:-1]), '"}}']
            head = "application/json"
        else:
            body = ["<table><tr><th>%s</th><td>" % self.name(u, "zze"), Mark(u, u.text.replace("&", "&amp;").replace("<", "&lt;")), "</td></tr></table>"]
            head = "text/html"
        return ["HTTP/1.1 200 OK\r\nContent-Type: %s; charset=utf-8\r\nServer: nginx\r\n\r\n" % head] + body

    def code(self, u):
        text = u.text.replace("\n", "\\n")
        return fill(self.r.choice(self.w["code"]), i=self.name(u, "pee").replace(".", "_").replace("-", "_"), v=Mark(u, text))

    def stack(self, u):
        kv = fill(self.r.choice(["{l}={v}", "{l}: {v}", "{l} '{v}'"]), l=self.name(u, "zee"), v=Mark(u, u.text))
        return fill(self.r.choice(self.w["stack"]), kv=kv, **self.numbers())

    def config(self, u):
        """Passwords: as configurations have them."""
        u.style = "label"
        return fill(self.r.choice(self.w[u.kind]), v=Mark(u, u.text))

    def block(self, u):
        """A key of many lines, as it is or indented under a name."""
        u.style = "label"
        if self.r.random() < .6:
            return [Mark(u, u.text)]
        return ["tls.key: |\n    ", Mark(u, u.text.replace("\n", "\n    "))]

    # ---- contexts of columns: rows of units ----
    def heads(self, columns, script):
        out = []
        for column in columns:
            style = column[0].style
            for u in column:
                u.style = style
            head = self.label(column[0], script)
            for u in column:
                u.words = column[0].words
            out.append(head)
        return out

    def table(self, columns, script, sign=","):
        """CSV with or without (script None) names of columns."""
        quote = lambda s: '"%s"' % s.replace('"', '""') if sign in s or '"' in s else s  # noqa: E731
        if script:
            heads = self.heads(columns, script)
            parts = [sign.join(["id" if script != "zh" else "序号"] + heads + [self.other(script)[0]]) + "\n"]
        else:
            parts = []
            for column in columns:
                for u in column:
                    u.style = "bare"
        for i in range(len(columns[0])):
            parts.append("%d" % (i + 1))
            for column in columns:
                q = quote(column[i].text)
                parts += [sign + ('"' if q[0] == '"' else ""), Mark(column[i], q.strip('"') if q[0] == '"' else q), '"' if q[0] == '"' else ""]
            parts.append(sign + self.other()[1] + "\n")
        return parts

    def markdown(self, columns):
        heads = self.heads(columns, self.r.choice(["zh", "zh", "en"]))
        parts = ["| " + " | ".join(["#"] + heads) + " |\n|" + "---|" * (len(heads) + 1) + "\n"]
        for i in range(len(columns[0])):
            parts.append("| %d |" % (i + 1))
            for column in columns:
                parts += [" ", Mark(column[i], column[i].text), " |"]
            parts.append("\n")
        return parts + ["\n"]


def divmod_surrogate(c):
    n = ord(c) - 0x10000
    return 0xd800 + (n >> 10), 0xdc00 + (n & 0x3ff)


LINES = {"kv": Contexts.kv, "json": Contexts.json, "json-escaped": Contexts.json_escaped, "xml": Contexts.xml, "sql": Contexts.sql, "fixed": Contexts.fixed,
         "prose": Contexts.prose, "log": Contexts.log, "url": Contexts.url, "base64": Contexts.base64, "http": Contexts.http, "code": Contexts.code,
         "stack": Contexts.stack}
TABLES = {"csv-zh": "zh", "csv-pinyin": "py", "csv-en": "en", "csv-none": None, "tsv-zh": "zh", "markdown": "zh"}
SECRET_LINES = ["kv", "json", "xml", "sql", "log", "url", "base64", "http", "code", "stack"]


def of_kind(kind):
    """The contexts that a kind stands in."""
    if kind in SECRET_TEXTS:
        return ["config"] + (["kv", "json", "xml", "code"] if kind == "password" else [])
    if kind == "private-key":
        return ["block", "json", "code"]
    if kind in values.SECRETS or kind in values.MORE[-4:]:
        return SECRET_LINES
    return list(LINES) + list(TABLES)
