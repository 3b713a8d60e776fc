"""probe: asks the estate's servers by hand, without yicha: does each insecure setting fire, and each secure one not?"""
import gzip
import re
import socket
import ssl
import struct

import table


def exchange(address, port, sent, until=None, most=1 << 22):
    """Sends bytes, gives what came back until the peer closes, or `until` was seen."""
    kind = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as s:
        s.settimeout(5)
        s.connect((address, port))
        s.sendall(sent)
        got = b""
        while len(got) < most and not (until and until in got):
            try:
                more = s.recv(65536)
            except (TimeoutError, ConnectionResetError):
                break
            if not more:
                break
            got += more
        return got


def context(trusted=None, version=None):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.set_ciphers("ALL:eNULL:@SECLEVEL=0")
    c.minimum_version = version or ssl.TLSVersion.TLSv1
    c.maximum_version = version or ssl.TLSVersion.MAXIMUM_SUPPORTED
    if trusted:
        c.load_verify_locations(trusted)
    else:
        c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
    return c


def tls_error(site, trusted):
    """Why a client does not trust the site's certificate; '' when it does."""
    try:
        with socket.create_connection((site.address, site.port), 5) as raw:
            with context(trusted).wrap_socket(raw, server_hostname=site.host):
                return ""
    except ssl.SSLCertVerificationError as e:
        return e.verify_message


def tls_takes(site, version=None, ciphers=None):
    c = context(None, version)
    if ciphers:
        c.set_ciphers(ciphers)
    try:
        with socket.create_connection((site.address, site.port), 5) as raw:
            with c.wrap_socket(raw, server_hostname=site.host):
                return True
    except (ssl.SSLError, ConnectionResetError):
        return False


def get(site, path="/"):
    """Status, header text, body."""
    ask = ("GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n" % (path, site.host)).encode()
    if site.https:
        got = b""
        with socket.create_connection((site.address, site.port), 5) as raw:
            with context().wrap_socket(raw, server_hostname=site.host) as s:
                s.sendall(ask)
                while more := s.recv(65536):
                    got += more
    else:
        got = exchange(site.address, site.port, ask)
    head, _, body = got.partition(b"\r\n\r\n")
    head = head.decode("latin-1")
    if "chunked" in head:
        whole = b""
        while body:
            size, _, body = body.partition(b"\r\n")
            whole, body = whole + body[:int(size, 16)], body[int(size, 16) + 2:]
        body = whole
    if "Content-Encoding: gzip" in head:
        body = gzip.decompress(body)
    return int(head.split()[1]), head, body


def dns(address, port, name, tcp=False, kind=1):
    """rcode, RA, AA, and the addresses answered."""
    labels = b"".join(bytes([len(p)]) + p.encode() for p in name.split(".")) + b"\0"
    query = struct.pack(">HHHHHH", 77, 0x0100, 1, 0, 0, 0) + labels + struct.pack(">HH", kind, 1)
    if tcp:
        got = exchange(address, port, struct.pack(">H", len(query)) + query, name.split(".")[0].encode(), 4096)[2:]
    else:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(5)
            s.connect((address, port))
            s.send(query)
            got = s.recv(4096)
    _, flags, _, answers, _, _ = struct.unpack(">HHHHHH", got[:12])
    first = ""
    if answers and got[-4:] and kind == 1:
        at = got.index(b"\xc0\x0c", 12)
        first = socket.inet_ntoa(got[at + 12:at + 16])
    return flags & 15, bool(flags & 0x80), bool(flags & 0x400), first


def redis_open(s):
    return exchange(s.address, s.port, b"INFO server\r\n", b"\r\n", 100).startswith(b"$")


def memcached_open(s):
    return exchange(s.address, s.port, b"stats\r\n", b"\r\n", 100).startswith(b"STAT ")


def mqtt_open(s):
    hello = b"\x00\x04MQTT\x04\x02\x00\x3c\x00\x05probe"
    return exchange(s.address, s.port, bytes([0x10, len(hello)]) + hello, b"\x20\x02", 4)[:4][-1:] == b"\x00"


