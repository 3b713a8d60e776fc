#!/bin/sh
# The progress line of a real inspection (of a closed port of this machine): on a terminal only, coloured unless NO_COLOR,
# gone at the end; the summary's colours likewise.
set -u
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
yicha=$(pwd)/$B/yicha
"$yicha" help inspect >/dev/null 2>&1 || { echo "ok 1 # SKIP no command inspect"; echo 1..1; exit 0; }
year=$(date -u +%Y) # the program counts days at GMT+8: a day more at both ends
cat >"$dir/scope.yaml" <<Y
scope: 1
unit: {name: 示例公司, uscc: 91440300MA0000XY5L, province: 粤}
authorisation:
  by: test
  reference: test 1
  period: {from: $((year - 1))-12-31, until: $((year + 1))-01-02}
  mode: self
  vantage: loopback
contact: test@example.org
objects:
  - {id: a, type: N2.01, name: test, hosts: [{ip: 127.0.0.9, ports: [9]}]}
Y
cd "$dir" || exit 1
python3 - "$yicha" <<'PY'
import os, pty, subprocess, sys
n = bad = 0
def ok(cond, words, shown=b""):
    global n, bad
    n += 1
    bad += not cond
    print("ok" if cond else "not ok", n, "-", words)
    if not cond:
        print("#", shown[-600:])
def run(*options, **env):
    """Bytes that a terminal got (stdout and stderr), and the exit status."""
    command = [sys.argv[1], "inspect", "scope.yaml", "--new", "--store", "store", *options]
    clean = {k: v for k, v in os.environ.items() if k != "NO_COLOR" and not k.startswith(("LC_", "LANG"))}
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(command[0], command, {**clean, "TERM": "xterm", **env})
    got = b""
    while True:
        try:
            more = os.read(fd, 65536)
        except OSError:
            break
        if not more:
            break
        got += more
    return got, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
got, status = run()
ok(status in (0, 1, 3), "an inspection on a terminal (status %d)" % status, got)
ok(b"\rinspecting" in got.replace(b"\x1b[36m", b""), "shows its progress", got)
ok(b"\r\x1b[36minspecting" in got, "in colour", got)
last = got.rfind(b"inspecting")
ok(b"\r\x1b[K" in got[last:], "and takes the line away at the end", got)
ok(b"\x1b[1mClause" in got, "the summary is coloured", got)
got, _ = run(NO_COLOR="1")
ok(b"\rinspecting" in got and b"\x1b[3" not in got and b"\x1b[1" not in got, "NO_COLOR is respected", got)
got, _ = run("--lang=zh")
ok("正在检查".encode() in got, "in Chinese", got)
got, _ = run("--quiet")
ok(b"inspecting" not in got, "--quiet shows none", got)
got, _ = run("--json")
ok(b"inspecting" not in got, "--json shows none", got)
got, _ = run(TERM="dumb")
ok(b"inspecting" not in got, "a terminal that cannot go back gets none", got)
p = subprocess.run([sys.argv[1], "inspect", "scope.yaml", "--new", "--store", "store"], stdin=subprocess.DEVNULL,
                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={k: v for k, v in os.environ.items() if k != "NO_COLOR"})
ok(b"\r" not in p.stdout and b"\x1b" not in p.stdout, "a pipe gets neither line nor colours", p.stdout)
print("1..%d" % n)
sys.exit(bad > 0)
PY
