"""demo: what demo/run and demo/with share: deals the rows, writes scope and filing list, starts the estate, runs something
beside it. SEED deals the problems to other hosts and names."""
import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import time

import graded
import keeper
import pages
import room
import table

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("B", "build")
OUT = os.path.join(BUILD, "demo")
SEED = os.environ.get("SEED") or "1"


def write(name, text):
    with open(os.path.join(OUT, name), "w", encoding="utf-8") as out:
        out.write(text)
    return os.path.join(OUT, name)


def scope_text(high):
    """demo/scope.yaml with this year's period; where no namespace can be had, with high ports."""
    with open("demo/scope.yaml", encoding="utf-8") as lines:
        text = lines.read()
    text = re.sub(r"\d{4}-(\d\d-\d\d)", time.strftime("%Y", time.gmtime(time.time() + 8 * 3600)) + r"-\1", text)
    if not high:
        return text
    text = re.sub(r"- (https?)://([^/\n]+)/", lambda m: "- %s://%s:%d/" % (
        m.group(1), m.group(2), table.HIGH[443 if m.group(1) == "https" else 80]), text)
    # The collector of name servers knows them by their UDP port; a TCP port of this number would have no use known.
    text = text.replace("[53, udp/53]", "[udp/53]")
    text = re.sub(r"ports: \[((?:udp/)?\d.*)\]", lambda m: "ports: [%s]" % re.sub(
        r"\d+", lambda n: str(table.HIGH[int(n.group(0))]), m.group(1)), text)
    return text.replace('"%s"' % table.RESOLVER, '"%s:%d"' % (table.RESOLVER, table.HIGH[53]))


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as s:
            s.bind(("::1", 0))
        return True
    except OSError:
        return False


def prepare(high):
    """Deals the rows and writes what yicha and the expected table need: scope, filing list, dealt keys."""
    rows = table.read_table("demo/estate.table")
    if not has_ipv6():
        print("estate: this system has no IPv6; the sites meant for it get IPv4 addresses", flush=True)
        for row in rows:
            if row.get("address") == "ipv6":
                del row.settings["address"]
    dealt = table.deal(rows, table.read_scope("demo/scope.yaml"), SEED, high)
    keys = {d.ident: {"own": d.key, "tcp": d.key.replace("udp/", "tcp/")} for d in dealt}
    keys.update({r.ident: {"own": graded.UNIT} for r in rows if r.kind == "graded"})
    write("dealt.json", json.dumps(keys, indent=1))
    write("filing.csv", pages.filing(dealt))
    write("graded.csv", graded.listing(rows, dealt))
    write("scope.yaml", scope_text(high))
    with open(os.path.join(OUT, "expected.tsv"), "w", encoding="utf-8") as out:
        subprocess.run([os.path.join(HERE, "expect"), "demo/estate.table", os.path.join(OUT, "dealt.json")], stdout=out,
                       check=True)
    return dealt


def lock():
    """One estate a tree at a time; released when the last process of the estate ends, however it ends."""
    held = open(os.path.join(OUT, "lock"), "w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("estate: waiting for another demo of this tree to end", flush=True)
        fcntl.flock(held, fcntl.LOCK_EX)
    return held


def run(work):
    """Starts the estate in a room of its own and calls work(kept); its exit status. Everything ends with it."""
    def inside(high):
        kept = keeper.Kept(prepare(high), os.path.join(BUILD, "estate"), SEED, high)
        shutil.copy(os.path.join(kept.estate.tls, "trusted.pem"), OUT)
        try:
            return work(kept)
        finally:
            kept.close()
    os.umask(0o022)
    os.makedirs(OUT, exist_ok=True)
    with lock():
        if subprocess.run([os.path.join(HERE, "fetch")]).returncode:
            return 1
        return room.run(inside)