def postgresql_open(s):
    words = b"\0\3\0\0user\0postgres\0database\0postgres\0\0"
    got = exchange(s.address, s.port, struct.pack(">I", len(words) + 4) + words, b"R\0\0\0", 9)
    return got[:9] == b"R\0\0\0\x08\0\0\0\0"


def ftp_open(s):
    got = exchange(s.address, s.port, b"USER anonymous\r\nPASS probe@example.org\r\nQUIT\r\n")
    return b"\r\n230" in got


def dns_open(s):
    probes = [dns(s.address, s.port, "x%d.probe.tester.example" % n, n == 1) for n in (0, 1)]
    opens = [p[0] == 0 and p[3] == "192.0.2.53" for p in probes]
    if opens[0] != opens[1]:
        raise SystemExit("estate: %s answers differently by udp and tcp" % s.ident)
    return opens[0]


SERVICES = {"redis": redis_open, "memcached": memcached_open, "mosquitto": mqtt_open, "postgresql": postgresql_open,
            "vsftpd": ftp_open, "unbound": dns_open, "dnsmasq": dns_open, "knot": dns_open}


def check_tls(site, trusted):
    """What is wrong with a TLS site, in the words of the table's checks."""
    found = set()
    why = tls_error(site, trusted)
    if "expired" in why:
        found.add("N3.2/tls-cert-expired")
    if why == "self-signed certificate":
        found.add("N3.2/tls-cert-self-signed")
    if "mismatch" in why or "not valid for" in why:
        found.add("N3.2/tls-cert-wrong-name")
    if "unable to get local issuer" in why:
        found.add("N3.2/tls-cert-untrusted")
    if tls_takes(site, ssl.TLSVersion.TLSv1) or tls_takes(site, ssl.TLSVersion.TLSv1_1):
        found.add("N3.2/tls-version-old")
    if tls_takes(site, ssl.TLSVersion.TLSv1_2, "eNULL:aNULL:@SECLEVEL=0"):
        found.add("N3.2/tls-cipher-weak")
    return found


def check_leaks(site):
    found = set()
    for path, mark, check in (("/.git/HEAD", b"ref: refs/", "N3.2/web-git-exposed"),
                              ("/.env", b"DB_PASSWORD=", "N3.2/web-env-exposed"),
                              ("/backup.zip", b"PK\3\4", "N3.2/web-backup-exposed"),
                              ("/files/", b"<title>Index of /files/", "N3.2/web-directory-listing")):
        status, _, body = get(site, path)
        if status == 200 and mark in body:
            found.add(check)
    return found


def check_page(site):
    """Filing number and link of the home page, read with plain patterns (the traps are told apart by hand)."""
    found = set()
    status, head, body = get(site)
    if status == 302:
        status, head, body = get(site, re.search(r"Location: http://[^/]+(\S+)", head).group(1))
    text = body.decode("gb18030" if site.row.get("page") == "gb18030" else "utf-8")
    text = re.sub(r"&#(\d+);", lambda m: chr(int(m.group(1))), re.sub(r"<!--.*?-->", "", text))
    foot = text[text.rfind("<footer>"):]
    shown = re.search(r"[\u4e00-\u9fff](ICP备[0-9]+号|B2-[0-9]+)-[0-9]+", foot)
    if not shown:
        return {"N3.6/icp-number-missing"}, text
    link = re.search(r'<a href="([^"]*)"[^>]*>' + re.escape(shown.group(0)), foot)
    if not link:
        found.add("N3.6/icp-link-missing")
    elif link.group(1) != "https://beian.miit.gov.cn/":
        found.add("N3.6/icp-link-wrong")
    digits = re.search(r"备([0-9]+)号", shown.group(0))
    if digits and len(digits.group(1)) not in (8, 10):
        found.add("N3.6/icp-number-malformed")
    if shown.group(0)[0] != "粤":
        found.add("N3.6/icp-province-wrong")
    if shown.group(0) == table.STRANGER:
        found.add("N3.6/icp-number-not-own")
    if not site.https and 'type="password"' in text:
        found.add("N3.2/web-login-plain")
    return found, text
