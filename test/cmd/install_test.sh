#!/bin/sh
# `make install` into a folder of its own, and the program run from there.
set -u
n=0 bad=0
ok() { # words, command…
	n=$((n + 1)) words=$1
	shift
	if "$@" >"$dir/out" 2>&1; then echo "ok $n - $words"; else
		echo "not ok $n - $words"
		sed 's/^/# /' "$dir/out" | head -5
		bad=1
	fi
}
not() { ! "$@"; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
root=$(pwd)
export B
mkdir -p "$dir/to/usr/share/yicha/checks/N9"
touch "$dir/to/usr/share/yicha/checks/N9/gone.sql"
ok "installs" env DESTDIR="$dir/to" PREFIX=/usr tools/install
at=$dir/to/usr
for f in bin/yicha share/yicha/catalogue/clauses.yaml share/yicha/report.schema.json share/man/man1/yicha.1 \
	share/man/zh_CN/man1/yicha.1 share/bash-completion/completions/yicha share/zsh/site-functions/_yicha \
	share/fish/vendor_completions.d/yicha.fish; do
	ok "there is $f" test -s "$at/$f"
done
ok "every check is there" test "$(find checks -name '*.sql' | wc -l)" = "$(find "$at/share/yicha/checks" -name '*.sql' | wc -l)"
ok "what is no longer in the sources is gone" not test -e "$at/share/yicha/checks/N9"
ok "everybody may read it" not sh -c "find '$at' ! -perm -444 | grep ."
ok "nobody else may write it" not sh -c "find '$at' -perm /022 ! -type l | grep ."
cd "$dir" || exit 1
ok "runs from there" "$at/bin/yicha" version
if "$root/$B/yicha" help | grep -q '^  checks '; then
	"$at/bin/yicha" checks list >"$dir/list" 2>"$dir/err"
	ok "finds the installed checks" grep -q icp-number-missing "$dir/list"
	mv "$at/share/yicha" "$at/share/away"
	ok "these and no others" not sh -c "'$at/bin/yicha' checks list 2>&1 | grep -q icp-number-missing"
	mv "$at/share/away" "$at/share/yicha"
fi
cat >"$dir/complete.bash" <<'SH'
source "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
compopt() { :; }
_yicha
printf '%s\n' "${COMPREPLY[@]}"
SH
completes() { # wanted, words…
	want=$1
	shift
	bash "$dir/complete.bash" "$at/share/bash-completion/completions/yicha" "$@" | grep -qx -e "$want"
}
if command -v bash >/dev/null; then
	ok "bash: a command" completes version yicha ver
	ok "bash: an option of every command" completes --store= yicha version --st
	ok "bash: an option before the command" completes --json yicha --js
	ok "bash: the command is found behind options" completes --verbose yicha --lang zh version --verb
	ok "bash: a subcommand" completes check yicha scope ch
	ok "bash: a subcommand among optional ones" completes diff yicha runs di
	ok "bash: no option of another command" not completes --completion= yicha help --comp
fi
for shell in zsh fish; do
	command -v $shell >/dev/null || continue
	ok "$shell reads its completions" $shell -n "$(find "$at/share/$shell" -type f)"
done
if command -v groff >/dev/null; then
	for f in "$at/share/man/man1/yicha.1" "$at/share/man/zh_CN/man1/yicha.1"; do
		groff -man -Kutf8 -Tutf8 -ww "$f" >"$dir/man" 2>"$dir/warnings"
		ok "groff has nothing to say of ${f#"$at/"}" not test -s "$dir/warnings"
		ok "and shows it" grep -q -- --store "$dir/man"
	done
fi
echo "1..$n"
exit $bad
