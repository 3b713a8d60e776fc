# Run by tools/cleanroot in a clean Debian root with git and make only: what a new user does there, first without root's rights,
# then with them.
set -eu
useradd --create-home --home-dir /tmp/somebody somebody
cp -r . /tmp/somebody/yicha
chown -R somebody /tmp/somebody
as_user() {
	su somebody -s /bin/sh -c "cd /tmp/somebody/yicha && $*"
}
echo "== somebody without root's rights is told the one command that is missing"
if as_user make demo >/tmp/told 2>&1; then
	echo "it worked without any package"
	exit 1
fi
cat /tmp/told
command=$(sed -n 's/.*as root: \(apt-get .*\)/\1/p' /tmp/told)
[ -n "$command" ]
sh -c "$command" >/dev/null
echo "== and the demo works once it was given"
as_user make demo
rm -rf /tmp/somebody /tmp/told
echo "== root"
make demo
make test
