#!/bin/sh
# Proof of control in self mode, by the real program in a namespace where a "public" name and address are served: before
# the proof nothing but the home page is asked for; after it, everything. Prints TAP.
set -u
here=$(dirname "$0")
yicha=${B:-build}/yicha
n=0 bad=0
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
	exec $room sh "$0" inside
fi
dir=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null; wait 2>/dev/null; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
ok() { # status, words
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$dir/new" | sort | uniq -c | head -20; bad=1; fi
}
ip link set lo up
ip route add local 0.0.0.0/0 dev lo
ip -6 route add local ::/0 dev lo
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=pub.in.test -keyout "$dir/key.pem" -out "$dir/cert.pem" 2>/dev/null
python3 "$here/outside.py" serve "$dir" >"$dir/server.log" 2>&1 &
server=$!
while ! grep -q ready "$dir/server.log"; do
	kill -0 $server 2>/dev/null || { echo "Bail out! the server ended"; cat "$dir/server.log"; exit 1; }
	sleep 0.05
done
cat >"$dir/scope.yaml" <<END
scope: 1
unit: {name: 甲, uscc: 91440300MA0000XY5L}
authorisation: {by: test, period: {from: $(date -d '-1 day' +%F), until: $(date -d '+30 days' +%F)}}
contact: test@example.cn
objects:
- {id: o, type: N2.01, sites: ['http://pub.in.test'], hosts: [{ip: 8.8.4.5, ports: [80, 6379]}]}
rate: {per_host: 100, per_network: 1000, total: 5000}
resolvers: [10.9.0.53]
public_names: true
END
inspect() { # name; the requests that it made are in "new", the connections to 6379 in "redis"
	lines=$(wc -l <"$dir/server.log")
	"$yicha" inspect --store "$dir/store-$1" --json-report "$dir/$1.json" "$dir/scope.yaml" >"$dir/$1.out" 2>&1
	tail -n "+$((lines + 1))" "$dir/server.log" >"$dir/new"
	python3 - "$dir/$1.json" <<-'END' >"$dir/redis"
		import json, sys
		print(sum(s["times"] for s in json.load(open(sys.argv[1]))["sent"] if ":6379" in s["asset"] and s["answer"] == "allowed"))
	END
}
count() { grep -c "^$1 $2\$" "$dir/new"; }
token=$("$yicha" scope check --json "$dir/scope.yaml" | sed 's/.*"proof_token":"\([0-9a-f]*\)".*/\1/;q')
[ ${#token} -eq 64 ]
ok $? "a scope with public targets has a token"

inspect without
[ "$(count 8.8.4.4 /)" -gt 0 ]
ok $? "the public name's home page is asked for"
[ "$(count 8.8.4.4 /.well-known/yicha-control.txt)" -gt 0 ] && [ "$(count 8.8.4.5 /.well-known/yicha-control.txt)" -gt 0 ]
ok $? "and the proofs"
! grep -vE '^8\.8\.4\.[45] (/|/\.well-known/yicha-control\.txt)$' "$dir/new" | grep -q .
ok $? "and nothing else"
[ "$(cat "$dir/redis")" = 0 ]
ok $? "no other port of the public address"
grep -q 'control of this public name or address is not proven' "$dir/without.json"
ok $? "the report says why"

printf '%s0' "$token" | cut -c2- >"$dir/token"
inspect wrong
! grep -vE '^8\.8\.4\.[45] (/|/\.well-known/yicha-control\.txt)$' "$dir/new" | grep -q .
ok $? "another token is none"
rm "$dir/token"

printf '%s' "$token" >"$dir/txt"
inspect txt
[ "$(grep -c '^8.8.4.4 /.' "$dir/new")" -gt 3 ]
ok $? "a TXT record opens the name"
! grep -E '^8\.8\.4\.5 ' "$dir/new" | grep -v yicha-control | grep -q '5 /.'
ok $? "but not the address"
rm "$dir/txt"

printf '%s\n' "$token" >"$dir/token"
inspect file
[ "$(grep -c '^8.8.4.4 /.' "$dir/new")" -gt 3 ]
ok $? "a file opens the name"
[ "$(cat "$dir/redis")" -gt 0 ]
ok $? "and, on the address, the address"
echo "1..$n"
exit $bad
