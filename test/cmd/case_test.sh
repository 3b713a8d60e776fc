#!/bin/sh
# From a finding to its end on the command line: confirmed by a second person, noticed by three, answered, tested again by a fourth, closed,
# seen again; and what the machine refuses on the way. docs/life.md is what the program prints.
. test/lib.sh
yicha="$B/yicha --store $tmp/store --lang en"
$B/yicha case table --lang en >"$tmp/life.md"
ok "docs/life.md is what the program obeys" cmp "$tmp/life.md" docs/life.md

mkdir -p "$tmp/www/.git"
leak() {
	mkdir -p "$tmp/www/.git"
	printf 'ref: refs/heads/main\n' >"$tmp/www/.git/HEAD"
	printf '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n' >"$tmp/www/.git/config"
}
leak
printf '<html><head><title>t</title></head><body><p>hello, this is a page of some length</p></body></html>' >"$tmp/www/index.html"
serve "$tmp/www"
year=$(date -u +%Y)
cat >"$tmp/scope.yaml" <<EOS
scope: 1
unit: {name: 某某公司, uscc: 91440300MA0000XY5L, province: 粤}
authorisation: {by: 自己, reference: "1", period: {from: $((year - 1))-12-31, until: $((year + 1))-01-02}, window: "00:00-24:00", mode: self, vantage: loopback}
contact: a@example.cn
objects:
  - {id: portal, type: N2.01, name: 门户, sites: ["http://127.0.0.1:$port/"]}
EOS
$yicha inspect "$tmp/scope.yaml" --quiet >/dev/null
ok "a sample's ledger" $yicha ledger init --sample --agency 某省通信管理局
ok "its administrator" $yicha ledger person root 管 admin
while read -r who role more; do
	$yicha ledger person "$who" "$who" "$role" --as root $more || echo "not ok - $who"
done <<EOS
li technician --unit T1
wang officer --cert 1
zhao officer --cert 2
sun legal
zhou issuer
wu unit --unit 91440300MA0000XY5L
mgr manager
both officer,technician --cert 3
EOS
ok "the persons as JSON" sh -c "$yicha ledger persons --json | python3 -c 'import json,sys; assert [p[\"roles\"] for p in json.load(sys.stdin) if p[\"id\"] == \"both\"] == [[\"officer\", \"technician\"]]'"
no "staff of no unit" "which unit" $yicha ledger person staff 某 unit --as root
printf '%s\n' '{"tool":"t","rule":"r","asset":"tcp:203.0.113.7:6379","title":"t 13912345678","says":"password=Hunter2! tel 13812345678","severity":"high","uscc":"91440300MA0000XY5L"}' >"$tmp/secret.jsonl"
echo '{"rule":"r"}' >"$tmp/bad.jsonl"
ok "a file with a bad row does not end well" sh -c "$yicha case import $tmp/bad.jsonl --unit 91440300MA0000XY5L --as li; test \$? = 1"
ok "another tool's finding" has "1 new cases" $yicha case import "$tmp/secret.jsonl" --as li
ok "its words are masked" sh -c "! $yicha case list --json | grep -E 'Hunter2|13[89]12345678' && $yicha case list --json | grep -q '\*\*\*'"
ok "and were not stored" sh -c "! grep -a -E 'Hunter2|13[89]12345678' $tmp/store/yicha.db*"
$yicha ledger set agency.mark 某通信管 --as root
$yicha ledger set agency.contact 王某 --as root
$yicha ledger set agency.phone 020-0000 --as root
$yicha ledger set agency.report_to 书面报送 --as root
echo receipt >"$tmp/receipt.txt"
echo mended >"$tmp/answer.txt"

ok "failures become cases" has "2 new cases" $yicha case open --as li
ok "once" has "0 new cases" $yicha case open --as li --why
ok "and it says why" has 'which is "suspected"' $yicha case open --as li --why
c=$($yicha findings | sed -n 's/^\([0-9a-f]\{16\}\) .*web-git-exposed.*/\1/p' | head -1)
no "a technician confirms nothing" "may not do this" $yicha case confirm "$c" --as li
no "nor does one who is an officer too" "may not do this" $yicha case confirm "$c" --as both
no "no notice about what is not confirmed" "not confirmed" $yicha notice draft --kind rectification-order "$c" --days 15 --field way=远程检测 --field approval=检1号 --as wang
ok "an officer confirms" $yicha case confirm "$c" --as wang
no "a form with a hole is no notice" "nothing for {" $yicha notice draft --kind rectification-order "$c" --days 15 --as wang
for field in agency=某局 number=某〔2026〕9号 deadline=2099年1月1日 party=别人 order=请 date=x; do
	no "${field%%=*} is not given by hand" "not given by hand" $yicha notice draft --kind rectification-order "$c" --days 15 --field "$field" --field way=远程检测 --field approval=检1号 --as wang
