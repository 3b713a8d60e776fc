#!/bin/sh
# Papers measured: our PDF within half a millimetre of the numbers of GB/T 9704-2012, the DOCX as LibreOffice lays it out within one; the text
# that comes out is the text that was put in; every form's sample opens. Pictures' sources stay in $B/test/paper for the eye.
set -u
n=0 bad=0
ok() { # words, command…
	n=$((n + 1)) words=$1
	shift
	if "$@" >"$tmp/said" 2>&1; then echo "ok $n - $words"; else
		echo "not ok $n - $words"
		sed 's/^/# /' "$tmp/said" | cut -c1-2000 | head -20
		bad=1
	fi
}
for p in pdftoppm pdftotext pdffonts soffice python3; do
	command -v $p >/dev/null || { echo "ok 1 # SKIP no $p (tools/deps install browser)"; echo 1..1; exit 0; }
done
out=$B/test/paper
rm -rf "$out" && mkdir -p "$out/office" "$out/forms"
out=$(cd "$out" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
PAPER_OUT=$out "$O/test/doc/paper_test" >"$tmp/log" || { echo "not ok 1 - papers are made"; exit 1; }
office() { # from, to: all DOCX of a folder as PDF
	HOME=$tmp soffice --headless "-env:UserInstallation=file://$tmp/office" --convert-to pdf --outdir "$2" "$1"/*.docx
}
measured() { # what, tolerance, folder
	python3 test/doc/paper_measure.py "$@" >"$tmp/measures"
	while read -r line; do
		n=$((n + 1))
		case $line in "not ok"*) bad=1 ;; esac
		echo "$line" | sed "s/^\(not ok\|ok\)/\1 $n/"
	done <"$tmp/measures"
	[ -s "$tmp/measures" ] || { n=$((n + 1)) bad=1 && echo "not ok $n - $1 is measured"; }
}
all_subset() { # every font is embedded, a subset, and has its characters' codes
	pdffonts "$1" | awk 'NR > 2 && !/yes yes yes/ {print; bad = 1} END {exit bad || NR < 3}'
}
measured PDF 0.5 "$out"
rm "$out/hostile.docx" # 300 sheets: LibreOffice takes two minutes; its XML is read in paper_test.c
ok "LibreOffice opens the DOCX" office "$out" "$out/office"
measured DOCX 1 "$out/office"
for paper in notice strange; do
	ok "$paper.pdf: the text comes out as it was put in" python3 test/doc/paper_text.py "$out/$paper.pdf" "$out/$paper.txt"
	ok "$paper.docx: so in the DOCX" python3 test/doc/paper_text.py "$out/$paper.docx" "$out/$paper.txt"
	ok "$paper.pdf: fonts are embedded and subset" all_subset "$out/$paper.pdf"
done
ok "hostile.pdf: fonts are embedded and subset" all_subset "$out/hostile.pdf"
printf '<fontconfig><cachedir>%s</cachedir></fontconfig>' "$tmp" >"$tmp/none.conf"
FONTCONFIG_FILE=$tmp/none.conf "$B/yicha" form sample reminder --pdf "$tmp/x.pdf" --lang en 2>"$tmp/none"
ok "without a Chinese font there is no PDF, and a word on what to install" grep -q fonts-arphic "$tmp/none"
FONTCONFIG_FILE=$tmp/none.conf "$B/yicha" form sample reminder --docx "$tmp/x.docx"
ok "the DOCX needs no font" test -s "$tmp/x.docx"
made=0
for kind in $("$B/yicha" form list --lang en | cut -d' ' -f1); do
	"$B/yicha" form sample "$kind" --docx "$out/forms/$kind.docx" --pdf "$out/forms/$kind.pdf" >/dev/null || made=no
done
ok "every form has a sample" test $made = 0
ok "LibreOffice opens them all" office "$out/forms" "$out/forms/office"
for f in "$out"/forms/*.pdf; do
	kind=$(basename "$f" .pdf)
	ours=$(pdfinfo "$f" | sed -n 's/^Pages: *//p') theirs=$(pdfinfo "$out/forms/office/$kind.pdf" | sed -n 's/^Pages: *//p')
	ok "$kind: both have about as many pages ($ours, $theirs)" test $((ours - theirs)) -ge -1 -a $((ours - theirs)) -le 1
	[ "$(pdftotext "$f" - | grep -cx 样本)" = "$ours" ]
	ok "$kind: each page says 样本" test $? = 0
done
echo "1..$n"
exit $bad
