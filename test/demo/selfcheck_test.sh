# The estate itself, asked by hand: each insecure setting fires, each secure one does not; for two deals, and without namespaces.
set -u
demo/fetch >&2 || exit 1
bad=0
# A second fetch fetches nothing: it needs no program to do so.
if PATH=/nonexistent /usr/bin/python3 demo/fetch; then echo "ok 1 - a second fetch fetches nothing"; else
	echo "not ok 1 - a second fetch fetches nothing"
	bad=1
fi
SEED=1 demo/selfcheck || bad=1
SEED=2 YICHA_DEMO_NO_NAMESPACE=1 demo/selfcheck || bad=1
exit $bad
