#!/bin/sh
# The HTML report in a browser: nothing in it runs, nothing is fetched, nothing is cut, on screen and on A4. Each claim is
# also put to a page that breaks it. Pictures stay in $B/test/report for the eye.
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
for p in chromium pdftotext pdfinfo; do
	command -v $p >/dev/null || { echo "ok 1 # SKIP no $p (tools/deps install browser)"; echo 1..1; exit 0; }
done
[ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -1)" ] || { echo "ok 1 # SKIP no Chinese font (tools/deps install browser)"; echo 1..1; exit 0; }
out=$B/test/report
rm -rf "$out" && mkdir -p "$out"
out=$(cd "$out" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
REPORT_OUT=$out "$O/test/doc/report_test" >"$tmp/log" || { echo "not ok 1 - reports are made"; exit 1; }
rm -f "$out/report.10000.html"
# Without a network: the browser asks its maker for updates whatever its options say.
room="unshare -rn"
[ "$(id -u)" != 0 ] || room="unshare -n"
$room true 2>/dev/null || { echo "ok 1 # SKIP no network namespace"; echo 1..1; exit 0; }
# Requests that a page began, not the browser itself.
fetched() { grep '"initiator":' "$1" | grep -v '"initiator":"not an origin"' | grep -E '"url":"(https?|wss?|ftp)://'; }
browse() { # file, option…
	file=$1
	shift
	rm -rf "$tmp/profile"
	$room chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update \
		--disable-sync --disable-dev-shm-usage --hide-scrollbars --user-data-dir="$tmp/profile" "$@" "file://$file" 2>"$tmp/chromium.log"
}
# How wide the page becomes in a frame of a given width: a copy that may run our script tells it to a page around it.
measure() { # file, width
	sed 's/<meta http-equiv="Content-Security-Policy"[^>]*>//' "$1" >"$tmp/measured.html"
	echo '<script>parent.postMessage(document.documentElement.scrollWidth, "*")</script>' >>"$tmp/measured.html"
	printf '<script>onmessage = m => document.title = "got " + m.data</script><iframe width=%s height=2000 frameborder=0 src=measured.html></iframe>' "$2" >"$tmp/frame.html"
	browse "$tmp/frame.html" --window-size=1400,2400 --virtual-time-budget=10000 --dump-dom >"$tmp/dom"
	title "$tmp/dom"
}
title() { sed -n 's/.*<title>\([^<]*\)<.*/\1/p' "$1" | head -1; }

# The control: what the report escapes does run and fetch where it is not escaped.
printf '<title>control</title><script>document.title="EXECUTED"</script><img src=http://127.0.0.1:9/i>' >"$tmp/control.html"
browse "$tmp/control.html" --log-net-log="$tmp/control.net" --dump-dom >"$tmp/control.dom"
ok "control: a script would run" grep -q '<title>EXECUTED' "$tmp/control.dom"
ok "control: a fetch would be seen" fetched "$tmp/control.net"
for l in zh en; do
	browse "$out/report.$l.html" --log-net-log="$tmp/$l.net" --dump-dom >"$tmp/$l.dom"
	ok "$l: the page was read to its end" grep -q 'class="foot"' "$tmp/$l.dom"
	ok "$l: no script ran" not grep -q '<title>EXECUTED' "$tmp/$l.dom"
	ok "$l: no element of theirs" not grep -qE '<(script|img|svg|iframe|link|object)' "$tmp/$l.dom"
	ok "$l: nothing but the file was fetched" not fetched "$tmp/$l.net"
	ok "$l: the net log is one" grep -q "report.$l.html" "$tmp/$l.net"
	for w in 1280 390; do
		browse "$out/report.$l.html" --window-size=$w,2400 --screenshot="$out/$l-$w.png"
		ok "$l: a picture $w wide" test -s "$out/$l-$w.png"
		got=$(measure "$out/report.$l.html" $w)
		ok "$l: nothing wider than $w ($got)" test "$got" = "got $w"
	done
	browse "$out/report.$l.html" --no-pdf-header-footer --print-to-pdf="$out/$l.pdf"
	ok "$l: printed on A4" sh -c "pdfinfo '$out/$l.pdf' | grep -q '(A4)'"
	pdftotext -layout "$out/$l.pdf" "$tmp/$l.txt"
	pdftotext -f 1 -l 1 -layout "$out/$l.pdf" "$tmp/$l.1.txt"
	pdftotext -bbox "$out/$l.pdf" "$tmp/$l.bbox"
	ok "$l: no word outside the page's margins" not awk '/<page /{split($0, a, "\""); w = a[2]} /<word /{split($0, a, "\""); if (a[2] < 30 || a[6] > w - 30) {print; found = 1}} END {exit !found}' "$tmp/$l.bbox"
	command -v pdftoppm >/dev/null && pdftoppm -r 80 -png "$out/$l.pdf" "$out/$l-page"
done
awk 'BEGIN {print "<page width=\"595\" height=\"842\">\n<word xMin=\"500\" yMin=\"1\" xMax=\"590\" yMax=\"2\">"}' >"$tmp/bbox"
ok "control: a cut word would be seen" awk '/<page /{split($0, a, "\""); w = a[2]} /<word /{split($0, a, "\""); if (a[2] < 30 || a[6] > w - 30) found = 1} END {exit !found}' "$tmp/bbox"
echo '<body style="width:500px">x' >"$tmp/wide.html"
got=$(measure "$tmp/wide.html" 390)
ok "control: a page too wide would be seen ($got)" test "$got" != "got 390" -a -n "$got"
for words in 示例网络科技 91440300MA5F0D8N5L 自查〔2026〕7号 22:00 198.51.100.0/29 样本 N3.2 N3.6 合计 351; do
	ok "first page on A4: $words" grep -q "$words" "$tmp/zh.1.txt"
done
ok "the problems begin on the next page" not grep -q 问题一览 "$tmp/zh.1.txt"
for words in 未核对原文 整改办法 参数，未经确认 脱敏呈现 未检查到的内容 检测发出的访问 已标为误报; do
	ok "on paper: $words" grep -q "$words" "$tmp/zh.txt"
done
echo "1..$n"
exit $bad
