# In a clean Debian root with git and make only, `make demo` and `make test` pass, and nothing is left behind. As root, and
# long: only where CI asks for it (tools/test).
set -u
log=$B/test/cleanroot.log
if tools/cleanroot sh -c 'make demo && make test' >"$log" 2>&1; then
	sed 's/^/# /' "$log" | tail -5
	echo "ok 1 - make demo and make test pass in a clean root, and leave nothing behind"
else
	tail -60 "$log" | sed 's/^/# /'
	echo "not ok 1 - make demo and make test pass in a clean root, and leave nothing behind"
fi
echo 1..1
