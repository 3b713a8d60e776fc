#!/bin/sh
# The demo's second half: the procedure is played to its end, its papers open elsewhere, and what it gives out is found changed
# when a byte of it is. The demo itself ends when a step is refused.
set -u
n=0
ok() { # words, command…
	n=$((n + 1)) words=$1
	shift
	if "$@" >"$tmp/out" 2>&1; then echo "ok $n - $words"; else
		echo "not ok $n - $words"
		sed 's/^/# /' "$tmp/out" | tail -20
	fi
}
not() { ! "$@"; }
tmp=$(mktemp -d "${TMPDIR:-/tmp}/yicha-loop-XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
loop=$B/demo/loop store=$B/demo/store
y() { "$B/yicha" "$@" --store "$store"; }
ok "the demo plays the procedure to its end" env SEED=4 PART=loop demo/run
cases() { # rule, state
	y case list --json | python3 -c "import json, sys
for c in json.load(sys.stdin):
    if c['rule'].endswith('/$1') and c['state'] == '$2': sys.exit(0)
sys.exit(1)"
}
ok "what was mended is closed" cases redis-open closed
ok "what was said mended and is not, is to be mended" cases postgresql-open rectifying
ok "the unit stands on the list" sh -c "'$B/yicha' listing list --current --store '$store' | grep -q 91440300MA0000XY5L"
ok "the log verifies, but for what was done after its last checkpoint" y log verify --accept-unsigned
ok "and that too when it is signed" y log checkpoint --as xi --now 2027-01-01T09:00
ok "all of it" y log verify
ok "whatever of its rows is altered, taken away or put in is found" python3 -B test/cmd/tamper.py "$B/yicha" "$store" 35
ok "so does the draw" y draw verify "$loop/draw.json"
sed 's/"campaign":"2026/"campaign":"2027/' "$loop/draw.json" >"$tmp/draw.json"
ok "not one that was changed" not y draw verify "$tmp/draw.json"
ok "a paper in another agency's name is not made" not y form make service-receipt n1 --field agency=x --as wang
cp -a "$loop/bundle" "$tmp/bundle"
file=$(find "$tmp/bundle" -type f -size +1k ! -name verify.py ! -name 'README*' | sort | head -1)
printf 'x' | dd of="$file" bs=1 seek=700 conv=notrunc 2>/dev/null
ok "a changed byte of the bundle is found" not "$B/yicha" bundle verify "$tmp/bundle"
ok "also by Python alone" not python3 "$tmp/bundle/verify.py" "$tmp/bundle"
for kind in rectification-order threat-notice app-notice inspection-notice reminder penalty-advance penalty-decision list-notice \
	service-receipt retest-report inspection-approval; do
	case $kind in
	*-notice | *-order | reminder | penalty-*) ok "$kind was issued: it has a number and is no draft" sh -c "command -v pdftotext >/dev/null || exit 0
		pdftotext '$loop/$kind.pdf' - | grep -q '样通信管.*〔' && ! pdftotext '$loop/$kind.pdf' - | grep -q 草稿" ;;
	esac
	ok "$kind says 样本, as PDF" sh -c "command -v pdftotext >/dev/null || exit 0; pdftotext '$loop/$kind.pdf' - | grep -q 样本"
done
if command -v soffice >/dev/null; then
	for kind in rectification-order threat-notice app-notice inspection-notice reminder penalty-advance penalty-decision list-notice \
	service-receipt retest-report inspection-approval; do
		ok "$kind opens in LibreOffice" sh -c "HOME='$tmp' soffice --headless --convert-to pdf --outdir '$tmp' '$loop/$kind.docx' &&
			pdftotext '$tmp/$kind.pdf' - | grep -q 样本"
	done
else
	n=$((n + 1))
	echo "ok $n - # SKIP no LibreOffice (tools/deps install browser)"
fi
echo "1..$n"
