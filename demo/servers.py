"""servers: the configuration and the command line of every server of the estate. Each runs in the foreground, without
root's rights, below one folder."""
import os
import subprocess

import certs
import pages
import table

NGINX = """daemon off;
master_process off;
pid %(run)s/nginx.pid;
error_log %(run)s/nginx.log;
worker_processes 1;
events { worker_connections 512; }
http {
	access_log off;
	server_tokens off;
	server_names_hash_bucket_size 128;
	client_body_temp_path %(run)s/tmp; proxy_temp_path %(run)s/tmp; fastcgi_temp_path %(run)s/tmp;
	uwsgi_temp_path %(run)s/tmp; scgi_temp_path %(run)s/tmp;
	types { text/html html; text/css css; application/javascript js; image/png png; application/zip zip; text/plain txt; }
	default_type application/octet-stream;
%(servers)s
}
"""
# TLS 1.0 and suites without encryption exist in Debian's OpenSSL only below its security level.
OPENSSL = "openssl_conf = own\n[own]\nssl_conf = ssl\n[ssl]\nsystem_default = all\n[all]\nMinProtocol = TLSv1\n" \
          "CipherString = ALL:eNULL:@SECLEVEL=0\n"
TLS = {"right": "ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
       "old": "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers ECDHE:!eNULL:!aNULL:@SECLEVEL=0;",
       "weak": "ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE+AESGCM:eNULL:aNULL:@SECLEVEL=0;"}


class Estate:
    """Where everything lies: `root` the unpacked packages, `run` configuration and state of this run."""

    def __init__(self, dealt, root, run, tls, high=False):
        self.dealt, self.root, self.run, self.tls, self.high = dealt, root, run, tls, high
        self.dns = table.HIGH[53] if high else 53

    def path(self, *parts):
        return os.path.join(self.run, *parts)

    def write(self, name, text, mode=0o644):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(self.path(name), mode)
        return self.path(name)

    def program(self, name):
        for folder in ("usr/sbin", "usr/bin", "usr/lib/postgresql/15/bin"):
            if os.path.exists(os.path.join(self.root, folder, name)):
                return os.path.join(self.root, folder, name)
        raise SystemExit("estate: %s is not among the unpacked servers" % name)

    def environment(self):
        folders = []
        for below in ("usr/lib", "lib"):
            base = os.path.join(self.root, below)
            folders += [os.path.join(base, d) for d in sorted(os.listdir(base)) if d.endswith("-linux-gnu")]
        return {"LD_LIBRARY_PATH": ":".join(folders), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "GMT",
                "OPENSSL_CONF": self.path("openssl.cnf"), "HOME": self.run,
                "YICHA_ESTATE": os.environ.get("YICHA_ESTATE", "")}


def locations(site):
    """What the site does besides serving its files."""
    page, leak = site.row.get("page", "plain"), site.row.get("leak")
    lines = []
    if page == "redirect":
        lines += ["location = / { return 302 /home/; }"]
    if page == "challenge":
        lines += ["error_page 403 =403 /index.html;", "location / { return 403; }", "location = /index.html { internal; }"]
    if page == "every-path":
        lines += ["location / { try_files /index.html =404; default_type text/html; types { } }"]
    if page == "compressed":
        lines += ["gzip on; gzip_min_length 1; gzip_types text/html;"]
    if leak == "listing":
        lines += ["location /files/ { autoindex on; }"]
    if leak == "forbidden":
        lines += ["location ~ /\\. { deny all; }"]
    return lines


def site_block(estate, site):
    folder = estate.path("www", site.ident)
    pages.write(site, estate.dealt, folder)
    address = "[%s]" % site.address if ":" in site.address else site.address
    lines = ["listen %s:%d%s;" % (address, site.port, " ssl" if site.https else ""), "server_name %s;" % site.host,
             "root %s;" % folder]
    if site.https:
        stem = os.path.join(estate.tls, site.host)
        lines += ["ssl_certificate %s.pem; ssl_certificate_key %s.key;" % (stem, stem), TLS[site.row.get("tls", "right")]]
    if site.row.get("page") != "gb18030":
        lines += ["charset utf-8;"]
    return "\tserver {\n\t\t" + "\n\t\t".join(lines + locations(site)) + "\n\t}"


