"""databases: PostgreSQL and MariaDB as packages unpacked, set up for a demonstration or a test, and filled by their own clients."""
import os
import subprocess

import servers

MARIADB_SCRIPTS = ("mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql")


class Place:
    """What servers.postgresql wants to know of a service."""

    def __init__(self, ident, address, port):
        self.ident, self.address, self.port, self.row = ident, address, port, {"mode": "open"}


def feed(estate, command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True, env=estate.environment())
    if done.returncode:
        raise SystemExit("estate: %s: %s" % (os.path.basename(command[0]), (done.stdout + done.stderr)[-600:]))


def postgresql(estate, address, port, cluster, name="shop-postgresql"):
    """The command of a server that lets everybody in from its own network."""
    servers.prepare(estate, cluster)
    return servers.postgresql(estate, Place(name, address, port)) + ["-c", "log_statement=all"]


def fill_postgresql(estate, address, port, text):
    feed(estate, [estate.program("psql"), "-X", "-q", "-h", address, "-p", str(port), "-U", "postgres", "-v", "ON_ERROR_STOP=1",
                  "postgres"], text)


def socket_of(name):
    return "m.sock" if name == "shop" else name + ".sock"


def mariadb(estate, root, address, port, name="shop"):
    """The command of a server on a data folder of its own, which is made first."""
    data, share = estate.path(name + "-mariadb"), os.path.join(root, "usr/share/mysql")
    os.makedirs(data)
    os.makedirs(data + ".tmp")
    common = [estate.program("mariadbd"), "--no-defaults", "--datadir=" + data, "--lc-messages-dir=" + share,
              "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0",
              "--plugin-dir=" + os.path.join(root, "usr/lib/mysql/plugin"), "--tmpdir=" + data + ".tmp"]
    text = "CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\n"
    for script in MARIADB_SCRIPTS:
        with open(os.path.join(share, script), encoding="utf-8") as lines:
            text += lines.read()
    feed(estate, common + ["--bootstrap"], text)
    return common + ["--bind-address=" + address, "--port=%d" % port, "--socket=" + estate.path(socket_of(name)),
                     "--pid-file=" + estate.path(name + ".pid"), "--general-log=1",
                     "--general-log-file=" + estate.path("mariadb.queries" if name == "shop" else name + ".queries")]


def fill_mariadb(estate, text, name="shop"):
    feed(estate, [estate.program("mariadb"), "--no-defaults", "--socket=" + estate.path(socket_of(name)), "-u", "root"], text)
