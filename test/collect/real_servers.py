#!/usr/bin/python3
"""Collectors against real servers, each in a bad and a good setting, in a network namespace of their own (loopback only).
Prints TAP. The servers are Debian packages unpacked below build/, as demo/fetch does it; nothing is installed.
PICK=word runs only what has it in its name; V=1 prints what was collected."""
import importlib.machinery
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, "demo")
sys.path.insert(0, "test/collect")
import certs  # noqa: E402
import keeper  # noqa: E402
import room  # noqa: E402
import servers  # noqa: E402
import more_servers as more  # noqa: E402
from more_servers import Place, Site, ANSWER, RESOLVER, TESTER, ZONE  # noqa: E402

BUILD = os.environ.get("B", "build")
TOOL = os.path.join(os.environ.get("O", BUILD + "/obj/gcc"), "test/collect_one")
failed = done = 0


def ok(right, words, said=""):
    global failed, done
    done += 1
    failed += not right
    print("%sok %d - %s" % ("" if right else "not ", done, words), flush=True)
    if not right:
        for line in str(said).splitlines():
            print("# " + line)
    return right


def fetch():
    """demo/fetch's own functions: the estate's packages, and ours beside them."""
    loader = importlib.machinery.SourceFileLoader("fetch", "demo/fetch")
    for home, wanted in ((None, None), (os.path.join(BUILD, "servers"), more.PACKAGES)):
        module = importlib.util.module_from_spec(importlib.util.spec_from_loader("fetch", loader))
        loader.exec_module(module)
        if home:
            module.HOME, module.WANTED = home, wanted
        module.main()


class Estate(servers.Estate):
    """The estate's folders, with a second root."""

    def __init__(self, base):
        super().__init__([], os.path.join(base, "estate/root"), os.path.join(base, "servers/run"),
                         os.path.join(base, "servers/run/tls"))
        self.more = os.path.join(base, "servers/root")
        self.tool = os.path.join(base, os.path.relpath(TOOL, BUILD))

    def program(self, name):
        for root in (self.root, self.more):
            for folder in ("usr/sbin", "usr/bin", "usr/lib/postgresql/15/bin"):
                if os.path.exists(os.path.join(root, folder, name)):
                    return os.path.join(root, folder, name)
        raise SystemExit("%s is not among the unpacked servers" % name)

    def environment(self):
        env = super().environment()
        for d in ("usr/lib", "lib"):
            base = os.path.join(self.more, d)
            if os.path.isdir(base):
                env["LD_LIBRARY_PATH"] += "".join(":" + os.path.join(base, s) for s in sorted(os.listdir(base))
                                                  if s.endswith("-linux-gnu"))
        return env


