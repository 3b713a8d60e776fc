#!/bin/sh
# Every form that binds goes through one life: refused without review, by the same person, with words that nobody confirmed; issued under a
# number without gaps as a paper that is no draft and, here, a sample; the same bytes each time. Then what else may happen to a paper: returned,
# withdrawn, corrected, revoked; and records, which nobody reviews. With STORE set (a PostgreSQL), there.
set -u
tmp=$(mktemp -d "${TMPDIR:-/tmp}/yicha-forms-XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
yicha=${YICHA:-$B/yicha}
export YICHA_STORE="${STORE:-$tmp/store}"
unset YICHA_AS YICHA_NOW
n=0
at=2026-03-02T09:00
y() { # person, words…: at the moment $at
	who=$1
	shift
	"$yicha" "$@" --as "$who" --now "$at" --lang en >"$tmp/out" 2>&1
}
ok() { # words; the last command succeeded
	status=$?
	n=$((n + 1))
	if [ $status -eq 0 ]; then echo "ok $n - $1"; else echo "not ok $n - $1" && sed 's/^/# /' "$tmp/out" | head -20; fi
}
no() { # words, text: it failed and said so
	status=$?
	n=$((n + 1))
	if [ $status -ne 0 ] && grep -qF -- "$2" "$tmp/out"; then echo "ok $n - $1"; else
		echo "not ok $n - $1 (status $status)"
		sed 's/^/# /' "$tmp/out" | head -20
	fi
}
says() { # words, text: what the last command printed
	n=$((n + 1))
	if grep -qF -- "$2" "$tmp/out"; then echo "ok $n - $1"; else echo "not ok $n - $1" && sed 's/^/# /' "$tmp/out" | head -20; fi
}
words() { # of a DOCX
	python3 -c 'import re, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(re.sub(r"<[^>]+>", "", "".join(z.read(i).decode() for i in z.namelist() if i.endswith(".xml"))))' "$1"
}
last() { sed -n 's/.*"id":"\(n[0-9]*\)".*/\1/p' "$tmp/out" | tail -1; }
echo proof >"$tmp/proof.txt"
proof="--evidence $tmp/proof.txt"
unit=91440300708461136T

"$yicha" ledger init --sample --agency 样例省通信管理局 --lang en --now 2026-01-05 >"$tmp/out" 2>&1
ok "a sample's ledger"
at=2026-01-05T09:00
for p in "admin 管某 admin" "wang 王某 officer --cert A1 --department 网安处" "zhang 张某 officer --cert A2" "lu 陆某 officer --cert A3" "fa 法某 legal" \
	"li 李某 issuer" "zhao 赵某 manager" "unit 单某 unit --unit $unit" "both 双某 legal,issuer" "sup 督某 draw-supervisor" "op 抽某 draw-operator"; do
	# shellcheck disable=SC2086
	y admin ledger person $p || sed 's/^/# /' "$tmp/out"
done
for p in "agency.mark 样通信管" "agency.contact 样某" "agency.phone 000-00000000" "agency.report_to 样例路9号" "agency.remedies 不服的，可以依法申请行政复议。"; do
	# shellcheck disable=SC2086
	y admin ledger set $p || sed 's/^/# /' "$tmp/out"
done
printf 'Credit code,Name,Type,Address\n%s,某样本科技有限公司,Internet company,样例市样例路1号\n' $unit >"$tmp/units.csv"
y zhao registry import units "$tmp/units.csv"
ok "a unit"

# form, subject, fields and options…: tries what is refused on the way, then issues it; leaves its id in $paper
paper() {
	form=$1 subject=$2
	shift 2
	y wang notice draft --kind "$form" "$subject" --json "$@"
	ok "$form is drafted"
	paper=$(last)
	y li notice issue "$paper"
	no "$form: no issue without review" "cannot be done now"
	y wang notice review "$paper"
	no "$form: who drafted it does not review it" "may not do this"
	y both notice review "$paper"
	ok "$form: legal review"
	y both notice issue "$paper"
	no "$form: who reviewed it does not issue it" "did"
	y li notice issue "$paper"
	no "$form: words that nobody confirmed block it" "nobody has confirmed"
	y li notice confirm-words "$paper"
	no "$form: which its issuer does not confirm" "is no"
	y fa notice confirm-words "$paper"
	ok "$form: confirmed"
	y wang notice print "$paper" --docx "$tmp/draft.docx" && words "$tmp/draft.docx" >"$tmp/out" && grep -q 草稿 "$tmp/out"
	ok "$form: before its issue it says 草稿"
	y li notice issue "$paper"
	ok "$form: issued"
	y wang notice print "$paper" --docx "$tmp/$form.docx" --pdf "$tmp/$form.pdf" && words "$tmp/$form.docx" >"$tmp/out" &&
		! grep -q 草稿 "$tmp/out" && grep -q 样本 "$tmp/out" && grep -q '样通信管.*〔2026〕[0-9]*号' "$tmp/out"
	ok "$form: the paper has a number, is no draft, and a sample"
	y wang notice print "$paper" --docx "$tmp/again.docx" --pdf "$tmp/again.pdf" && cmp "$tmp/again.docx" "$tmp/$form.docx" && cmp "$tmp/again.pdf" "$tmp/$form.pdf"
	ok "$form: the same bytes each time"
}
serve() {
	y wang notice serve "$paper" --way direct --receiver 单某
	no "$form: no service without proof" "evidence"
	# shellcheck disable=SC2086
	y wang notice serve "$paper" --way direct --receiver 单某 $proof
	ok "$form: served"
}

# The notice of inspection: a unit, and two officers with certificates.
at=2026-01-06T09:00
visit="--field content=网络安全 --field way=现场检查 --field period=2026年1月 --field location=样例市 --field cap=2 --field source=投诉"
# shellcheck disable=SC2086
y wang notice draft --kind inspection-notice $unit $visit --officer wang
no "one officer does not go" "at least 2 are needed"
# shellcheck disable=SC2086
y wang notice draft --kind inspection-notice $unit $visit --officer wang --officer fa
no "nor does a legal reviewer" "fa is no"
# shellcheck disable=SC2086
y wang notice draft --kind inspection-notice $unit $visit --officer wang --officer zhang --field party=别人
no "whom it is to is not given by hand" "not given by hand"
y wang notice draft --kind inspection-notice p9
no "nor about what is not there" "p9"
y wang notice draft --kind inspection-approval $unit
no "an internal form is not issued" "not issued to anybody"
# shellcheck disable=SC2086
y wang notice draft --kind inspection-notice $unit $visit --officer wang --officer zhang --days 5
no "a form without a time limit gets none" "no time limit of its own"
# shellcheck disable=SC2086
paper inspection-notice $unit $visit --officer wang --officer zhang
serve
inspection=$paper
y wang notice show "$inspection"
says "its number" "样通信管检通〔2026〕1号"

# On site by that number, and by no other of the ledger.
at=2026-01-07T09:00
open="onsite open --unit $unit --location 机房 --present 单某 --post 负责人 --officers wang,zhang --shown --recusal 不申请回避"
# shellcheck disable=SC2086
y wang $open --approval 样通信管检通〔2026〕1号
ok "a visit by its number"
says "the visit" "o1"
# shellcheck disable=SC2086
y wang onsite record o1 --title 机房巡查 --says 门禁正常 --on N3.1.org.leading-body-cyber --verdict conforms
ok "something is recorded"
y wang notice draft --kind site-record o1
no "its record is final when it is closed" "not closed yet"
y wang onsite close o1 --signed --statement 无意见
ok "closed"
y wang notice draft --kind site-record o1 --json
ok "then it is a record"
record=$(last)
y wang notice submit "$record"
no "that nobody reviews" "cannot be done now"
y li notice issue "$record"
no "nor issues" "cannot be done now"
y unit notice finish "$record"
no "an officer finishes it" "it is for"
y wang notice finish "$record"
ok "finished"
y wang notice show "$record"
says "with the visit's number" "样通信管检录〔2026〕1号"
y wang notice print "$record" --docx "$tmp/record.docx" && words "$tmp/record.docx" >"$tmp/out" && ! grep -q 草稿 "$tmp/out" && grep -q 现场负责人 "$tmp/out"
ok "it is no draft and has its places to sign"
y wang notice finish "$record"
no "and is final" "cannot be done now"
y wang notice draft --kind service-receipt "$inspection" --field location=样例市 --json
ok "a receipt is a record"
receipt=$(last)
y wang notice withdraw "$receipt"
no "withdrawn only with a reason" "reason"
y wang notice withdraw "$receipt" --reason 写错
ok "withdrawn"
y wang notice draft --kind service-receipt "$inspection" --field location=样例市 --json && y wang notice finish "$(last)"
ok "another one"
says "has the first number: the withdrawn one took none" "样通信管送〔2026〕1号"
at=2026-01-08T09:00
paper result-notice o1
serve

# Cases, their order, and the reminder.
at=2026-01-12T09:00
for i in 1 2; do
	printf '{"tool":"t","rule":"r%s","asset":"tcp:203.0.113.7:63%s","title":"数据库开放","says":"开放","severity":"high","uscc":"%s","unit":"某样本科技有限公司","basis":["csl/protect"],"remedy":"关闭"}\n' $i $i $unit
done >"$tmp/found.jsonl"
y wang case import "$tmp/found.jsonl"
ok "two findings"
"$yicha" case list --json --lang en >"$tmp/out" 2>&1
one=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[0]["id"])' "$tmp/out")
two=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[1]["id"])' "$tmp/out")
for c in $one $two; do
	# shellcheck disable=SC2086
	y zhang case confirm "$c" $proof
