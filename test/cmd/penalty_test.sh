#!/bin/sh
# A penalty case from the clue to the archive, its entry of the list and the removal a year later, on the command line, with a sample's
# clock: what the law forbids is tried on the way and refused.
set -u
dir=$(mktemp -d "${TMPDIR:-/tmp}/yicha-penalty-XXXXXX")
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM
YICHA_STORE=$dir/store
export YICHA_STORE
yicha=${YICHA:-$B/yicha}
n=0
y() { at=$1 who=$2; shift 2; "$yicha" "$@" --as "$who" --now "$at" --lang en >"$dir/out" 2>&1; }
ok() { # words; the last command must have succeeded
	status=$?
	n=$((n + 1))
	if [ $status -eq 0 ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; sed 's/^/# /' "$dir/out"; fi
}
no() { # words, what the refusal says
	status=$?
	n=$((n + 1))
	if [ $status -ne 0 ] && grep -q "$2" "$dir/out"; then echo "ok $n - $1"; else
		echo "not ok $n - $1 (status $status)"
		sed 's/^/# /' "$dir/out"
	fi
}
# moment, kind, subject, fields…: through review and issue; served by the caller
issue() {
	at=$1 kind=$2 subject=$3
	shift 3
	y "$at" wang notice draft --kind "$kind" "$subject" --json "$@" || return 1
	paper=$(sed -n 's/.*"id":"\(n[0-9]*\)".*/\1/p' "$dir/out" | tail -1)
	y "$at" fa notice confirm-words "$paper" && y "$at" fa notice review "$paper" && y "$at" li notice issue "$paper"
}
serve() { y "$1" wang notice serve "$paper" --way direct --receiver 单某 --evidence "$dir/proof.txt"; }
says() {
	n=$((n + 1))
	if grep -q "$2" "$dir/out"; then echo "ok $n - $1"; else echo "not ok $n - $1"; sed 's/^/# /' "$dir/out"; fi
}
unit=91440300708461136T
echo proof >"$dir/proof.txt"
proof="--evidence $dir/proof.txt"

"$yicha" ledger init --sample --agency 样本省通信管理局 --now 2026-01-05 >"$dir/out" 2>&1
ok "a sample ledger"
for p in "admin 管某 admin" "wang 王某 officer --cert A1" "zhang 张某 officer --cert A2" "sun 孙某 officer" "fa 法某 legal" \
	"li 李某 issuer" "li2 黎某 issuer" "zhao 赵某 manager" "unit 单某 unit --unit $unit"; do
	# shellcheck disable=SC2086
	y 2026-01-05 admin ledger person $p || sed 's/^/# /' "$dir/out"
done

for p in "agency.mark 样通信管" "agency.contact 样某" "agency.phone 000-00000000" "agency.report_to 样例路9号" "agency.remedies 可以依法申请行政复议。"; do
	# shellcheck disable=SC2086
	y 2026-01-05 admin ledger set $p || sed 's/^/# /' "$dir/out"
done

law="--law csl/protect --act-day 2025-12-20 --unit $unit --name 样本公司 --title 未履行网络安全保护义务"
# shellcheck disable=SC2086
y 2026-01-06T09:00 wang penalty open $law --reason 逾期未改
ok "a clue"
says "with the law of the day of the act" '第二十一条'
y 2026-01-06T10:00 wang penalty file p1 --basis x
no "an officer files nothing" 'it is for: issuing leader'
y 2026-01-07T09:00 li penalty file p1 --basis 行政处罚法第五十四条
ok "the leader files it"
says "ninety days to decide" 'decide: 2026-04-07'
y 2026-01-07T09:00 wang penalty investigate p1 $proof
no "nobody handles it yet" 'at least two officers'
y 2026-01-07T09:00 zhao penalty assign p1 --officer wang
no "one officer is not enough" 'at least two officers'
y 2026-01-07T09:00 zhao penalty assign p1 --officer wang --officer wang
no "nor one twice" 'twice'
y 2026-01-07T09:00 zhao penalty assign p1 --officer wang --officer sun
no "nor one without a certificate" 'certificate'
y 2026-01-07T09:00 zhao penalty assign p1 --officer wang --officer zhang
ok "two officers"
y 2026-01-08T09:00 wang penalty conclude p1 --reason x $proof
no "nothing was investigated" 'investigated yet'
y 2026-01-08T09:00 wang penalty investigate p1 $proof
ok "investigated"
y 2026-01-20T09:00 wang penalty conclude p1 --reason 事实清楚 --major $proof
ok "concluded, as a grave case"
y 2026-01-20T10:00 wang penalty tell p1 --reason 拟处罚 --kinds 警告、罚款 --fine 50000 --hearing $proof
no "nothing is told but by the advance notice" 'yicha notice draft --kind penalty-advance p1'
issue 2026-01-20T11:00 penalty-advance p1 --field facts=未采取防护措施 --field reasons=拒不改正 --field sanction=警告，罚款人民币50000元 --field hearing=是
ok "which is drafted, reviewed and issued"
y 2026-01-20T12:00 wang penalty tell p1 --reason 拟处罚 --kinds 警告、罚款 --fine 50000 --hearing $proof
no "and served" 'was served yet'
serve 2026-01-21T08:00
ok "to the unit"
y 2026-01-21T09:00 wang penalty tell p1 --reason 拟处罚 --kinds 警告、罚款 --fine 60000 --hearing
no "what it does not say is not told" 'says another penalty'
y 2026-01-21T09:00 wang penalty tell p1 --reason 拟处罚 --kinds 警告、罚款 --fine 50000 --hearing $proof
ok "told"
says "five working days for a hearing" 'hearing: 2026-01-28'
y 2026-01-22T09:00 wang penalty submit p1
no "not before the unit had its days" 'may still answer'
y 2026-01-23T09:00 unit penalty plead p1 --reason 已整改
ok "the unit answers"
y 2026-01-26T09:00 unit penalty ask-hearing p1 --reason 要求听证
ok "and asks for a hearing"
y 2026-02-06T15:00 wang penalty hear p1 --told 2026-01-27 --at 2026-02-06T14:00 $proof
no "its investigator does not hold it" 'it is for'
y 2026-02-06T15:00 fa penalty hear p1 --told 2026-01-30 --at 2026-02-06T14:00 $proof
no "seven working days before" '7 working days'
y 2026-02-06T15:00 zhao penalty hear p1 --told 2026-01-27 --at 2026-02-06T14:00 $proof
ok "heard"
y 2026-02-09T09:00 wang penalty submit p1
ok "to legal review"
y 2026-02-10T09:00 fa penalty review p1
ok "reviewed"
y 2026-02-11T08:00 li penalty decide p1 --kinds 警告、罚款 --fine 50000 --reason x --basis y --law-used act
no "nothing is decided but by a decision that was issued" 'yicha notice draft --kind penalty-decision p1'
issue 2026-02-11T08:00 penalty-decision p1 --field facts=未采取防护措施 --field reasons=拒不改正 --field "sanction=警告，罚款人民币50000元" --field performance=十五日内缴纳
ok "which is reviewed and issued"
y 2026-02-11T09:00 li penalty decide p1 --kinds 警告、罚款 --fine 50000 --reason x --basis y --law-used act
no "a grave case is discussed first" 'discussed together'
y 2026-02-11T09:00 li penalty discuss p1 $proof
ok "discussed"
y 2026-02-12T09:00 li2 penalty decide p1 --kinds 警告、罚款 --fine 60000 --reason x --basis y --law-used act
no "not more than was told" 'higher than'
y 2026-02-12T09:00 li2 penalty decide p1 --kinds 警告、罚款 --fine 50000 --reason x --basis y
no "the law has changed since" 'law-used'
y 2026-02-12T09:00 li2 penalty decide p1 --kinds 警告、罚款 --fine 50000 --reason x --basis 网络安全法第五十九条 --law-used act
ok "decided"
says "under the number of the paper" '样通信管罚〔2026〕1号'
says "by the law of the day of the act" 'applied: act'
says "thirty days to enter the list" 'list: 2026-03-14'
y 2026-02-13T08:00 wang penalty serve p1 $proof
no "not before the paper was" 'was served yet'
serve 2026-02-13T08:30
y 2026-02-13T09:00 wang penalty serve p1 $proof
ok "served"
says "fifteen days to pay, moved behind no holiday" 'pay: 2026-02-28'
y 2026-02-27T09:00 wang penalty urge p1 $proof
no "the days to pay are not over" 'not over'
y 2026-03-02T09:00 wang deadline due
no "overdue is derived: the exit status says it" 'overdue  pay  p1  next: written reminder'
limit=$(sed -n 's/^\([0-9]*\)  2026-02-28 .*/\1/p' "$dir/out")
y 2026-03-02T09:00 wang deadline propose "$limit" court --reason 逾期
no "the court is not offered yet" 'not over by 10'
y 2026-03-02T09:00 wang deadline propose "$limit" urge --reason 逾期未缴
ok "a reminder is proposed"
y 2026-03-02T10:00 wang deadline carry-out r1 $proof
no "but not approved" 'cannot be done now'
y 2026-03-02T10:00 li deadline approve r1 --basis 行政强制法第五十四条
ok "approved by another"
y 2026-03-02T11:00 wang deadline carry-out r1 $proof
ok "and carried out"
y 2026-03-03T09:00 wang penalty urge p1 $proof
ok "reminded"
y 2026-03-10T09:00 li penalty enforce p1 --basis 行政强制法第五十三条
no "ten working days after the reminder" 'ten working days'
y 2026-03-10T09:00 wang penalty perform p1 --paid 50000 $proof
no "ten days late, thirty of a hundred" '65000 yuan are due, 15000'
y 2026-03-10T09:00 wang penalty perform p1 --paid 65000 $proof
ok "paid"

y 2026-03-11T09:00 wang listing propose --penalty p1 --list bad --reason 受到行政处罚 --basis 令42第四十二条 --licence 粤B2-20200001
ok "an entry is proposed"
y 2026-03-11T09:00 zhao listing propose --penalty p1 --list bad --reason 受到行政处罚 --basis 令42第四十二条
no "not twice" 'already'
y 2026-03-11T09:10 wang listing notify b1 $proof
no "the unit is told by a notice" 'yicha notice draft --kind list-notice b1'
issue 2026-03-11T09:20 list-notice b1
serve 2026-03-11T09:25
y 2026-03-11T09:30 wang listing notify b1 $proof
ok "the unit is told"
y 2026-03-12T09:00 li listing enter b1 --basis 令42第四十二条
no "it may still object" 'still object'
y 2026-03-19T10:00 li penalty close p1
ok "closed"
y 2026-03-19T10:00 zhao penalty publish p1
no "publication has its own approval" 'own approval'
y 2026-03-19T11:00 zhao publication draft --penalty p1 --reason 有社会影响
ok "a draft"
says "without more than the law asks" '违法事实：未履行网络安全保护义务'
y 2026-03-19T11:00 zhao publication approve g1 --basis x
no "not before its review, nor by who drafted it" 'cannot be done now'
y 2026-03-19T12:00 fa publication review g1
ok "reviewed"
y 2026-03-19T12:00 li publication approve g1 --basis 行政处罚法第四十八条
ok "approved"
y 2026-03-19T13:00 zhao publication publish g1
ok "published"
y 2026-03-19T14:00 zhao penalty publish p1
ok "the case says so"
y 2026-03-20T09:00 zhao penalty archive p1
ok "archived"
y 2026-03-20T09:00 li penalty drop p1 --reason x --basis y
no "and then nothing" 'cannot be done now'

y 2026-03-20T09:00 li listing confirm-words b1 --reason 已核对
no "words are confirmed by a legal reviewer" 'legal'
y 2026-03-20T09:00 fa listing confirm-words b1 --reason 已核对
ok "confirmed"
y 2026-03-20T10:00 wang listing tasks
ok "the tasks"
says "to be entered within thirty days" 'p1: to be entered by 2026-03-14  overdue'
y 2026-03-20T10:00 li listing enter b1 --basis 令42第四十二条
ok "entered"
y 2026-03-20T11:00 zhao publication draft --listing b1 --reason 定期公示
ok "its publication"
says "names the ground and the body" '列入单位：样本省通信管理局'
y 2027-03-20T09:00 wang listing due b1 --reason 期满
no "not on the last day of its year" 'not over'
y 2027-03-22T09:00 wang listing tasks
says "then it is a task" 'b1: its period is over since 2027-03-20'
y 2027-03-22T09:00 wang listing list --current
says "and it is still listed" 'b1'
y 2027-03-22T09:00 wang listing due b1 --reason 期满
ok "one proposes"
y 2027-03-22T10:00 li listing expire b1 --basis 令42第四十三条
ok "another approves"
y 2027-03-22T11:00 wang listing list --current
[ ! -s "$dir/out" ]
ok "nobody is listed"
y 2027-03-22T11:00 wang stats bulletin --docx "$dir/t.docx" --pdf "$dir/t.pdf" --xlsx "$dir/t.xlsx" && [ -s "$dir/t.docx" ] && [ -s "$dir/t.pdf" ] && [ -s "$dir/t.xlsx" ]
ok "the bulletin"
cp "$dir/t.docx" "$dir/first.docx"
y 2027-03-22T11:00 wang stats bulletin --docx "$dir/t.docx" && cmp -s "$dir/t.docx" "$dir/first.docx"
ok "the same bytes again"
y 2027-03-22T11:00 wang stats --by clause --json
says "figures as JSON" '^\[\]$'
python3 -B test/cmd/tamper.py "$B/yicha" "$YICHA_STORE" 10
ok "whatever of its rows is altered, taken away or put in is found"
echo "1..$n"
