#!/bin/sh
# The verifier in the browser (console/verify-draw.html): it runs as it is, fetches nothing, and says of 1,000 random records and
# of 1,000 forged ones what yicha draw verify says (draw_verify_test makes them). Pictures stay in $B/test/draw for the eye.
set -u
n=0 bad=0
ok() { # words, command…
	n=$((n + 1)) words=$1
	shift
	if "$@" >/dev/null 2>&1; then echo "ok $n - $words"; else
		echo "not ok $n - $words"
		bad=1
	fi
}
not() { ! "$@"; }
page=console/verify-draw.html
hash_of() { # element: the hash that its contents have
	tr '\n' '\001' <"$page" | sed "s/.*<$1>//; s/<\/$1>.*//" | tr '\001' '\n' | openssl dgst -sha256 -binary | openssl base64
}
ok "the policy names the hash of its script: $(hash_of script)" grep -q "script-src 'sha256-$(hash_of script)'" "$page"
ok "the policy names the hash of its style: $(hash_of style)" grep -q "style-src 'sha256-$(hash_of style)'" "$page"
ok "nothing else may run, load or send" grep -q "content=\"default-src 'none'; script-src 'sha256-[^' ]*'; style-src 'sha256-[^' ]*'; base-uri 'none'; form-action 'none'\"" "$page"
ok "no address in it" not grep -qE '(https?|wss?):|//[a-z0-9-]+\.' "$page"
finish() {
	echo "1..$n"
	exit $bad
}
skip() {
	n=$((n + 1))
	echo "ok $n # SKIP $*"
	finish
}
command -v chromium >/dev/null || skip "no chromium (tools/deps install browser)"
out=$B/test/draw
rm -rf "$out" && mkdir -p "$out"
out=$(cd "$out" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
room="unshare -rn"
[ "$(id -u)" != 0 ] || room="unshare -n"
$room true 2>/dev/null || skip "no network namespace"
browse() { # file, option…
	file=$1
	shift
	rm -rf "$tmp/profile"
	$room chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update \
		--disable-sync --disable-dev-shm-usage --hide-scrollbars --user-data-dir="$tmp/profile" "$@" "file://$file" 2>"$tmp/chromium.log"
}
fetched() { grep '"initiator":' "$1" | grep -v '"initiator":"not an origin"' | grep -E '"url":"(https?|wss?|ftp)://'; }

# As it is, under its own policy.
cp "$page" "$tmp/page.html"
browse "$tmp/page.html" --lang=en --log-net-log="$tmp/page.net" --dump-dom >"$tmp/page.dom"
ok "its script runs under its policy" grep -q '<h1 data-words="title">[^<]' "$tmp/page.dom"
ok "nothing but the file was fetched" not fetched "$tmp/page.net"
ok "the net log is one" grep -q page.html "$tmp/page.net"
sed "s/'use strict';/'use strict'; /" "$page" >"$tmp/changed.html"
browse "$tmp/changed.html" --dump-dom >"$tmp/changed.dom"
ok "control: a changed script does not run" not grep -q '<h1 data-words="title">[^<]' "$tmp/changed.dom"
ok "control: the changed page was read" grep -q '<h1 data-words="title">' "$tmp/changed.dom"

# All records, in the same script.
DRAW_BATCH=$tmp/batch.js "$O/test/exchange/draw_verify_test" >"$tmp/log" || {
	cat "$tmp/log"
	echo "not ok $((n + 1)) - records are made"
	exit 1
}
ok "2,000 records are there" test "$(grep -c '^batch.push' "$tmp/batch.js")" = 2000
free() { sed 's/<meta http-equiv="Content-Security-Policy"[^>]*>//' "$page"; } # a copy that may run our scripts too
{
	free
	cat <<'HTML'
<script src="batch.js"></script><script>
const count = {right: 0, rejected: 0, wrong: []}, whys = new Set();
for (const [good, record] of batch) {
	const answer = verify(record);
	if (answer.good !== good) count.wrong.push(record.slice(0, 300) + ' ' + JSON.stringify(answer.why));
	else if (good) count.right++;
	else {
		count.rejected++;
		whys.add(answer.why.en.replace(/[0-9]+/g, '#'));
	}
}
document.body.replaceChildren('result right=' + count.right + ' rejected=' + count.rejected + ' wrong=' + count.wrong.length + ' whys=' + whys.size + ' ' + count.wrong[0]);
</script>
HTML
} >"$tmp/all.html"
browse "$tmp/all.html" --virtual-time-budget=600000 --dump-dom >"$tmp/all.dom"
grep -o 'result right=.*' "$tmp/all.dom" | head -c 600 | sed 's/^/# /'
echo
ok "1,000 records are right here too" grep -q 'result right=1000 ' "$tmp/all.dom"
ok "1,000 forged ones are not" grep -q 'rejected=1000 wrong=0' "$tmp/all.dom"

# As people see it: a record is chosen, a unit is looked up.
shown() { # name, language, line of the batch, width
	{
		free
		sed -n "1p;$3p" "$tmp/batch.js" | sed '1i <script>' | sed '$a </script>'
		cat <<HTML
<script>
page.language = '$2';
const record = batch[0][1];
take(new File([record], 'record.json')).then(() => setTimeout(() => {
	const input = document.getElementById('unit');
	if (input) {
		input.value = JSON.parse(record).pool[0].id;
		input.form.requestSubmit();
	}
	document.title = 'width ' + document.documentElement.scrollWidth;
}, 200));
</script>
HTML
	} >"$tmp/$1.html"
	browse "$tmp/$1.html" --virtual-time-budget=5000 --window-size="$4",1600 --screenshot="$out/$1.png" >/dev/null
	browse "$tmp/$1.html" --virtual-time-budget=5000 --window-size="$4",1600 --dump-dom >"$tmp/$1.dom"
}
line=$(awk '/^batch.push\(\[true/ && length($0) > 12000 {print NR; exit}' "$tmp/batch.js")
shown right-zh zh "$line" 1100
ok "zh: says that it is right" grep -q '<strong>✔ 正确</strong>' "$tmp/right-zh.dom"
ok "zh: shows the digests" grep -q '<caption>请与抽取前公布的值核对</caption>' "$tmp/right-zh.dom"
ok "zh: shows the unit asked for" grep -q 'id="unit-answer"><' "$tmp/right-zh.dom"
shown right-en en "$line" 500
ok "en: says that it is right" grep -q '<strong>✔ Right</strong>' "$tmp/right-en.dom"
ok "en: nothing wider than the window ($(grep -o '<title>[^<]*' "$tmp/right-en.dom"))" grep -q '<title>width 500' "$tmp/right-en.dom"
ok "answers are told to who cannot see them" grep -q 'id="answer" role="status" aria-live="polite"' "$tmp/right-en.dom"
ok "tables have captions and heads with a scope" sh -c "! grep -o '<table>.\{9\}' '$tmp/right-en.dom' | grep -v '<table><caption>' && grep -q '<th scope=\"col\">' '$tmp/right-en.dom' && grep -q '<th scope=\"row\">' '$tmp/right-en.dom'"
line=$(awk '/^batch.push\(\[false/ && length($0) > 12000 {print NR; exit}' "$tmp/batch.js")
shown forged-zh zh "$line" 1100
ok "zh: says that it is not right, and why" grep -q '<strong>✘ 不正确</strong><p>..*</p>' "$tmp/forged-zh.dom"
finish
