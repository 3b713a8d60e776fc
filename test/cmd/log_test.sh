#!/bin/sh
# yicha log and bundle on the command line: a true ledger's keys and a sample's, checkpoints that OpenSSL verifies, proofs, bytes of the
# database file changed at random.
set -u
yicha=$PWD/$B/yicha
dir=$(mktemp -d "${TMPDIR:-/tmp}/yicha-log-XXXXXX")
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM
n=0
ok() { # status of a test, words
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}
is() { # got, want, words
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] || printf '# got %s, want %s\n' "$1" "$2"
}
export YICHA_AS=li LC_ALL=C.UTF-8
make_ledger() { # folder, options…
	export YICHA_STORE=$dir/$1
	shift
	"$yicha" ledger init "$@" >/dev/null && "$yicha" ledger person li 李某 admin,auditor >/dev/null &&
		"$yicha" ledger person wang 王某 officer >/dev/null
}

# ---- a true one ----
make_ledger true --agency 某局
ok $? "a ledger"
"$yicha" log checkpoint >/dev/null 2>"$dir/err"
is $? 2 "a true one does not sign without a key"
printf 'correct horse\n' >"$dir/pass"
"$yicha" log keygen "$dir/key.pem" 监督处 --passphrase-file "$dir/pass" >"$dir/made"
is $? 0 "a key is made"
grep -q 'BEGIN ENCRYPTED PRIVATE KEY' "$dir/key.pem"
ok $? "it lies under a passphrase"
is "$(stat -c %a "$dir/key.pem")" 600 "for its owner alone"
openssl pkey -in "$dir/key.pem" -passin file:"$dir/pass" -noout -text 2>/dev/null | grep -q SM2
ok $? "OpenSSL opens it"
"$yicha" log checkpoint --key "$dir/key.pem" --passphrase-file /dev/null >/dev/null 2>&1
is $? 2 "no passphrase"
echo wrong >"$dir/wrong"
"$yicha" log checkpoint --key "$dir/key.pem" --passphrase-file "$dir/wrong" >/dev/null 2>&1
is $? 4 "a wrong one"
YICHA_AS=wang "$yicha" log checkpoint --key "$dir/key.pem" --passphrase-file "$dir/pass" >/dev/null 2>&1
is $? 4 "an officer does not sign the log"
"$yicha" log checkpoint --key "$dir/key.pem" --passphrase-file "$dir/pass" --out "$dir/first.txt"
is $? 0 "a checkpoint is signed"
sed '/^$/,$d' "$dir/first.txt" >"$dir/body"
tail -1 "$dir/first.txt" | cut -d' ' -f3 | base64 -d | tail -c +5 >"$dir/sig"
sed -n '/BEGIN/,$p' "$dir/made" >"$dir/pub.pem"
openssl pkeyutl -verify -rawin -digest sm3 -pkeyopt distid:1234567812345678 -pubin -inkey "$dir/pub.pem" -sigfile "$dir/sig" \
	-in "$dir/body" >/dev/null 2>&1
