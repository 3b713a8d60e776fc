# Interrupted at any time, by any signal, the estate leaves nothing behind: in namespaces, and without.
set -u
n=0 bad=0
ok() { # words, status
	n=$((n + 1))
	if [ "$2" = 0 ]; then echo "ok $n - $1"; else
		echo "not ok $n - $1"
		bad=1
	fi
}
demo/fetch >&2
mark=$(mktemp -u)
here=test-$$ # the estate's processes carry it in their environment
left() { # processes of the estate, for a while: the last ones die a moment after their parent
	for _ in $(seq 200); do # a busy machine takes its time
		found=$(grep -lz "^YICHA_ESTATE=$here$" /proc/[0-9]*/environ 2>/dev/null) || return 1
		sleep 0.3
	done
	for p in $found; do tr '\0' ' ' <"${p%environ}cmdline" | sed 's/^/# /'; done
}
for without in "" 1; do
	for signal in INT TERM HUP KILL; do
		rm -f "$mark"
		YICHA_ESTATE=$here YICHA_DEMO_NO_NAMESPACE=$without demo/with sh -c "touch $mark; sleep 4242" >/dev/null 2>&1 &
		pid=$!
		while [ ! -e "$mark" ] && kill -0 $pid 2>/dev/null; do sleep 0.1; done
		kill -s $signal $pid
		wait $pid
		status=$?
		[ $status = 130 ] || [ $signal = KILL ]
		ok "SIG$signal ends it with 130 (is $status)${without:+, without namespaces}" $?
		left
		ok "nothing is left after SIG$signal${without:+, without namespaces}" $((!$?))
	done
done
echo "1..$n"
exit $bad
