#!/bin/sh
# A self-inspection from the empty questionnaire to the confirmed verdict: a workbook filled in as people do, papers that LibreOffice
# really made (where it is installed), faults told row by row, a second import that changes nothing, two persons.
. test/lib.sh
B=${B:-build}
# question, state, verdict, text: what status says of it
stands() {
	yicha self status --unit $unit --json >"$tmp/status.json" || return 1
	python3 - "$tmp/status.json" "$@" <<'PY'
import json, sys
file, question, state, verdict, text = sys.argv[1:]
[q] = [q for q in json.load(open(file))["questions"] if q["question"] == question]
print(q)
sys.exit(not (q["state"] == state and q["verdict"] == verdict and text in q["why"] + q["cites"]))
PY
}
yicha() { "$B/yicha" "$@" --lang en; }
unit=91440300MA5GTE2T1H
export YICHA_STORE="${STORE:-$tmp/store}" YICHA_NOW=2026-11-22T10:00
unset YICHA_AS

ok "the questionnaire is written, without any ledger" yicha self new --unit $unit --round 2026 "$tmp/empty.xlsx"
ok "twice the same bytes" sh -c "'$B/yicha' self new --lang en --unit $unit --round 2026 '$tmp/again.xlsx'; '$B/yicha' self new --lang en --unit $unit --round 2026 '$tmp/third.xlsx'; cmp '$tmp/again.xlsx' '$tmp/third.xlsx'"
ok "not for a code that is none" status 2 yicha self new --unit 91440300MA5GTE2T10 "$tmp/x.xlsx"
yicha ledger init --sample --agency 样本管理局 >/dev/null
yicha ledger person admin 王某 admin >/dev/null
export YICHA_AS=admin
yicha ledger person zhang 张三 unit --unit $unit
yicha ledger person zhou 周七 unit-leader --unit $unit
yicha ledger person other 赵六 unit-leader --unit 91440300MA5GTE2U88
yicha ledger person wu 张三 unit-leader --unit $unit
mkdir "$tmp/papers"
cat >"$tmp/papers/drill.html" <<'H'
<html><meta charset="utf-8"><body><h1>2026年网络安全应急演练总结报告</h1><p>公司于2026年5月8日开展网络安全突发事件应急演练。</p>
<p>联系电话 13800138000</p><table border=1><tr><td>签字</td><td>王某</td></tr></table></body></html>
H
cat >"$tmp/papers/old.html" <<'H'
<html><meta charset="utf-8"><body><p>2023年3月1日举行应急演练，演练总结如下。</p></body></html>
H
cat >"$tmp/papers/rules.html" <<'H'
<html><meta charset="utf-8"><body><h1>网络安全管理制度</h1><p>第一条 公司成立网络安全工作领导小组，由法定代表人任组长。</p>
<p>第二十条 公司设立网络安全专项经费。</p></body></html>
H
office=
if command -v soffice >/dev/null && command -v pdftotext >/dev/null; then
	office=1
	convert() { soffice "-env:UserInstallation=file://$tmp/office" --headless --convert-to "$1" --outdir "$tmp/papers" "$2" >/dev/null 2>&1; }
	convert "docx:MS Word 2007 XML" "$tmp/papers/drill.html"
	convert odt "$tmp/papers/rules.html"
	convert pdf "$tmp/papers/rules.odt"
	drill=drill.docx rules=rules.pdf
	ok "LibreOffice made a DOCX and a PDF" test -s "$tmp/papers/drill.docx" -a -s "$tmp/papers/rules.pdf"
else
	n=$((n + 1))
	echo "ok $n - LibreOffice makes the papers # SKIP no soffice or pdftotext: plain text instead"
	sed 's/<[^>]*>/ /g' "$tmp/papers/drill.html" >"$tmp/papers/drill.txt"
	sed 's/<[^>]*>/ /g' "$tmp/papers/rules.html" >"$tmp/papers/rules.txt"
	drill=drill.txt rules=rules.txt
