"""certs: a made-up authority and the certificates of the estate's TLS sites, good and bad. Kept between runs for as long as
they still are what they should be (build/estate/tls-<uid>/<seed>)."""
import hashlib
import os
import subprocess
import time

CONF = """[ca]
default_ca = own
[own]
dir = .
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:false
keyUsage = digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""
# Read now: the servers' keeper, which has no rights, may not come here any more.
with open(os.path.abspath(__file__), "rb") as own:
    OWN = own.read()
DAY = 86400
KEEP = DAY // 4  # with the half day below: no count of days changes while they are kept


def stamp(days):
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + days * DAY))


class Authority:
    def __init__(self, folder):
        self.folder = folder

    def run(self, *words):
        done = subprocess.run(["openssl"] + list(words), cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit("estate: openssl %s: %s" % (" ".join(words), done.stderr))

    def key(self, name):
        self.run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name + ".key")

    def request(self, name, subject, names):
        self.key(name)
        alt = ["-addext", "subjectAltName=" + ",".join("DNS:" + n for n in names)] if names else []
        self.run("req", "-new", "-config", "conf", "-key", name + ".key", "-subj", "/CN=" + subject, "-out", name + ".csr",
                 *alt)

    def sign(self, name, by, days, extensions="leaf"):
        """Signs name.csr by the key and certificate of `by` (itself: self-signed), valid from days[0] to days[1]."""
        own = ["-selfsign", "-keyfile", name + ".key"] if by == name else ["-keyfile", by + ".key", "-cert", by + ".pem"]
        self.run("ca", "-batch", "-notext", "-config", "conf", *own, "-in", name + ".csr", "-out", name + ".pem",
                 "-startdate", stamp(days[0]), "-enddate", stamp(days[1]), "-extensions", extensions)

    def root(self, name, subject, by):
        self.request(name, subject, [])
        self.sign(name, by, (-400, 3000), "root")


def leaf(authority, site):
    """The certificate of one site, by `cert=`."""
    kind, host = site.row.get("cert", "right"), site.host
    names = {"wrong-name": ["www.another-%s" % host], "wildcard": ["*." + site.domain, site.domain]}.get(kind, [host])
    days = {"expired": (-300, -20), "expiring": (-80, 9.5)}.get(kind, (-30, 300))
    by = {"self-signed": host, "untrusted": "private", "chain": "middle"}.get(kind, "root")
    authority.request(host, names[0][:64], names)
    authority.sign(host, by, days)
    if kind == "chain":
        with open(os.path.join(authority.folder, host + ".pem"), "a") as out:
            out.write(open(os.path.join(authority.folder, "middle.pem")).read())


def recipe(dealt):
    """What the certificates depend on."""
    return hashlib.sha256(OWN + repr([(d.host, d.row.get("cert")) for d in dealt if d.https]).encode()).hexdigest()


def make(dealt, folder):
    """All of them into folder; `trusted.pem` is what a client trusts."""
    mark, made = os.path.join(folder, "made"), recipe(dealt)
    if os.path.exists(mark) and time.time() - os.path.getmtime(mark) < KEEP and open(mark).read() == made:
        return
    subprocess.run(["rm", "-rf", folder])
    os.makedirs(folder)
    for name, text in (("conf", CONF), ("index.txt", ""), ("serial", "1000\n")):
        with open(os.path.join(folder, name), "w") as out:
            out.write(text)
    authority = Authority(folder)
    authority.root("root", "Sample Root of the Demo", "root")
    authority.root("middle", "Sample Intermediate of the Demo", "root")
    authority.root("private", "Sample Private Root nobody trusts", "private")
    for site in dealt:
        if site.kind == "site" and site.https:
            leaf(authority, site)
    subprocess.run(["cp", "root.pem", "trusted.pem"], cwd=folder)
    with open(mark, "w") as out:
        out.write(made)
