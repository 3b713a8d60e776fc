"""more_servers: servers for test/collect/real_servers.py that the demo's estate does not have: how each is set up, open and
locked."""
import encodings.idna  # noqa: F401  found only now where the process gives up its rights
import json
import os
import subprocess
import urllib.request

import certs
import servers

PACKAGES = ["gnutls-bin", "libnss3-tools", "rsync", "slapd", "etcd-server", "microsocks", "docker-registry", "dropbear-bin"]
ZONE, ANSWER = "probe.tester.example", "192.0.2.53"
TESTER, RESOLVER = "127.41.0.1", "127.41.0.2"


class Place:
    """A server: what it is and where it listens (as demo/servers.py wants its services)."""

    def __init__(self, ident, address, port, **row):
        self.ident, self.address, self.port, self.row = ident, address, port, row

    def open(self):
        return self.row.get("mode") == "open"


class Site(Place):
    def __init__(self, ident, address, host, **row):
        super().__init__(ident, address, 443, **row)
        self.kind, self.host, self.https, self.domain = "site", host, True, host.split(".", 1)[-1]


def certificates(folder):
    """Beside those of certs.py: an RSA key, for suites without elliptic curves."""
    authority = certs.Authority(folder)
    authority.run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "rsa.example.key", "-subj", "/CN=rsa.example",
                  "-addext", "subjectAltName=DNS:rsa.example", "-days", "30", "-out", "rsa.example.pem")


def rsync(e, p):
    os.makedirs(e.path(p.ident), exist_ok=True)
    text = "use chroot = no\n[pub]\npath = %s\ncomment = files\n" % e.path(p.ident)
    if not p.open():
        text += "auth users = sample\nsecrets file = %s\n" % e.write(p.ident + ".secrets", "sample:sample\n", 0o600)
    conf = e.write(p.ident + ".conf", text)
    return [e.program("rsync"), "--daemon", "--no-detach", "--address=" + p.address, "--port=%d" % p.port, "--config=" + conf]


def slapd(e, p):
    os.makedirs(e.path(p.ident + ".db"), exist_ok=True)
    guard = "" if p.open() else "disallow bind_anon\n"
    conf = e.write(p.ident + ".conf", "modulepath %s/usr/lib/ldap\nmoduleload back_mdb\ninclude %s/etc/ldap/schema/core.schema\n"
                   "%sdatabase mdb\nsuffix dc=a\ndirectory %s\n" % (e.more, e.more, guard, e.path(p.ident + ".db")))
    return [e.program("slapd"), "-d", "0", "-f", conf, "-h", "ldap://%s:%d" % (p.address, p.port)]


def etcd(e, p):
    url, peer = "http://%s:%d" % (p.address, p.port), "http://%s:2380" % p.address
    return [e.program("etcd"), "--data-dir", e.path(p.ident), "--listen-client-urls", url, "--advertise-client-urls", url,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + peer]


def etcd_lock(p):
    for path, body in (("user/add", {"name": "root", "password": "sample"}), ("role/add", {"name": "root"}),
                       ("user/grant", {"user": "root", "role": "root"}), ("enable", {})):
        url = "http://%s:%d/v3/auth/%s" % (p.address, p.port, path)
        urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode())).read()


def microsocks(e, p):
    guard = [] if p.open() else ["-u", "sample", "-P", "sample"]
    return [e.program("microsocks"), "-i", p.address, "-p", str(p.port)] + guard


def registry(e, p):
    auth = ""
    if not p.open():
        words = e.write(p.ident + ".htpasswd", "sample:$2y$05$Q5kFyVQzq1zXGvsbn4SNu.AcgTN7ZHRxMwMVuAuI4iWLzWYzlD9Ey\n")
        auth = "auth:\n  htpasswd:\n    realm: a\n    path: %s\n" % words
    conf = e.write(p.ident + ".yml", "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: %s\nhttp:\n  addr: %s:%d\n%s" %
                   (e.path(p.ident), p.address, p.port, auth))
    return [e.program("docker-registry"), "serve", conf]


def dropbear(e, p):
    return [e.program("dropbear"), "-F", "-E", "-R", "-p", "%s:%d" % (p.address, p.port), "-P", e.path(p.ident + ".pid"),
            "-r", e.path("dropbear.key")]


def knot_canary(e, p):
    """A server that holds the canary's zone itself, as the tester's own does."""
    return servers.knot(e, p.ident, p.address, p.port, "tester.example", "*.probe A " + ANSWER)


def dnsmasq_before(e, p):
    """A forwarder straight in front of the tester's own server: what it passes on says that it is authoritative."""
    return [e.program("dnsmasq"), "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
            "--bind-interfaces", "--listen-address=" + p.address, "--except-interface=nosuch", "--user=", "--group=",
            "--port=%d" % p.port, "--pid-file", "--log-facility=" + e.path(p.ident + ".log"),
            "--server=/tester.example/" + TESTER]


def gnutls(e, p):
    stem = os.path.join(e.tls, p.row["host"])
    return [e.program("gnutls-serv"), "--http", "--port", str(p.port), "--x509keyfile", stem + ".key", "--x509certfile",
            stem + ".pem", "--priority", p.row["priority"]]


def openssl(e, p):
    stem = os.path.join(e.tls, p.row["host"])
    return ["openssl", "s_server", "-accept", "%s:%d" % (p.address, p.port), "-key", stem + ".key", "-cert", stem + ".pem",
            "-www", "-quiet"] + p.row["more"]


def selfserv(e, p):
    folder, stem = e.path(p.ident), os.path.join(e.tls, p.row["host"])
    os.makedirs(folder, exist_ok=True)
    for words in (["openssl", "pkcs12", "-export", "-inkey", stem + ".key", "-in", stem + ".pem", "-name", "own", "-out",
                   folder + "/own.p12", "-passout", "pass:sample"],
                  [e.program("certutil"), "-N", "-d", "sql:" + folder, "--empty-password"],
                  [e.program("pk12util"), "-i", folder + "/own.p12", "-d", "sql:" + folder, "-W", "sample", "-K", ""]):
        subprocess.run(words, env=e.environment(), check=True, stdout=subprocess.DEVNULL)
    return [e.program("selfserv"), "-d", "sql:" + folder, "-n", "own", "-p", str(p.port), "-V", p.row["versions"], "-c",
            p.row["suites"]]
