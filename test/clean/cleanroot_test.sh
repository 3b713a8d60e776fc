# In a clean Debian root with git and make only, `make demo` (as root and as somebody else) and `make test` pass, and nothing is
# left behind. As root, and long: only where CI asks for it (tools/test).
set -u
log=$B/test/cleanroot.log
words="in a clean root, make demo and make test pass and leave nothing behind"
if tools/cleanroot sh test/clean/inside.sh >"$log" 2>&1; then
	grep -E '^(planted|cleanroot:|[0-9]+ passed)' "$log" | sed 's/^/# /'
	echo "ok 1 - $words"
else
	tail -60 "$log" | sed 's/^/# /'
	echo "not ok 1 - $words"
fi
echo 1..1