done
y wang notice draft --kind reminder "$one"
no "nothing is reminded of that no notice ordered" "at least 1 are needed"
# Back and forth: what both of them return, and what is withdrawn.
y wang notice draft --kind rectification-order "$one" --days 5 --field way=远程检测 --keep --json
ok "an order is drafted and kept"
early=$(last)
y fa notice review "$early"
no "not reviewed before it is sent" "cannot be done now"
y wang notice submit "$early" --field way=现场检查
ok "sent to review"
y wang notice return "$early" --reason x
no "its drafter does not return it" "may not do this"
y fa notice return "$early"
no "nor is it returned without a reason" "reason"
y fa notice return "$early" --reason 写明方式
ok "legal review returns it"
y wang notice submit "$early" && y both notice review "$early"
ok "sent again and reviewed"
y both notice return "$early" --reason x
no "who reviewed it does not reject it" "did"
y li notice return "$early" --reason 缺一个问题
ok "the issuer sends it back"
y wang notice draft --kind rectification-order "$one" --days 5 --field way=远程检测
no "its case is in no other meanwhile" "already"
y li notice withdraw "$early" --reason x
no "an issuer does not withdraw it" "may not do this"
y wang notice withdraw "$early" --reason 重新起草
ok "withdrawn"
y wang notice submit "$early"
no "for good" "cannot be done now"
paper rectification-order "$one" "$two" --days 5 --field way=远程检测
words "$tmp/rectification-order.docx" >"$tmp/out"
says "the order names the notice of inspection that the ledger knows" "样通信管检通〔2026〕1号"
order=$paper
paper=$order form=rectification-order
serve
at=2026-01-20T09:00
paper reminder "$order" --field what=整改催告
serve
y wang deadline due --all
says "its own time limit runs" "answer  $paper"
# shellcheck disable=SC2086
y wang notice answer "$paper" $proof
no "an officer does not answer it" "may not do this"
# shellcheck disable=SC2086
y unit notice answer "$paper" $proof
ok "the unit answers"
y wang deadline due --all
n=$((n + 1))
if grep -q "answer  $paper" "$tmp/out"; then echo "not ok $n - and the limit is met"; else echo "ok $n - and the limit is met"; fi

