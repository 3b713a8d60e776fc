# A new check and a new collector are new files only: made by the tools in a copy of the tree, built, run.
set -u
B=${B:-build}
n=0
ok() { # status, words
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}
copy=$PWD/$B/test/copy
rm -rf "$copy"
mkdir -p "$copy"
git ls-files -z | xargs -0 tar cf - | tar xf - -C "$copy"
cd "$copy" || exit 1
git init -q . && git add -A && git -c user.name=test -c user.email=test@example.org commit -qm tree
# What was built already is built alike here; only the new files are new.
if [ -d ../../obj ]; then
	mkdir -p build && cp -a ../../obj ../../gen build/
	git ls-files -z | xargs -0 touch -d '2020-01-01'
	find build -type f -exec touch -d '2021-01-01' {} +
fi
make -s build >make.log 2>&1
ok $? "the copy builds"
build/yicha checks new N3.6/made-by-test >/dev/null
ok $? "yicha checks new"
tools/new-collector made_by_test >/dev/null
ok $? "tools/new-collector"
make -s build >make.log 2>&1
ok $? "it builds with both, and nothing else was touched"
tail -5 make.log | sed 's/^/# /'
changed=$(git status --porcelain | grep -v '^?? \(build/\|make.log\)' | sort)
[ "$(printf '%s\n' "$changed" | grep -vc '^??')" = 0 ]
ok $? "changed files are new ones only"
printf '%s\n' "$changed" | sed 's/^/# /'
build/yicha checks test N3.6/made-by-test >/dev/null 2>&1
ok $? "the new check passes its own examples"
cat >scope.yaml <<'E2'
scope: 1
unit: {name: 示例公司, uscc: 91440300MA0000XY5L, province: 粤}
authorisation:
  by: test
  reference: test 1
  period: {from: 2020-01-01, until: 2022-12-31}
  mode: self
  vantage: loopback
contact: test@example.org
objects:
  - {id: a, type: N2.01, name: test, hosts: [{ip: 127.0.0.9, ports: [9]}]}
E2
year=$(date -u +%Y) # the program counts days at GMT+8: a day more at both ends
sed -i "s/2020-01-01, until: 2022-12-31/$((year - 1))-12-31, until: $((year + 1))-01-02/" scope.yaml
build/yicha inspect scope.yaml --store store >/dev/null 2>inspect.log
status=$?
[ $status -eq 0 ] || [ $status -eq 1 ] || [ $status -eq 3 ]
ok $? "an inspection with the new collector runs (status $status)"
build/yicha sql --store store "SELECT ip FROM made_by_test_seen" 2>&1 | grep -q 127.0.0.9
ok $? "and its fact is there"
echo "1..$n"
