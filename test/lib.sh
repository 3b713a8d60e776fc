# What scenario tests share: sourced from the checkout's root with B set. Gives $tmp (removed at the end), ok, no, has, hasnot, status, serve
# and done_testing. A test that starts a server ends it in its own ends().
set -u
tmp=$(mktemp -d "${TMPDIR:-/tmp}/yicha-test-XXXXXX")
ends() { :; }
trap 'ends; rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
n=0
told() { # words: of a failure
	echo "not ok $n - $1"
	sed 's/^/# /' "$tmp/out" | head -20
}
ok() { # words, command…: it succeeds
	n=$((n + 1))
	words=$1
	shift
	if "$@" >"$tmp/out" 2>&1; then echo "ok $n - $words"; else told "$words"; fi
}
no() { # words, text, command…: it fails and says so
	n=$((n + 1))
	words=$1 text=$2
	shift 2
	if "$@" >"$tmp/out" 2>&1 || ! grep -qF -- "$text" "$tmp/out"; then told "$words"; else echo "ok $n - $words"; fi
}
has() { # text, command…: its output holds the text, whatever its status
	text=$1
	shift
	"$@" >"$tmp/has" 2>&1
	cat "$tmp/has"
	grep -qF -- "$text" "$tmp/has"
}
hasnot() {
	text=$1
	shift
	"$@" >"$tmp/has" 2>&1
	cat "$tmp/has"
	! grep -qF -- "$text" "$tmp/has"
}
status() { # status, command…
	want=$1
	shift
	"$@"
	got=$?
	[ $got -eq "$want" ] || {
		echo "status $got, not $want"
		return 1
	}
}
serve() { # folder: over HTTP on a free port of loopback, $port, until the test ends
	python3 - "$1" "$tmp/port" 2>/dev/null <<'PY' &
import functools, http.server, os, sys
h = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), h)
with open(sys.argv[2] + ".new", "w") as f:
    f.write(str(s.server_address[1]))
os.rename(sys.argv[2] + ".new", sys.argv[2])
s.serve_forever()
PY
	server=$!
	ends() { kill "$server" 2>/dev/null; }
	while [ ! -f "$tmp/port" ] && kill -0 "$server"; do sleep 0.1; done
	port=$(cat "$tmp/port")
}
done_testing() {
	echo "1..$n"
}