# A correction takes the place of the old one; a revoked paper is none.
at=2026-01-21T09:00
y wang notice correct "$paper" --days 10 --days-unit working-days --json
ok "a correction of the reminder is drafted"
new=$(last)
y wang notice show "$paper"
says "the old one stands until then" "answered"
y both notice review "$new" && y fa notice confirm-words "$new" && y li notice issue "$new"
ok "reviewed and issued"
says "under a number of its own" "样通信管催〔2026〕2号"
y wang notice show "$paper"
says "and the old one is corrected" "corrected"
y wang notice correct "$paper"
no "which is not corrected twice" "only what was issued can be corrected"
y wang notice revoke "$new" --reason x --basis y
no "an officer revokes nothing" "may not do this"
y li notice revoke "$new" --reason 有误
no "nor is it done without basis" "basis"
y li notice revoke "$new" --reason 有误 --basis 行政处罚法第七十五条
ok "the issuer revokes it"
# shellcheck disable=SC2086
y wang notice serve "$new" --way direct --receiver 单某 $proof
no "it is not served any more" "cannot be done now"
y wang notice correct "$order" --field way=远程检测 --json
ok "a correction of the order"
new=$(last)
y both notice review "$new" && y li notice issue "$new"
ok "takes its place"
"$yicha" case list --json --lang en >"$tmp/out" 2>&1
python3 -c 'import json, sys; sys.exit(any(c["notice"] != sys.argv[2] for c in json.load(open(sys.argv[1]))))' "$tmp/out" "$new"
ok "its cases are the new one's"
y li notice revoke "$new" --reason 有误 --basis 行政处罚法第七十五条
ok "that is revoked"
"$yicha" case list --json --lang en >"$tmp/out" 2>&1
python3 -c 'import json, sys; sys.exit(any(c["state"] != "confirmed" or c["notice"] for c in json.load(open(sys.argv[1]))))' "$tmp/out"
ok "and its cases are free again"