class Started:
    def __init__(self, estate):
        self.estate, self.running = estate, []

    def start(self, name, command, places):
        with open(self.estate.path(name + ".out"), "ab") as log:
            p = subprocess.Popen(command, env=self.estate.environment(), cwd=self.estate.run, stdin=subprocess.DEVNULL,
                                 stdout=log, stderr=log, start_new_session=True,
                                 preexec_fn=lambda: room.die_with_parent(os.getppid()))
        self.running.append((name, p, places))

    def wait(self):
        """Until all answer, or have ended; no ceiling on time but the caller's."""
        for name, p, places in self.running:
            for place in places:
                while p.poll() is None and not keeper.answers("tcp", *place):
                    time.sleep(0.05)
            if p.poll() is not None:
                said = open(self.estate.path(name + ".out"), errors="replace").read()[-600:]
                ok(False, "%s runs" % name, said)

    def end(self):
        for _, p, _ in self.running:
            try:
                os.killpg(p.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            p.wait()


def at(n):
    return "127.40.0.%d" % n


# Server, place, and what must come out: protocol, and open (True, False; None: must stay unknown; "": not asked).
SERVICES = [
    (servers.redis, Place("redis-open", at(1), 6379, mode="open"), "redis", True),
    (servers.redis, Place("redis-locked", at(2), 6379), "redis", False),
    (servers.redis, Place("redis-ipv6", "::1", 6379, mode="open"), "redis", True),
    (servers.redis, Place("redis-odd-port", at(3), 7777, mode="open"), "redis", True),
    (servers.memcached, Place("memcached-open", at(1), 11211, mode="open"), "memcached", True),
    (servers.memcached, Place("memcached-locked", at(2), 11211), "memcached", False),
    (servers.memcached, Place("memcached-odd-port", at(3), 7778, mode="open"), "memcached", True),
    (servers.mosquitto, Place("mosquitto-open", at(1), 1883, mode="open"), "mqtt", True),
    (servers.mosquitto, Place("mosquitto-locked", at(2), 1883), "mqtt", False),
    (servers.mosquitto, Place("mosquitto-odd-port", at(3), 7779, mode="open"), "mqtt", True),
    (servers.postgresql, Place("postgresql-open", at(1), 5432, mode="open"), "postgresql", True),
    (servers.postgresql, Place("postgresql-locked", at(2), 5432), "postgresql", False),
    (servers.postgresql, Place("postgresql-odd-port", at(3), 7781, mode="open"), "postgresql", True),
    (servers.vsftpd, Place("vsftpd-open", at(1), 21, mode="open"), "ftp", True),
    (servers.vsftpd, Place("vsftpd-locked", at(2), 21), "ftp", False),
    (servers.vsftpd, Place("vsftpd-odd-port", at(3), 7780, mode="open"), "ftp", True),
    (more.rsync, Place("rsync-open", at(1), 873, mode="open"), "rsync", True),
    (more.rsync, Place("rsync-locked", at(2), 873), "rsync", False),
    (more.slapd, Place("slapd-open", at(1), 389, mode="open"), "ldap", True),
    (more.slapd, Place("slapd-locked", at(2), 389), "ldap", False),
    (more.etcd, Place("etcd-open", at(1), 2379, mode="open"), "etcd", True),
    (more.etcd, Place("etcd-locked", at(2), 2379), "etcd", False),
    (more.microsocks, Place("microsocks-open", at(1), 1080, mode="open"), "socks5", None),
    (more.microsocks, Place("microsocks-locked", at(2), 1080), "socks5", False),
    (more.registry, Place("registry-open", at(1), 5000, mode="open"), "registry", True),
    (more.registry, Place("registry-locked", at(2), 5000), "registry", False),
    (more.dropbear, Place("dropbear", at(1), 22), "ssh", ""),
    (more.dropbear, Place("dropbear-odd-port", at(3), 6022), "ssh", ""),
]
DNS = [
    (servers.dns, Place("unbound-open", at(11), 53, server="unbound", mode="open"), True),
    (servers.dns, Place("unbound-closed", at(12), 53, server="unbound"), False),
    (servers.dns, Place("dnsmasq-open", at(13), 53, server="dnsmasq", mode="open"), True),
    (more.dnsmasq_before, Place("dnsmasq-before-authority", at(17), 53), True),
    (servers.dns, Place("dnsmasq-closed", at(14), 53, server="dnsmasq"), False),
    (servers.dns, Place("knot-own-zone", at(15), 53, server="knot"), False),
    (more.knot_canary, Place("knot-canary-zone", at(16), 53), False),
]
SITES = [
    Site("right", at(21), "www.right.example"),
    Site("chain", at(22), "www.chain.example", cert="chain"),
    Site("wildcard", at(23), "www.wild.example", cert="wildcard"),
    Site("expired", at(24), "www.expired.example", cert="expired"),
    Site("self-signed", at(25), "www.self.example", cert="self-signed"),
    Site("wrong-name", at(26), "www.wrong.example", cert="wrong-name"),
    Site("untrusted", at(27), "www.private.example", cert="untrusted"),
    Site("old", at(28), "www.old.example", tls="old"),
    Site("weak", at(29), "www.weak.example", tls="weak"),
]
LOCAL = "127.0.0.1"
TLS = [
    (more.gnutls, Place("gnutls-rc4", LOCAL, 8443, host="rsa.example",
                        priority="NORMAL:-VERS-ALL:+VERS-TLS1.2:+ARCFOUR-128:+RSA"), "RC4"),
    (more.gnutls, Place("gnutls-3des", LOCAL, 993, host="rsa.example", priority="NORMAL:-VERS-TLS1.3:+3DES-CBC:+RSA"), "3DES"),
    (more.gnutls, Place("gnutls-anon", LOCAL, 995, host="rsa.example", priority="NORMAL:-VERS-TLS1.3:+ANON-ECDH"), "anon"),
    (more.gnutls, Place("gnutls-right", LOCAL, 465, host="rsa.example", priority="NORMAL"), ""),
    (more.selfserv, Place("selfserv-ssl3", LOCAL, 636, host="rsa.example", versions="ssl3:tls1.2",
                          suites=":000A:0005:002F"), "3DES"),
    (more.selfserv, Place("selfserv-rc4-alone", LOCAL, 8883, host="rsa.example", versions="ssl3:ssl3", suites=":0005"), "RC4"),
    (more.openssl, Place("openssl-13-p384", at(19), 443, host="rsa.example", more=["-tls1_3", "-groups", "P-384"]), ""),
]

SCOPE = """scope: 1
unit: {name: 样本, uscc: 91440300MA0000XY5L, province: 粤}
authorisation: {by: 样本, period: {from: %(from)s, until: %(until)s}}
contact: test@sample.example
objects:
  - id: one
    type: N2.01
    name: 样本
    sites: [%(sites)s]
    domains: [www.right.example, gone.example]
    networks:
      - {range: 127.40.0.0-127.40.0.63, ports: [1-3900, 5000, 5432, 5900, 6022, 6379, 7777-7781, 11211, udp/53]}
      - {range: '::1', ports: [6379]}
      - {range: 127.0.0.1, ports: [465, 636, 993, 995, 8443, 8883]}
resolvers: [%(resolver)s]
trust: %(trust)s
canary: {zone: %(zone)s, answer: %(answer)s}
rate: {per_host: 5000, per_network: 50000, total: 50000}
"""


def scope_text(estate):
    day = lambda n: time.strftime("%Y-%m-%d", time.gmtime(time.time() + n * 86400))  # noqa: E731
    return SCOPE % {"from": day(-2), "until": day(2), "sites": ", ".join("https://%s/" % s.host for s in SITES),
                    "resolver": RESOLVER, "trust": os.path.join(estate.tls, "trusted.pem"), "zone": ZONE, "answer": ANSWER}


def collect(estate, key, collector):
    p = subprocess.run([estate.tool, estate.path("scope.yaml"), key, collector], capture_output=True, text=True,
                       env=estate.environment())
    said = p.stdout + p.stderr
    if os.environ.get("V"):
        print("# %s %s\n# %s" % (collector, key, said.replace("\n", "\n# ")))
    # Only at LF: splitlines() would cut at U+0085 and U+2028 too, which may stand in bytes that a server sent.
    return [json.loads(line) for line in p.stdout.split("\n") if line] or [{"end": "crash"}], said


def facts(rows, table):
    return [r for r in rows if r.get("fact") == table]


def gaps(rows, table):
    return [r["reason"] for r in rows if r.get("gap") == table]


def check_service(e, place, protocol, opened):
    where = "[%s]" % place.address if ":" in place.address else place.address
    rows, said = collect(e, "service:tcp/%s:%d" % (where, place.port), "service")
    service, access = facts(rows, "service"), facts(rows, "service_access")
    ok(service and service[0]["protocol"] == protocol, "%s is %s" % (place.ident, protocol), said)
    if opened is None:
        ok(not access and gaps(rows, "service_access"), "%s: whether it is open stays unknown" % place.ident, said)
    elif opened == "":
        ok(not access and not gaps(rows, "service_access"), "%s: nothing to ask" % place.ident, said)
    else:
        ok(access and access[0]["open"] is opened and access[0]["proof"],
           "%s is %s" % (place.ident, "open" if opened else "locked"), said)


def check_dns(e, place, opened):
    rows, said = collect(e, "service:udp/%s:%d" % (place.address, place.port), "dns")
    seen = facts(rows, "dns_server")
    ok({r["transport"] for r in seen} == {"udp", "tcp"}, "%s answers by UDP and TCP" % place.ident, said)
    ok(seen and all(r["recursion"] is opened for r in seen),
       "%s %s" % (place.ident, "resolves for strangers" if opened else "does not resolve for strangers"), said)
    ok(not gaps(rows, "dns_server"), "%s: nothing is left open" % place.ident, said)


def check_site(e, site):
    kind, tls = site.row.get("cert", "right"), site.row.get("tls", "right")
    rows, said = collect(e, "site:https://%s:443" % site.host, "tls")
    own = [c for c in facts(rows, "tls_cert") if c["place"] == 0]
    versions = {v["name"]: v for v in facts(rows, "tls_version")}
    trust = {"self-signed": "self-signed", "untrusted": "unknown-issuer", "expired": "expired"}.get(kind, "ok")
    if not ok(own and len(versions) == 5 and rows[-1]["end"] == "done", "%s is examined whole" % site.ident, said):
        return
    ok(own[0]["trust"] == trust, "%s: trust is %s" % (site.ident, trust), said)
    ok(own[0]["self_signed"] == (kind == "self-signed"), "%s: signed by itself or not" % site.ident, said)
    ok(own[0]["name_match"] == (kind != "wrong-name"), "%s: name" % site.ident, said)
    for name, offered in (("SSLv3", False), ("TLSv1.0", tls == "old"), ("TLSv1.1", tls == "old"), ("TLSv1.2", True),
                          ("TLSv1.3", True)):
        ok(versions[name]["offered"] == offered, "%s: %s" % (site.ident, name), said)
    ok(any(v["weak"] for v in versions.values()) == (tls == "weak"), "%s: weak suites" % site.ident, said)


def check_tls(e, place, weak):
    rows, said = collect(e, "service:tcp/%s:%d" % (place.address, place.port), "tls")
    versions, cert = {v["name"]: v for v in facts(rows, "tls_version")}, facts(rows, "tls_cert")
    suites = [v["cipher"] for v in versions.values() if v["weak"]]
    ok(len(versions) == 5 and cert and rows[-1]["end"] == "done", "%s is examined whole" % place.ident, said)
    ok(any(weak in s for s in suites) if weak else not suites, "%s: weak suites: %s" % (place.ident, weak or "none"), said)
    if "selfserv" in place.ident:
        ok(versions and versions["SSLv3"]["offered"], "%s: SSL 3" % place.ident, said)
    if "13" in place.ident:
        ok(versions and [n for n in versions if versions[n]["offered"]] == ["TLSv1.3"], "%s: TLS 1.3 alone" % place.ident, said)


def check_rest(e):
    rows, said = collect(e, "host:" + at(1), "port")
    # etcd has a second port; the TLS servers listen at every address.
    want = sorted({p.port for _, p, _, _ in SERVICES if p.address == at(1)} | {2380, 465, 636, 993, 995})
    got = sorted(r["port"] for r in facts(rows, "open_port"))
    ok(got == want and rows[-1]["end"] == "done", "open ports", "got %s\nwant %s\n%s" % (got, want, rows[-1]))
    ok({"asset": "service:udp/%s:53" % at(1)} in rows, "a UDP port is handed on")
    ok({"asset": "service:tcp/%s:6379" % at(1)} in rows, "an open one too")
    rows, said = collect(e, "domain:www.right.example", "name")
    ok([r["answers"] for r in facts(rows, "dns_name")] == [1, 0, 0] and rows[-1]["end"] == "done", "a name", said)
    rows, said = collect(e, "domain:gone.example", "name")
    ok(facts(rows, "dns_name") and all(r["rcode"] == 3 for r in facts(rows, "dns_name")), "a name that is gone", said)
    rows, said = collect(e, "service:tcp/%s:3900" % at(1), "service")
    ok(rows[-1]["end"] == "failed", "nobody there: nothing is said", said)
    rows, said = collect(e, "service:udp/%s:53" % at(1), "dns")
    ok(rows[-1]["end"] == "done" and not facts(rows, "dns_server"), "the host says that no name server is there", said)
    rows, said = collect(e, "service:tcp/127.41.0.1:53", "service")
    ok(rows[-1]["end"] == "refused", "an address outside the scope is refused", said)


def resolver(e):
    lines = [' local-zone: "example." static', ' local-zone: "tester.example." transparent']
    lines += [' local-data: "%s. 60 IN A %s"' % (s.host, s.address) for s in SITES]
    return servers.unbound(e, "resolver", RESOLVER, 53, "allow", "\n".join(lines))


def nginx(e):
    line = "\tserver { listen %s:443 ssl; server_name %s; root %s; ssl_certificate %s.pem; ssl_certificate_key %s.key; %s }"
    blocks = [line % (s.address, s.host, e.run, os.path.join(e.tls, s.host), os.path.join(e.tls, s.host),
                      servers.TLS[s.row.get("tls", "right")]) for s in SITES]
    os.makedirs(e.path("tmp"), exist_ok=True)
    conf = e.write("nginx.conf", servers.NGINX % {"run": e.run, "servers": "\n".join(blocks)})
    return [e.program("nginx"), "-p", e.run, "-e", e.path("nginx.log"), "-c", conf]


def start_all(e, started, pick):
    e.write("openssl.cnf", servers.OPENSSL)
    servers.table.TESTER, servers.table.RESOLVER = TESTER, RESOLVER
    certs.make(SITES, e.tls)
    more.certificates(e.tls)
    started.start("tester", servers.knot(e, "tester", TESTER, 53, "tester.example", "*.probe A " + ANSWER), [(TESTER, 53)])
    started.start("resolver", resolver(e), [(RESOLVER, 53)])
    chosen = [row for row in SERVICES + DNS + TLS if pick in row[1].ident]
    if any("postgresql" in row[1].ident for row in chosen):
        servers.prepare(e, e.path("cluster"))
    for make, place, *_ in chosen:
        started.start(place.ident, make(e, place), [(place.address, place.port)])
    started.start("nginx", nginx(e), [(s.address, 443) for s in SITES])
    started.wait()
    for _, place, *_ in chosen:
        if place.ident == "etcd-locked":
            more.etcd_lock(place)


def work(high):
    if high:
        print("ok 1 # SKIP no network namespace can be had\n1..1")
        return 0
    base = room.cover(BUILD) if os.geteuid() == 0 else os.path.realpath(BUILD)
    run = os.path.join(base, "servers/run")
    shutil.rmtree(run, ignore_errors=True)
    os.makedirs(run)
    if os.geteuid() == 0:
        os.chown(run, room.NOBODY, room.NOBODY)
    room.drop()
    os.umask(0o022)
    e = Estate(base)
    started, pick = Started(e), os.environ.get("PICK", "")
    try:
        start_all(e, started, pick)
        e.write("scope.yaml", scope_text(e))
        for rows, check in ((SERVICES, check_service), (DNS, check_dns), (TLS, check_tls)):
            for _, place, *want in rows:
                if pick in place.ident:
                    check(e, place, *want)
        for site in SITES:
            if pick in "site-" + site.ident:
                check_site(e, site)
        if not pick:
            check_rest(e)
    finally:
        started.end()
    print("1..%d" % done)
    return 1 if failed else 0


if __name__ == "__main__":
    os.environ.pop("YICHA_DEMO_NO_NAMESPACE", None)
    fetch()
    sys.exit(room.run(work))