fi
sed 's/<[^>]*>/ /g' "$tmp/papers/old.html" >"$tmp/papers/old.txt"
printf '\211PNG\r\n\032\nnot really' >"$tmp/papers/photo.png"
printf 'PK\003\004broken word/document.xml' >"$tmp/papers/broken.docx"
printf '%%PDF-1.7\nbroken' >"$tmp/papers/broken.pdf"
ln -s /etc/passwd "$tmp/papers/link.txt"
fill() {
	printf "$1" | python3 test/cmd/self_fill.py "$tmp/empty.xlsx" "$tmp/filled.xlsx"
}
fill "N3.1.emergency.drill\t符合\t已演练\t$drill\t2026-05-08\t张三
N3.1.budget.clause\t符合\t\t$rules\t2026-11-01\t张三
N3.1.org.leading-body-cyber\t符合\t\t$rules;no.pdf\t\t张三
N3.1.policy.pi\t不符合\t尚未制定\t\t\t张三
N3.1.training.yearly\t符合\t\told.txt\t\t张三
N3.1.policy.cyber\t符合\t\tbroken.docx；broken.pdf；photo.png\t\t张三
N3.1.policy.data\t符合\t\tlink.txt;../store/yicha.db\t\t张三
N3.3.use.face\t不适用\t不使用人脸识别\t\t\t张三
N3.3.use.under14\t不适用\t\t\t\t张三
N3.1.org.department\t也许\t\t\t\t张三
N3.1.publicity.laws\t符合\t\t\t2027-01-01\t张三
N3.1.policy.current\t符合\t\t\t\t
N3.1.policy.supplier\t符合\t\t\t\t张三
N3.1.emergency.plan\t未检查\t\t\t\t张三\n"
ok "only a person may bring it in" status 2 yicha self import "$tmp/filled.xlsx" --as nobody
ok "of that unit" has "answers for 91440300MA5GTE2U88 only" yicha self import "$tmp/filled.xlsx" --as other
export YICHA_AS=zhang
ok "it comes in; what was wrong is status 1" status 1 yicha self import "$tmp/filled.xlsx" --evidence "$tmp/papers" --faults "$tmp/faults.csv"
cp "$tmp/out" "$tmp/first"
ok "ten answers are stored, faults cost nothing else" has "10 answered, 10 stored" cat "$tmp/first"
for text in "no such answer: 也许" "no.pdf was not handed in" "link.txt was not handed in" "../store/yicha.db was not handed in" \
	"why does it not apply?" "a day that has not come yet" "who answered?"; do
	ok "told by row: $text" has "$text" cat "$tmp/faults.csv"