# The papers of a penalty case: who investigated neither reviews nor issues them.
at=2026-02-02T09:00
y wang penalty open --law csl/protect --act-day 2026-01-12 --unit $unit --title 未履行网络安全保护义务 --reason 逾期未改
y li penalty file p1 --basis 行政处罚法第五十四条
y zhao penalty assign p1 --officer wang --officer zhang
# shellcheck disable=SC2086
y wang penalty investigate p1 $proof
facts="--field facts=数据库向互联网开放（样本） --field reasons=逾期未改正（样本）"
# shellcheck disable=SC2086
y wang notice draft --kind penalty-advance p1 $facts --field sanction=警告 --json
early=$(last)
y both notice review "$early" && y li notice issue "$early"
no "nothing is announced before the investigation ends" "is issued while it is"
y li notice return "$early" --reason 未终结 && y wang notice withdraw "$early" --reason 未终结
ok "it waits"
# shellcheck disable=SC2086
y wang penalty conclude p1 --reason 事实清楚 $proof
ok "concluded"
# shellcheck disable=SC2086
paper penalty-advance p1 $facts --field sanction=警告、罚款人民币20000元 --field hearing=是
words "$tmp/penalty-advance.docx" >"$tmp/out"
says "it offers a hearing with its days" "要求听证的，应当自收到本告知书之日的次日起5个工作日内"
serve
y wang penalty tell p1 --reason 拟处罚 --kinds 警告、罚款 --fine 30000 --hearing
no "another fine is not told" "says another penalty"
y wang penalty tell p1 --reason 拟处罚 --kinds 警告、罚款 --fine 20000 --hearing
ok "told by the paper"
at=2026-02-25T09:00
# shellcheck disable=SC2086
y wang penalty submit p1 && y fa penalty review p1
ok "reviewed"
# shellcheck disable=SC2086
paper penalty-decision p1 $facts --field performance=十五日内缴纳
words "$tmp/penalty-decision.docx" >"$tmp/out"
says "the decision names the advance notice" "样通信管罚告〔2026〕1号"
says "and what was told" "20000元"
y li penalty decide p1 --kinds 警告、罚款 --fine 20000 --reason 逾期未改正 --basis 网络安全法
ok "decided by it"
says "under its number" "样通信管罚〔2026〕1号"
# shellcheck disable=SC2086
y wang penalty serve p1 $proof
no "served when the paper is" "was served yet"
serve
y wang penalty serve p1
ok "served"
y wang listing propose --penalty p1 --list bad --reason 受到行政处罚 --basis 令42第四十二条
# shellcheck disable=SC2086
y wang listing notify b1 $proof
no "the unit is told of the list by a paper" "notice draft --kind list-notice b1"
paper list-notice b1
serve
y wang listing notify b1
ok "told"