def nginx(estate):
    os.makedirs(estate.path("tmp"), exist_ok=True)
    blocks = [site_block(estate, d) for d in estate.dealt if d.kind == "site"]
    conf = estate.write("nginx.conf", NGINX % {"run": estate.run, "servers": "\n".join(blocks)})
    return [estate.program("nginx"), "-p", estate.run, "-e", estate.path("nginx.log"), "-c", conf]


UNBOUND = """server:
 interface: %(address)s
 port: %(port)d
 num-threads: 1
 do-daemonize: no
 username: ""
 chroot: ""
 directory: "%(run)s"
 pidfile: ""
 use-syslog: no
 logfile: "%(run)s/%(name)s.log"
 use-caps-for-id: no
 module-config: "iterator"
 do-not-query-localhost: no
 access-control: 0.0.0.0/0 %(access)s
 access-control: 127.0.0.0/8 %(access)s
%(zones)s
stub-zone:
 name: "tester.example."
 stub-addr: %(tester)s@%(dns)d
remote-control:
 control-enable: no
"""


def unbound(estate, name, address, port, access, zones=""):
    conf = estate.write(name + ".conf", UNBOUND % {"address": address, "port": port, "run": estate.run, "name": name,
                                                   "access": access, "zones": zones, "tester": table.TESTER,
                                                   "dns": estate.dns})
    return [estate.program("unbound"), "-d", "-c", conf]


def resolver(estate):
    """The house's own resolver: knows every name of the estate, and finds the tester's zone by asking its server."""
    lines = [' local-zone: "%s." %s' % z for z in (("example", "static"), ("test", "static"),
                                                   ("tester.example", "transparent"))]
    for d in estate.dealt:
        if d.kind == "service" or d.row.get("on") == "address" or d.row.get("address") == "none":
            continue
        kind = "AAAA" if ":" in d.address else "A"
        lines.append(' local-data: "%s. 60 IN %s %s"' % (d.host, kind, d.address))
    return unbound(estate, "resolver", table.RESOLVER, estate.dns, "allow", "\n".join(lines))


def knot(estate, name, address, port, zone, records):
    """An authoritative server for one zone."""
    estate.write(name + "/zone", "$ORIGIN %s.\n$TTL 60\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A %s\n%s\n" %
                 (zone, address, records))
    conf = estate.write(name + "/conf", """server:
    rundir: "%(dir)s"
    listen: %(address)s@%(port)d
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
log:
  - target: "%(dir)s/log"
    any: info
database:
    storage: "%(dir)s/db"
template:
  - id: default
    storage: "%(dir)s"
    journal-content: none
zone:
  - domain: %(zone)s
    file: zone
""" % {"dir": estate.path(name), "address": address, "port": port, "zone": zone})
    return [estate.program("knotd"), "-c", conf]


def dns(estate, service):
    mode, server = service.row.get("mode"), service.row.get("server")
    if server == "unbound":
        return unbound(estate, service.ident, service.address, service.port, "allow" if mode == "open" else "refuse")
    if server == "knot":
        return knot(estate, service.ident, service.address, service.port, "yuehai-sample.example", "www A 127.31.0.1")
    up = ["--server=%s#%d" % (table.RESOLVER, estate.dns)] if mode == "open" else []
    return [estate.program("dnsmasq"), "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
            "--bind-interfaces", "--listen-address=" + service.address, "--except-interface=nosuch", "--user=", "--group=",
            "--port=%d" % service.port, "--pid-file", "--log-facility=" + estate.path(service.ident + ".log")] + up


def redis(estate, service):
    guard = ["--protected-mode", "no"] if service.row.get("mode") == "open" else ["--requirepass", "sample-of-the-demo"]
    return [estate.program("redis-server"), "--bind", service.address, "--port", str(service.port), "--save", "",
            "--daemonize", "no", "--dir", estate.run, "--logfile", estate.path(service.ident + ".log")] + guard


def memcached(estate, service):
    guard = []
    if service.row.get("mode") != "open":
        guard = ["-Y", estate.write(service.ident + ".auth", "sample:sample-of-the-demo\n", 0o600)]
    return [estate.program("memcached"), "-l", service.address, "-p", str(service.port), "-U", "0", "-m", "8", "-t", "1"] + guard


