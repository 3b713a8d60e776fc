"""table: reads demo/estate.table and demo/scope.yaml, and deals the table's rows to the scope's names and hosts."""
import random
import re


class Row:
    """One line of the table: what is set up, and what is planned to be found."""

    def __init__(self, kind, ident, words):
        self.kind, self.ident = kind, ident
        self.settings = dict(w.split("=", 1) for w in words if "=" in w)
        self.fails = [w[1:] for w in words if w.startswith("!")]
        self.unknowns = [w[1:] for w in words if w.startswith("?")]

    def get(self, name, otherwise=""):
        return self.settings.get(name, otherwise)


def read_table(path):
    """The rows of estate.table, with `@name` replaced by the words of its group."""
    groups, rows = {}, []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            words = line.split("#")[0].split()
            if not words:
                continue
            if words[0] == "group":
                groups["@" + words[1]] = words[2:]
                continue
            flat = []
            for word in words[2:]:
                flat += groups[word] if word.startswith("@") else [word]
            rows.append(Row(words[0], words[1], flat))
    return rows


def read_scope(path):
    """What scope.yaml names: sites by class, domains, hosts. A line-wise reading; yicha reads it as YAML."""
    found = {"http": [], "https": [], "chinese": [], "address": [], "domain": [], "host": [], "nameserver": []}
    part, names = "", False
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.split(" #")[0].rstrip()
            names = "udp/53" in line if "ports:" in line else names
            section = re.match(r"\s*(\w+):\s*$", line)
            if section:
                part = section.group(1)
            item = re.match(r"\s*- (\S+)", line)
            if item and item.group(1) == "id:":
                part = ""
            if not item or part not in ("sites", "domains", "hosts"):
                continue
            if part == "sites":
                scheme, host = re.match(r"(https?)://([^/:]+)", item.group(1)).groups()
                kind = "address" if re.fullmatch(r"[0-9.]+", host) else scheme if host.isascii() else "chinese"
                found[kind].append(host)
            else:
                shape = r"[0-9]+(\.[0-9]+){3}" if part == "hosts" else r"[0-9a-z][0-9a-z.-]+"
                kind = "nameserver" if part == "hosts" and names else part[:-1]
                found[kind].append(re.search(shape, line).group(0))
    return found


PORTS = {"nginx": 80, "unbound": 53, "dnsmasq": 53, "knot": 53, "redis": 6379, "memcached": 11211, "mosquitto": 1883,
         "postgresql": 5432, "vsftpd": 21}
# Where no namespace can be had: ports that need no right and that nobody else is likely to use.
HIGH = {21: 20021, 53: 20053, 80: 20080, 443: 20443, 1883: 21883, 5432: 25432, 6379: 26379, 11211: 31211}
RESOLVER = "127.0.0.53"
TESTER = "127.0.0.54"
SUBJECT = "粤ICP备2023012345号"
STRANGER = "粤ICP备2022098765号-1"


class Dealt:
    """A row with the name or host it was dealt: what the servers are built from and the expected table is made of."""

    def __init__(self, row, port):
        self.row, self.ident, self.kind = row, row.ident, row.kind
        self.name = self.address = self.number = ""
        self.port, self.https = port, False
        self.transport = "udp" if port in (53, HIGH[53]) else "tcp"

    @property
    def host(self):
        """The name as it goes over the wire."""
        return self.name.encode("idna").decode("ascii")

    @property
    def domain(self):
        return self.host if self.row.get("on") == "address" else ".".join(self.host.split(".")[-2:])

    @property
    def key(self):
        """The asset's canonical key (src/model/asset.h)."""
        if self.kind == "site":
            return "site:%s://%s:%d" % ("https" if self.https else "http", self.host, self.port)
        if self.kind == "domain":
            return "domain:" + self.host
        return "service:%s/%s:%d" % (self.transport, self.address, self.port)


def deal_sites(rows, scope, shuffle, ports):
    """Names by class; addresses one each, `shared` ones together, `ipv6` on ::1."""
    names = {c: shuffle(scope[c]) for c in ("http", "https", "chinese", "address")}
    numbers = {n: i + 1 for i, n in enumerate(scope["http"] + scope["https"] + scope["chinese"] + scope["address"])}
    dealt = []
    for place, row in enumerate(rows):
        site = Dealt(row, 0)
        site.name = names[row.get("on")].pop()
        site.https = row.get("on") == "https"
        site.port = ports(443 if site.https else 80)
        site.number = "%s-%d" % (SUBJECT, numbers[site.name])
        if row.get("on") == "address":
            site.address = site.name
        else:
            site.address = {"ipv6": "::1", "shared": "127.31.0.200"}.get(row.get("address"), "127.31.0.%d" % (place + 1))
        dealt.append(site)
    return dealt


def deal_services(rows, scope, shuffle, ports):
    """Each server to a host whose port is still free."""
    dealt, used = [], set()
    for row in rows:
        port = PORTS[row.get("server")]
        service = Dealt(row, ports(port))
        free = [h for h in shuffle(scope["nameserver" if port == 53 else "host"]) if (h, service.port) not in used]
        service.address = service.name = free[0]
        used.add((service.address, service.port))
        dealt.append(service)
    return dealt


def deal(rows, scope, seed, high=False):
    """Deals all rows, the same for the same seed. `high`: ports that need no right."""
    dice = random.Random(seed)

    def shuffle(items):
        items = list(items)
        dice.shuffle(items)
        return items

    def ports(port):
        return HIGH[port] if high else port

    def of(kind):
        return [r for r in rows if r.kind == kind]

    dealt = deal_sites(of("site"), scope, shuffle, ports)
    names = shuffle(scope["domain"])
    for place, row in enumerate(of("domain")):
        domain = Dealt(row, 0)
        domain.name, domain.address = names[place], "127.31.0.%d" % (240 + place)
        domain.number = "%s-%d" % (SUBJECT, 900 + scope["domain"].index(domain.name))
        dealt.append(domain)
    return dealt + deal_services(of("service"), scope, shuffle, ports)