# The bulletin: of a period, to everybody.
paper bulletin 2026-01-01..2026-03-31 --field campaign=2026年度监督检查 --field addressee=各有关单位 --field intro=现将检查情况通报如下。 --field demands=请认真整改。
# shellcheck disable=SC2086
y wang notice serve "$paper" --way public $proof
ok "made public"

# A draw: only who was drawn gets the notice of inspection.
at=2026-03-03T09:00
y op draw plan --campaign 2026年度抽查 --strata type --quota 100% --beacon 样本 --beacon-at 2026-03-03T09:30
ok "a draw"
y wang notice draft --kind inspection-notice 2026-001
no "of which unit?" "--unit CODE"
y wang notice draft --kind inspection-notice 2026-001 --unit $unit
no "not before it was held" "did not draw"
y op draw pool 2026-001
for who in op sup; do y $who draw commit 2026-001 --secret "$tmp/$who.secret"; done
for who in op sup; do y $who draw reveal 2026-001 --secret "$tmp/$who.secret"; done
at=2026-03-03T09:45
for who in op sup; do y $who draw beacon 2026-001 "01 02 03"; done
y op draw hold 2026-001 --record "$tmp/draw.json"
ok "held"
# shellcheck disable=SC2086
paper inspection-notice 2026-001 --unit $unit --law order42/lists --field content=网络安全 --field way=现场检查 --field period=2026年3月 --field location=样例市 --field cap=2
words "$tmp/inspection-notice.docx" >"$tmp/out"
says "it says that it was drawn" "双随机抽取（抽取编号2026-001）"
says "the second of its kind and year" "样通信管检通〔2026〕2号"

# Every form that binds was issued here; a new one is in this list or the test fails.
"$yicha" form list --json --lang en >"$tmp/forms.json"
"$yicha" notice list --json --lang en >"$tmp/out"
python3 - "$tmp/forms.json" "$tmp/out" <<'PY'
import json, re, sys
forms = {f["kind"] for f in json.load(open(sys.argv[1])) if f["issue"] == "binding"} - {"threat-notice", "app-notice"}  # the demo issues these
papers = json.load(open(sys.argv[2]))
missing = forms - {p["kind"] for p in papers if p["number"] and p["docx"]}
numbers = {}
for p in papers:
    m = re.fullmatch(r"(.*)〔(\d+)〕(\d+)号", p["number"])
    if m:
        numbers.setdefault(m.group(1, 2), []).append(int(m.group(3)))
gaps = {k: v for k, v in numbers.items() if sorted(v) != list(range(1, len(v) + 1))}
if missing or gaps:
    sys.exit("never issued: %s; gaps: %s" % (missing, gaps))
PY
ok "every form that binds was issued; no number is missing or twice"
y admin log checkpoint
"$yicha" log verify --lang en >"$tmp/out" 2>&1
ok "the log verifies"
echo "1..$n"