def mosquitto(estate, service):
    guard = "allow_anonymous true\n"
    if service.row.get("mode") != "open":
        words = estate.write(service.ident + ".passwd", "sample:sample-of-the-demo\n", 0o600)
        subprocess.run([estate.program("mosquitto_passwd"), "-U", words], env=estate.environment(), check=True)
        guard = "allow_anonymous false\npassword_file %s\n" % words
    conf = estate.write(service.ident + ".conf", "listener %d %s\nlog_dest file %s\n%s" % (
        service.port, service.address, estate.path(service.ident + ".log"), guard))
    return [estate.program("mosquitto"), "-c", conf]


def postgresql(estate, service):
    """A copy of the prepared cluster (made once, by `prepare`), with its own rule of who may enter."""
    data = estate.path(service.ident)
    subprocess.run(["cp", "-a", estate.cluster, data], check=True)
    how = "trust" if service.row.get("mode") == "open" else "scram-sha-256"
    hba = estate.write(service.ident + ".hba", "host all all 0.0.0.0/0 %s\n" % how)
    settings = {"listen_addresses": service.address, "port": service.port, "unix_socket_directories": "", "jit": "off",
                "hba_file": hba, "shared_buffers": "4MB", "max_connections": 20, "dynamic_shared_memory_type": "mmap",
                "fsync": "off", "autovacuum": "off", "logging_collector": "off"}
    options = [w for k, v in settings.items() for w in ("-c", "%s=%s" % (k, v))]
    return [estate.program("postgres"), "-D", data] + options


def vsftpd(estate, service):
    os.makedirs(estate.path(service.ident), exist_ok=True)
    os.chmod(estate.path(service.ident), 0o555)
    conf = estate.write(service.ident + ".conf", "\n".join([
        "listen=YES", "listen_address=" + service.address, "listen_port=%d" % service.port, "background=NO",
        "run_as_launching_user=YES", "ftp_username=nobody", "nopriv_user=nobody", "seccomp_sandbox=NO", "isolate=NO",
        "isolate_network=NO",
        "anonymous_enable=" + ("YES" if service.row.get("mode") == "open" else "NO"), "local_enable=YES",
        "anon_root=" + estate.path(service.ident), "xferlog_enable=NO", "secure_chroot_dir=" + estate.path(service.ident)])
        + "\n")
    return [estate.program("vsftpd"), conf]


def prepare(estate, cluster):
    """The cluster that both PostgreSQL servers start from; initdb is slow and its result does not change."""
    estate.cluster = cluster
    if os.path.exists(cluster + "/PG_VERSION"):
        return
    subprocess.run(["rm", "-rf", cluster, cluster + ".new"], check=True)
    subprocess.run([estate.program("initdb"), "-D", cluster + ".new", "-U", "postgres", "-A", "trust", "-E", "UTF8",
                    "--no-locale", "--no-sync", "--wal-segsize=1"], env=estate.environment(), check=True,
                   stdout=subprocess.DEVNULL)
    os.rename(cluster + ".new", cluster)


SERVERS = {"unbound": dns, "dnsmasq": dns, "knot": dns, "redis": redis, "memcached": memcached, "mosquitto": mosquitto,
           "postgresql": postgresql, "vsftpd": vsftpd}


def commands(estate):
    """Name → (command, addresses that must answer before it counts as started)."""
    estate.write("openssl.cnf", OPENSSL)
    certs.make(estate.dealt, estate.tls)
    web = [("tcp", d.address, d.port) for d in estate.dealt if d.kind == "site"]
    tester = knot(estate, "tester", table.TESTER, estate.dns, "tester.example", "*.probe A 192.0.2.53")
    out = {"nginx": (nginx(estate), web), "tester": (tester, [("tcp", table.TESTER, estate.dns)]),
           "resolver": (resolver(estate), [("tcp", table.RESOLVER, estate.dns)])}
    for d in estate.dealt:
        if d.kind == "service":
            out[d.ident] = (SERVERS[d.row.get("server")](estate, d), [("tcp", d.address, d.port)])
    return out