done
ok "a notice is drafted" $yicha notice draft --kind rectification-order "$c" --days 15 --field way=远程检测 --field approval=检1号 --as wang
no "a case is in one notice" "in notice n1 already" $yicha notice draft --kind rectification-order "$c" --days 15 --field way=远程检测 --field approval=检1号 --as wang
no "no issue before review" "cannot be done now" $yicha notice issue n1 --as zhou
ok "legal review" $yicha notice review n1 --as sun
no "words that nobody confirmed block it" "nobody has confirmed" $yicha notice issue n1 --as zhou
no "and only a legal reviewer confirms them" "is no" $yicha notice confirm-words n1 --as zhou
ok "confirmed" $yicha notice confirm-words n1 --as sun --reason 已核对
ok "a draft prints" $yicha notice print n1 --pdf "$tmp/draft.pdf"
ok "issued, with a number" has "某通信管责改〔" $yicha notice issue n1 --as zhou
ok "printed twice" sh -c "$yicha notice print n1 --docx $tmp/a.docx --pdf $tmp/a.pdf && $yicha notice print n1 --docx $tmp/b.docx --pdf $tmp/b.pdf"
ok "it is the same" sh -c "cmp $tmp/a.docx $tmp/b.docx && cmp $tmp/a.pdf $tmp/b.pdf && ! cmp -s $tmp/a.pdf $tmp/draft.pdf"
no "service needs proof" "evidence" $yicha notice serve n1 --way direct --receiver 陈某 --as wang
no "and somebody who took it" "who took it" $yicha notice serve n1 --way direct --evidence "$tmp/receipt.txt" --as wang
ok "served" $yicha notice serve n1 --way direct --receiver 陈某 --evidence "$tmp/receipt.txt" --as wang
ok "the case is notified" has notified $yicha case list --open
no "an officer does not answer for the unit" "may not do this" $yicha notice answer n1 --as wang --evidence "$tmp/answer.txt"
ok "the unit answers" $yicha notice answer n1 --as wu --evidence "$tmp/answer.txt"
no "the unit does not test itself" "is no" $yicha case assign "$c" --tester wu --as mgr
ok "a re-test is given out" $yicha case assign "$c" --tester zhao --as mgr
no "to one, not another" "was given to zhao" $yicha recheck "$c" --as wang
ok "it is still there" has "is now: rectifying" $yicha recheck "$c" --as zhao
rm -r "$tmp/www/.git"
later=$(date -u -d '+150 days' +%F)
no "not for ever" "at most 180 days" $yicha case extend "$c" --until 2999-12-31 --reason 需采购 --as wu
no "the agency's number is one" "no number of days" $yicha ledger set extension.days 0 --as root
ok "the agency allows less" $yicha ledger set extension.days 100 --as root
no "then it is refused" "at most 100 days" $yicha case extend "$c" --until "$later" --reason 需采购 --as wu
ok "the agency allows that" $yicha ledger set extension.days 140 --as root
ok "asks for more time" $yicha case extend "$c" --until "$later" --reason 需采购 --as wu
no "the unit does not grant it itself" "already" $yicha case extend "$c" --until "$later" --as wu --reason x
ok "one endorses" $yicha case extend "$c" --as wang --reason 属实
no "the same does not grant" "may not do this" $yicha case extend "$c" --as wang --basis 批准
ok "another grants" $yicha case extend "$c" --as zhou --basis 批准
no "two in a row are measured together" "at most 140 days" $yicha case extend "$c" --until "$(date -u -d '+170 days' +%F)" --reason x --as wu
ok "the deadline is the new one" has "$later" $yicha case list --open
ok "and the time limit's" has "$later" $yicha deadline due --all
ok "reported again" $yicha case report "$c" --as wu --evidence "$tmp/answer.txt"
ok "given out again" $yicha case assign "$c" --tester zhao --as mgr
ok "mended and closed" has "is now: closed" $yicha recheck "$c" --as zhao
ok "the notice with it" has closed $yicha notice list
ok "rounds are kept" has "round 2: pass" $yicha case show "$c"
leak
sleep 1
$yicha inspect "$tmp/scope.yaml" --quiet >/dev/null
ok "seen again it is a new case" has "1 of them reappeared" $yicha case open --as li
ok "that names the old one" has "reappeared; before:: $c" $yicha case show "$c"
ok "the log is whole" $yicha log verify --accept-unsigned
ok "whatever of its rows is altered, taken away or put in is found" python3 -B test/cmd/tamper.py "$B/yicha" "$tmp/store" 10
done_testing
