#!/bin/sh
# An inspection on site: who may open it, what is recorded and linked, what is refused, how it ends, and the two papers.
. test/lib.sh
B=${B:-build}
yicha() { "$B/yicha" "$@" --lang en; }
words() { # of a DOCX
	python3 -c 'import re, sys, zipfile
print(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", zipfile.ZipFile(sys.argv[1]).read("word/document.xml").decode())))' "$1"
}
unit=91440300MA5GTE2T1H
export YICHA_STORE="${STORE:-$tmp/store}" YICHA_NOW=2026-11-22T09:30
unset YICHA_AS
yicha ledger init --sample --agency 样本省通信管理局
yicha ledger person admin 王某 admin
export YICHA_AS=admin
yicha ledger person mgr 管某 manager
yicha ledger person wang 王甲 officer --cert 粤A001 --cert-until 2027-12-31
yicha ledger person li 李乙 officer --cert 粤A002
yicha ledger person sun 孙戊 officer --cert 粤A004
yicha ledger person zhao 赵丙 officer --cert 粤A003 --cert-until 2025-01-01
yicha ledger person qian 钱丁 technician
yicha ledger person zhou 周己 officer --cert 粤A005
printf 'Credit code,Name,Type\n%s,某样本科技有限公司,Internet company\n' $unit >"$tmp/units.csv"
yicha registry import units "$tmp/units.csv" --as mgr >/dev/null
open() { yicha onsite open --unit $unit --approval 检通〔2026〕1号 --location 一号机房 --present 张三 --post 安全负责人 --as wang "$@"; }
ok "no record without certificates shown" has "certificates are shown first" open --officers wang,li --recusal 不申请回避
ok "nor before the right to ask for recusal was told" has "is told first" open --officers wang,li --shown
ok "one officer does not inspect" has "at least two officers" open --officers wang --shown --recusal 不申请回避
ok "a technician is no officer" has "qian is no officer" open --officers wang,qian --shown --recusal 不申请回避
ok "nor somebody whose certificate ran out" has "no valid law-enforcement certificate" open --officers wang,zhao --shown --recusal 不申请回避
ok "nobody counts twice" has "named twice" open --officers wang,wang --shown --recusal 不申请回避
ok "who steps back does not count" has "at least two officers" open --officers wang,li --shown --recusal 申请李乙回避 --recused li
ok "a unit that nobody registered" has "91440300MA5GTE2U88" open --unit 91440300MA5GTE2U88 --officers wang,li --shown --recusal 不申请回避
ok "two officers, one who stepped back, a technician" has "o1" open --officers wang,li,sun --technicians qian --shown --recusal "申请孙戊回避，孙戊已回避" --recused sun
export YICHA_AS=wang
printf '问：公司是否制定应急预案？\n答：已制定，\n由网络安全部负责。\n问：最近一次演练是何时？\n答：2026年5月8日。\n' >"$tmp/asked.txt"
printf '2026年5月8日应急演练总结报告。签字：王某 电话13800138000\n' >"$tmp/drill.txt"
printf '\211PNG\r\n\032\npicture' >"$tmp/rack.png"
ok "an interview needs a second officer who records" has "another of the officers records" yicha onsite interview o1 --who 张三 --asked "$tmp/asked.txt"
ok "not the one who stepped back" has "another of the officers records" yicha onsite interview o1 --who 张三 --asked "$tmp/asked.txt" --recorder sun
ok "an interview about a question" has "o1: entry 1" yicha onsite interview o1 --who 张三 --post 安全负责人 --asked "$tmp/asked.txt" --recorder li --on N3.1.emergency.drill --verdict conforms
printf '答：没有问\n' >"$tmp/bad.txt"
ok "an answer without a question is named by its line" has "line 1" yicha onsite interview o1 --who 张三 --asked "$tmp/bad.txt" --recorder li
ok "a paper is read; what the question asks for is shown, masked" has "drill.txt p. 1: 2026年5月8日应急演练总结报告。签字：王某 电话138***" yicha onsite examine o1 --on N3.1.emergency.drill --evidence "$tmp/drill.txt" --says 查阅演练总结报告
ok "a test that a technician ran, recorded by an officer" has "o1: entry 3" yicha onsite test o1 --on N3.2/redis-open --by qian --says "6379端口无需口令即可访问" --verdict fails --place 192.0.2.7:6379
ok "a technician records nothing" has "qian is no officer" yicha onsite record o1 --says x --as qian
ok "nor an officer who is not of this visit" has "is not one of the officers" yicha onsite record o1 --says x --as zhou
ok "nor the one who stepped back" has "is not one of the officers" yicha onsite record o1 --says x --as sun
ok "a photograph by its hash" has "o1: entry 4" yicha onsite photo o1 --evidence "$tmp/rack.png" --says 机柜未上锁
ok "nothing about a question that is none" has "did you mean N3.1.emergency.drill?" yicha onsite record o1 --on N3.1.emergency.dril --says x
ok "nor a check that is none" has "no question or check N3.2/none" yicha onsite record o1 --on N3.2/none --says x
ok "nor out of the folder of checks" has "no question or check" yicha onsite record o1 --on N3.2/../../checks/N3.2/redis-open --says x
ok "it shows what is linked" has "N3.2/redis-open" yicha onsite show o1
sha=$(sha256sum "$tmp/rack.png" | cut -d ' ' -f 1)
ok "with the hash of the photograph" has "$sha" yicha onsite show o1
ok "as JSON" sh -c "'$B/yicha' onsite show o1 --json | python3 -c 'import json, sys; o = json.load(sys.stdin); assert [i[\"kind\"] for i in o[\"items\"]] == [\"interview\", \"examine\", \"test\", \"photo\"] and len(o[\"persons\"]) == 4'"
ok "a draft may be printed" yicha onsite print o1 --docx "$tmp/draft.docx"
ok "it says so" sh -c "unzip -p '$tmp/draft.docx' 2>/dev/null | grep -q 草稿 || python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert any(\"草稿\" in z.read(x).decode(\"utf-8\", \"replace\") for x in z.namelist())' '$tmp/draft.docx'"
ok "an open record makes no cases" has "not closed yet" yicha onsite cases o1
ok "it ends signed or with a note why not" has "either the unit signed" yicha onsite close o1
ok "not both" has "either the unit signed" yicha onsite close o1 --signed --refused x
ok "refused, with a witness: it has a number" has "检录" yicha onsite close o1 --refused "认为测试结果有误" --witness 物业李某 --statement "对测试结果有异议"
ok "then it takes no more" has "is closed" yicha onsite record o1 --says later
ok "nor is it closed twice" has "is closed" yicha onsite close o1 --signed
ok "the record is printed" yicha onsite print o1 --docx "$tmp/record.docx" --pdf "$tmp/record.pdf"
words "$tmp/record.docx" >"$tmp/record.txt"
for text in 现场检查笔录 某样本科技有限公司 粤A001 已出示 已回避 "申请孙戊回避" "N3.1.emergency.drill" "由网络安全部负责" "6379端口" "技术支撑：钱丁" "机柜未上锁" $sha \
	"认为测试结果有误" "物业李某" "对测试结果有异议" "2026年11月22日9时30分" 检通〔2026〕1号; do
	ok "it says $text" has "$text" cat "$tmp/record.txt"
done
ok "personal data of the papers are not in it" sh -c "! grep -q 13800138000 '$tmp/record.txt'"
ok "what failed becomes a case" has "1 problems, 1 new cases" yicha onsite cases o1
ok "once" has "0 new cases, 1 known" yicha onsite cases o1
ok "with its place, law and evidence" sh -c "'$B/yicha' case list --unit $unit --json | grep -q '192.0.2.7:6379'"
ok "the interview alone" yicha onsite print o1 --entry 1 --docx "$tmp/interview.docx" --pdf "$tmp/interview.pdf"
words "$tmp/interview.docx" >"$tmp/interview.txt"
for text in 询问笔录 "问：最近一次演练是何时？" "答：2026年5月8日。" "王甲（执法证号粤A001）" "李乙（执法证号粤A002）"; do
	ok "it says $text" has "$text" cat "$tmp/interview.txt"
done
ok "entry 2 is no interview" has "is no interview" yicha onsite print o1 --entry 2 --docx "$tmp/x.docx"
ok "a list" has "某样本科技有限公司" yicha onsite list --unit $unit
ok "every act is in the log" sh -c "test \$('$B/yicha' log show --from 0 --lang en | grep -c 'onsite[.]') -eq 6"
ok "and the log is sound" yicha log verify --accept-unsigned
ok "a second visit under the same notice counts once" has "o2" open --officers wang,li --shown --recusal 不申请回避
printf 'Credit code,Year,At most,Source\n%s,2026,1,x\n' $unit >"$tmp/caps.csv"
ok "the year allows one" yicha registry import caps "$tmp/caps.csv" --as mgr
ok "another notice would be the second visit" has "no more than 1" open --approval 检通〔2026〕2号 --officers wang,li --shown --recusal 不申请回避
ok "and leaves nothing behind" sh -c "! '$B/yicha' onsite show o3"
[ -n "${STORE:-}" ] || ok "whatever of its rows is altered, taken away or put in is found" python3 -B test/cmd/tamper.py "$B/yicha" "$YICHA_STORE" 10
done_testing
