#!/bin/sh
# The real program in a network namespace without a route out, where every address answers: whatever the gate let through
# would work and stand in the capture. YICHA=FILE tests another build (tools/gate-mutants). Prints TAP.
set -u
here=$(dirname "$0")
yicha=${YICHA:-${B:-build}/yicha}

skip() {
	echo "ok 1 # SKIP $1"
	echo "1..1"
	exit 0
}
if [ "${1:-}" != inside ]; then
	for tool in unshare ip python3 openssl; do
		command -v $tool >/dev/null || skip "no $tool here"
	done
	# In a chroot there are no user namespaces, and root needs none.
	room="unshare -rn"
	[ "$(id -u)" != 0 ] || room="unshare -n"
	$room true 2>/dev/null || skip "no network namespace can be had here"
	"$yicha" help inspect >/dev/null 2>&1 || skip "yicha inspect is not built yet"
	exec $room sh "$0" inside
fi

dir=$(mktemp -d)
pids=
cleanup() {
	for p in $pids; do kill "$p" 2>/dev/null; done
	wait 2>/dev/null
	rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
until_there() { # pattern, file: there is no time limit, but the writer must live
	while ! grep -q "$1" "$2" 2>/dev/null; do
		kill -0 "$3" 2>/dev/null || { echo "Bail out! $4 ended"; cat "$2"; exit 1; }
		sleep 0.05
	done
}

ip link set lo up
ip route add local 0.0.0.0/0 dev lo
ip -6 route add local ::/0 dev lo
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=out-cert.test -keyout "$dir/key.pem" -out "$dir/cert.pem" \
	-addext "subjectAltName=DNS:out-cert.test,DNS:*.out-cert.test,IP:10.66.0.12" \
	-addext "authorityInfoAccess=OCSP;URI:http://10.66.0.12/ocsp,caIssuers;URI:http://out-cert.test/ca" \
	-addext "crlDistributionPoints=URI:http://10.66.0.12/crl" 2>/dev/null
python3 "$here/outside.py" serve "$dir" >"$dir/server.log" 2>&1 &
pids="$pids $!"
until_there ready "$dir/server.log" $! "the server"

capture() { # name
	: >"$dir/capture.log"
	python3 "$here/outside.py" capture "$dir/$1.pcap" >"$dir/capture.log" 2>&1 &
	capture=$!
	pids="$pids $capture"
	until_there listening "$dir/capture.log" $capture "the capture"
}
run() { # name, window
	python3 "$here/outside.py" scope "$2" "${3:-2026-01-01}" "${4:-2099-12-31}" >"$dir/$1.yaml"
	capture "$1"
	"$yicha" inspect --store "$dir/store-$1" --json-report "$dir/$1.json" "$dir/$1.yaml" >"$dir/$1.out" 2>&1
	status=$?
	python3 "$here/outside.py" end .
	wait $capture
}

run open 00:00-24:00 "$(date -d '-1 day' +%F)" "$(date -d '+30 days' +%F)"
python3 "$here/outside.py" judge "$dir/open.pcap" >"$dir/tap"
bad=$?
cat "$dir/tap"
n=$(grep -c '^\(not \)\{0,1\}ok ' "$dir/tap")
[ $bad -eq 0 ] || sed 's/^/# /' "$dir/open.out" | tail -20

check() { # words; what was judged stands in tap
	n=$((n + 1))
	if grep -q '^ok' "$dir/tap"; then echo "ok $n - $1"; else echo "not ok $n - $1: $(cat "$dir/tap")"; bad=1; fi
}
# The hour before last in Beijing is never now.
hour=$(date -u -d '+6 hours' +%H:00)-$(date -u -d '+7 hours' +%H:00)
run closed "$hour" "$(date -d '-1 day' +%F)" "$(date -d '+30 days' +%F)"
python3 "$here/outside.py" silent "$dir/closed.pcap" >"$dir/tap"
check "outside the daily window nothing is sent"
run past 00:00-24:00 2020-01-01 2020-12-31
python3 "$here/outside.py" silent "$dir/past.pcap" >"$dir/tap"
check "after the period nothing is sent"
run next 00:00-24:00 "$(date -d '+2 days' +%F)" "$(date -d '+30 days' +%F)"
python3 "$here/outside.py" silent "$dir/next.pcap" >"$dir/tap"
check "before the period nothing is sent"
[ -z "${KEEP:-}" ] || cp -r "$dir" "$KEEP"
echo "1..$n"
exit $bad