done
ok "a second import changes nothing" has "0 stored as new or changed; 6 papers, 0 read now" yicha self import "$tmp/filled.xlsx" --evidence "$tmp/papers"
ok "a passage with its date is cited" stands N3.1.emergency.drill suggested conforms "(2026-05-"
ok "personal data in it is masked" sh -c "! grep -q 13800138000 '$tmp/status.json'"
ok "one paper serves two questions" stands N3.1.org.leading-body-cyber suggested conforms "$rules p. 1"
ok "and the other" stands N3.1.budget.clause suggested conforms "专项经费"
ok "a paper without the passage proves nothing" stands N3.1.training.yearly open unknown "no passage in the papers"
ok "what could not be read proves nothing" stands N3.1.policy.cyber open unknown "3 papers were not read"
ok "nor what lies outside of the folder" stands N3.1.policy.data open unknown "no evidence was handed in"
ok "no evidence, no suggestion" stands N3.1.policy.supplier open unknown "no evidence was handed in"
ok "what the unit admits is suggested" stands N3.1.policy.pi suggested fails "the unit says so"
ok "not examined is unknown" stands N3.1.emergency.plan open unknown "has not examined it"
ok "not answered is unknown" stands N3.2.filing.mlps unanswered unknown "not answered"
fill "N3.1.emergency.drill\t符合\t\told.txt\t\t张三\n"
ok "another answer is another version" has "1 answered, 1 stored" yicha self import "$tmp/filled.xlsx" --evidence "$tmp/papers"
ok "a drill of three years ago proves nothing" stands N3.1.emergency.drill open unknown "no date within 366 days"
ok "an answer that was left out of a later workbook stays" stands N3.1.policy.pi suggested fails "the unit says so"
fill "N3.1.emergency.drill\t符合\t已演练\t$drill\t2026-05-08\t张三
N3.1.policy.pi\t不符合\t尚未制定\t\t\t张三\n"
yicha self import "$tmp/filled.xlsx" --evidence "$tmp/papers" >/dev/null
ok "who answers does not confirm" has "zhang is no" yicha self confirm --unit $unit N3.1.emergency.drill
ok "nor a leader of the name of who answered" has "another person confirms" yicha self confirm --unit $unit N3.1.emergency.drill --as wu
ok "nor another unit's" has "confirms for 91440300MA5GTE2U88 only" yicha self confirm --unit $unit N3.1.emergency.drill --as other
export YICHA_AS=zhou
ok "a second person confirms" has "1 confirmed" yicha self confirm --unit $unit N3.1.emergency.drill
ok "then it holds, with the passage" stands N3.1.emergency.drill confirmed conforms "(2026-05-"
ok "against the suggestion only with a reason" has "needs a --reason" yicha self confirm --unit $unit N3.1.policy.pi --verdict conforms
ok "with a reason" has "1 confirmed" yicha self confirm --unit $unit N3.1.training.yearly --verdict partly --reason "一部分人员未参加"
fill "N3.1.policy.supplier\t不符合\t\t\t\t张三\n"
yicha self import "$tmp/filled.xlsx" >/dev/null
ok "who handed it in does not confirm it" has "another person confirms" yicha self confirm --unit $unit N3.1.policy.supplier
ok "nothing is confirmed that nobody answered" status 2 yicha self confirm --unit $unit N3.2.filing.mlps --verdict conforms --reason x
ok "a mistyped question is named" has "did you mean N3.1.policy.pi?" yicha self confirm --unit $unit N3.1.policy.po
ok "one log for all" sh -c "test \$('$B/yicha' log show --from 0 --lang en | grep -c 'self[.]') -ge 14"
ok "and it is sound" yicha log verify --accept-unsigned
ok "the report is written" yicha self report --unit $unit --docx "$tmp/report.docx" --pdf "$tmp/report.pdf"
ok "twice the same bytes" sh -c "cp '$tmp/report.pdf' '$tmp/one.pdf'; cp '$tmp/report.docx' '$tmp/one.docx'; '$B/yicha' self report --unit $unit --docx '$tmp/report.docx' --pdf '$tmp/report.pdf'; cmp '$tmp/one.pdf' '$tmp/report.pdf' && cmp '$tmp/one.docx' '$tmp/report.docx'"
# The report is a paper too: read as evidence it must hold what it says.
python3 - "$tmp/report.docx" >"$tmp/report.txt" <<'PY'
import re, sys, zipfile
print(re.sub(r"<[^>]+>", " ", re.sub(r"</w:p>", "\n", zipfile.ZipFile(sys.argv[1]).read("word/document.xml").decode())))
PY
for text in "自查报告" $unit "一部分人员未参加" "未答复" "没有本单位的技术检测记录" "要求" "未核对原文\|起施行的文本" "样本管理局"; do
	ok "the report says: $text" sh -c "tr -d ' ' <'$tmp/report.txt' | grep -q '$text'"
done
ok "the text shows the sums" has "N3.1        25" yicha self status --unit $unit
[ -z "$office" ] || ok "no program of the office is left behind" test ! -e "$tmp/papers/.~lock.drill.docx#"
[ -n "${STORE:-}" ] || ok "whatever of its rows is altered, taken away or put in is found" python3 -B test/cmd/tamper.py "$B/yicha" "$YICHA_STORE" 8
done_testing
