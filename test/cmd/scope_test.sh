#!/bin/sh
# yicha scope new|check, and the signature of a regulator's scope with keys made here. Prints TAP.
set -u
yicha=${B:-build}/yicha
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
n=0 bad=0
ok() { # status, words
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$dir/out" | head -20; bad=1; fi
}
check() { "$yicha" scope check "$@" >"$dir/out" 2>&1; }
is() { # wanted status, words; the last command's status is in $got
	[ "$got" -eq "$1" ]
	ok $? "$2 (status $got)"
}
says() {
	grep -qF "$1" "$dir/out"
	ok $? "says: $1"
}

for lang in en zh; do
	"$yicha" scope new --lang=$lang >"$dir/new.yaml" 2>"$dir/out"; got=$?
	is 0 "sample in $lang"
	check "$dir/new.yaml"; got=$?
	is 0 "which is valid"
done
"$yicha" scope new --unit '甲"乙' --uscc 9144030071526726xg >"$dir/new.yaml" 2>"$dir/out"; got=$?
is 0 "sample for a unit"
check "$dir/new.yaml"; got=$?
is 0 "which is valid"
says '甲"乙  9144030071526726XG'
"$yicha" scope new --uscc 91440300MA0000XY5M >"$dir/out" 2>&1; got=$?
is 2 "wrong check character"
"$yicha" scope >"$dir/out" 2>&1; got=$?
is 2 "no word"
"$yicha" scope chek x >"$dir/out" 2>&1; got=$?
is 2 "wrong word"
says "did you mean 'check'"
check "$dir/none.yaml"; got=$?
is 2 "no such file"

scope() { # extra lines of authorisation, object
	cat <<END
scope: 1
unit: {name: 甲, uscc: 91440300MA0000XY5L}
authorisation:
  by: 广东省通信管理局
  reference: 示例〔2026〕1号
  period: {from: 2026-01-01, until: 2026-12-31}
$1
contact: a@example.cn
objects:
  - {id: o, type: N2.01, $2}
END
}
scope "" "hosts: [127.0.0.1], ports: [80]" | sed 's/contact/contcat/' >"$dir/s.yaml"
check "$dir/s.yaml"; got=$?
is 2 "a wrong key"
says "$dir/s.yaml:8: unknown key \"contcat\"; did you mean \"contact\"?"
scope "" "hosts: [127.0.0.1], ports: [80, 99999]" >"$dir/s.yaml"
check "$dir/s.yaml"; got=$?
is 2 "a wrong port"
says "$dir/s.yaml:10: \"99999\" is no port"

# ---- lists ----
scope "" "sites_file: list.txt" >"$dir/s.yaml"
check "$dir/s.yaml"; got=$?
is 2 "a list that is not there"
says "$dir/s.yaml:10: sites_file:"
printf '# sites\r\nhttp://127.0.0.1 # home\r\n\r\nhttp://127.0.0.1:80/\r\nhttps://127.0.0.2' >"$dir/list.txt"
check "$dir/s.yaml"; got=$?
is 0 "a list with comments, blanks and a twin"
says "in all: 2 sites"
before=$(grep SHA-256 "$dir/out")
echo >>"$dir/list.txt"
check "$dir/s.yaml"
[ "$before" != "$(grep SHA-256 "$dir/out")" ]
ok $? "the digest covers the list"
echo "ftp://x" >>"$dir/list.txt"
check "$dir/s.yaml"; got=$?
is 2 "a wrong line in the list"
says "$dir/list.txt:6: \"ftp://x\" is no site: only http:// and https:// are sites"
check --json "$dir/s.yaml"; got=$?
is 2 "also for JSON"

# ---- signature ----
if ! command -v openssl >/dev/null; then
	n=$((n + 1)); echo "ok $n # SKIP no openssl"
else
	ssl() { openssl "$@" >"$dir/out" 2>&1 || { ok 1 "openssl $1 works"; }; }
	id="-sigopt distid:1234567812345678"
	for k in good other; do
		ssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out "$dir/$k.key"
		# shellcheck disable=SC2086
		ssl req -x509 -new -key "$dir/$k.key" -sm3 $id -subj "/CN=$k" -days 30 -out "$dir/$k.pem"
	done
	ssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$dir/p256.key"
	ssl req -x509 -new -key "$dir/p256.key" -subj "/CN=p256" -days 30 -out "$dir/p256.pem"
	scope "  mode: regulator
  signature: s.sig
  certificate: good.pem" "hosts: [8.8.4.4], ports: [80]" >"$dir/s.yaml"
	check "$dir/s.yaml"; got=$?
	is 2 "no signature"
	sign() { ssl dgst -sm3 -sign "$dir/$1.key" $2 -out "$dir/s.sig" "$dir/s.yaml"; }
	sign good "$id"
	check "$dir/s.yaml"; got=$?
	is 0 "signed"
	says "signature verified"
	openssl base64 -in "$dir/s.sig" -out "$dir/s.b64" && mv "$dir/s.b64" "$dir/s.sig"
	check "$dir/s.yaml"; got=$?
	is 0 "signed, in base64"
	sign other "$id"
	check "$dir/s.yaml"; got=$?
	is 2 "signed by somebody else"
	says "does not fit"
	sign good "-sigopt distid:8765432187654321"
	check "$dir/s.yaml"; got=$?
	is 2 "signed under another identity"
	sign good "$id"
	sed -i 's/8.8.4.4/8.8.4.5/' "$dir/s.yaml"
	check "$dir/s.yaml"; got=$?
	is 2 "changed after signing"
	sed -i 's/8.8.4.5/8.8.4.4/' "$dir/s.yaml"
	check "$dir/s.yaml"; got=$?
	is 0 "changed back"
	sed -i 's/good.pem/p256.pem/' "$dir/s.yaml"
	ssl dgst -sha256 -sign "$dir/p256.key" -out "$dir/s.sig" "$dir/s.yaml"
	check "$dir/s.yaml"; got=$?
	is 2 "not an SM2 key"
	: >"$dir/s.sig"
	check "$dir/s.yaml"; got=$?
	is 2 "an empty signature"
	echo "http://127.0.0.1" >"$dir/list.txt"
	scope "  mode: regulator
  signature: s.sig
  certificate: good.pem" "sites_file: list.txt" >"$dir/s.yaml"
	sign good "$id"
	check "$dir/s.yaml"; got=$?
	is 2 "a list that the signature does not bind"
	says "sha256 is needed"
	scope "  mode: regulator
  signature: s.sig
  certificate: good.pem" "sites_file: {path: list.txt, sha256: $(sha256sum "$dir/list.txt" | cut -c1-64)}" >"$dir/s.yaml"
	sign good "$id"
	check "$dir/s.yaml"; got=$?
	is 0 "a list bound by its digest"
	echo "http://127.0.0.2" >>"$dir/list.txt"
	check "$dir/s.yaml"; got=$?
	is 2 "and changed afterwards"
fi
echo "1..$n"
exit $bad