ok $? "OpenSSL verifies it under the identity 1234567812345678"
openssl genpkey -algorithm SM2 2>/dev/null | openssl pkcs8 -topk8 -passout pass:x -out "$dir/other.pem" 2>/dev/null
YICHA_PASSPHRASE=x "$yicha" log checkpoint --key "$dir/other.pem" >/dev/null 2>&1
is $? 2 "a key that the ledger does not know"
openssl genpkey -algorithm SM2 -out "$dir/open.pem" 2>/dev/null
YICHA_PASSPHRASE=x "$yicha" log checkpoint --key "$dir/open.pem" >/dev/null 2>&1
is $? 4 "a key that lies open"
"$yicha" ledger person zhao 赵某 legal >/dev/null
"$yicha" log verify --held "$dir/first.txt" >"$dir/said"
is $? 3 "the log verifies, and against the kept checkpoint; not all of it is signed"
grep -q '^NOT signed: 2 leaves from leaf ' "$dir/said"
ok $? "which is said"
"$yicha" log verify --accept-unsigned >/dev/null
is $? 0 "and may be accepted"
YICHA_PASSPHRASE='correct horse' "$yicha" bundle export "$dir/bundle" --key "$dir/key.pem" >/dev/null
is $? 0 "a bundle"
"$yicha" bundle verify "$dir/bundle" >/dev/null
is $? 0 "verifies"
fingerprint=$(sed -n 's/^fingerprint: //p' "$dir/made")
python3 -B "$dir/bundle/verify.py" --key "$fingerprint" >/dev/null
is $? 0 "and by verify.py, with that key"
"$yicha" bundle export "$dir/bundle" >/dev/null 2>&1
is $? 2 "not over one that is there"
"$yicha" log prove 2 >"$dir/proof"
is "$(python3 -B -c '
import json, sys
sys.path.insert(0, "catalogue/bundle")
import verify
p = json.load(open(sys.argv[1]))
root = verify.inclusion_root(verify.leaf_hash(p["data"].encode()), p["leaf"], p["size"], [bytes.fromhex(h) for h in p["path"]])
print(root.hex() == p["root"])' "$dir/proof")" True "a proof verifies elsewhere"
is "$("$yicha" log show --json --subject wang | python3 -c 'import json, sys; print([l["act"]["kind"] for l in json.load(sys.stdin)["leaves"]])')" \
	"['person.put']" "acts about a person"
"$yicha" log prove 99 >/dev/null 2>&1
is $? 2 "no such leaf"

# ---- a sample ----
make_ledger sample --sample --agency 样本局
"$yicha" log checkpoint --key "$dir/key.pem" --passphrase-file "$dir/pass" >/dev/null 2>&1
is $? 4 "a sample refuses a true key"
"$yicha" log keygen "$dir/no.pem" x --passphrase-file "$dir/pass" >/dev/null 2>&1
is $? 4 "and has none made known"
[ ! -e "$dir/no.pem" ]
ok $? "and no file is left"
"$yicha" log checkpoint | grep -q '^sample 样本$'
ok $? "the test key signs it, and it says 样本"

# ---- bytes of the file ----
i=0
while [ $i -lt 12 ]; do
	i=$((i + 1))
	"$yicha" ledger person "p$i" 人 legal >/dev/null
done
"$yicha" log checkpoint >"$dir/held.txt"
sqlite3 "$YICHA_STORE/yicha.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
python3 - "$yicha" "$YICHA_STORE" "$dir/held.txt" <<'END' >"$dir/flips"
import os, random, sqlite3, subprocess, sys
yicha, store, held = sys.argv[1:]
path = store + "/yicha.db"
r = random.Random(7)
data = bytearray(open(path, "rb").read())
def rows(p):
    try:
        c = sqlite3.connect("file:%s?mode=ro&immutable=1" % p, uri=True)
        c.text_factory = bytes
        return [c.execute("SELECT * FROM %s ORDER BY 1" % t).fetchall() for t in ("log_leaf", "log_node", "log_checkpoint")]
    except sqlite3.Error:
        return None
before = rows(path)
# Where the leaves' texts lie, and anywhere.
at = [m for m in range(len(data)) if data.startswith(b'{"actor"', m)]
missed = found = 0
for i in range(60):
    k = r.choice(at) + r.randrange(120) if i % 3 else r.randrange(len(data))
    was = data[k]
    data[k] ^= 1 << r.randrange(8)
    open(path, "wb").write(data)
    rc = subprocess.run([yicha, "log", "verify", "--held", held], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    if rc == 0 and rows(path) != before:
        missed += 1
        print("# byte %d" % k)
    found += rc != 0
    data[k] = was
    for tail in ("-wal", "-shm"):
        if os.path.exists(path + tail):
            os.remove(path + tail)
open(path, "wb").write(data)
print("missed %d" % missed)
print("found %s" % (found >= 25))
END
grep '^#' "$dir/flips"
grep -q '^missed 0$' "$dir/flips"
ok $? "a changed byte of the file that changes the log is found"
grep -q '^found True$' "$dir/flips"
ok $? "in many places"
"$yicha" log verify >/dev/null
is $? 0 "and it verifies when the bytes are as they were"
echo "1..$n"
