#!/bin/sh
# The program as it is called: exit statuses, languages, pipes, hostile arguments.
set -u
n=0 bad=0
y=$(pwd)/$B/yicha
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
unset LC_ALL LC_MESSAGES LANG LANGUAGE YICHA_STORE XDG_DATA_HOME NO_COLOR
check() { # words, wanted status, text that must occur in stdout+stderr, command…
	n=$((n + 1)) words=$1 want=$2 text=$3
	shift 3
	"$@" >out 2>&1 </dev/null
	got=$?
	if [ $got = "$want" ] && grep -qF -e "$text" out; then echo "ok $n - $words"; else
		echo "not ok $n - $words (status $got)"
		sed 's/^/# /' out | head -5
		bad=1
	fi
}
check "alone it teaches" 0 "The usual way:" "$y"
check "--help" 0 "Exit status:" "$y" --help
check "--version" 0 "yicha 0." "$y" --version
check "a command's --help, whatever else is missing" 0 "Usage: yicha help" "$y" help --help
check "help of a command" 0 "Usage: yicha version" "$y" help version
check "JSON" 0 '{"yicha":"' "$y" version --json
check "a mistyped command" 2 "did you mean 'version'?" "$y" verion
check "a mistyped option" 2 "did you mean --quiet?" "$y" --quite
check "a shortened option" 2 "did you mean --verbose?" "$y" --verb version
check "an option that did nothing is told" 0 "--jobs was not used" "$y" data kinds --jobs 3
check "help of no command" 2 "there is no command" "$y" help nothing
check "too many operands" 2 "too much" "$y" version x
check "an unknown language" 2 "zh and en" "$y" --lang=tlh version
check "an unknown language from the environment is English" 0 "The usual way:" env LANG=tlh_QO.UTF-8 "$y"
check "Chinese by --lang" 0 "通常的步骤" "$y" --lang zh
check "Chinese by LANG, without that locale" 0 "通常的步骤" env LANG=zh_CN.UTF-8 "$y"
check "LC_ALL goes before LANG" 0 "The usual way" env LANG=zh_CN.UTF-8 LC_ALL=C "$y"
check "--lang goes before all" 0 "通常的步骤" env LC_ALL=C "$y" help --lang=zh
check "faults are told in the language chosen behind them" 2 "没有选项" "$y" --xyzzy --lang=zh
check "a full disk" 4 "cannot write the output" sh -c "'$y' help >/dev/full"
check "a closed stdout" 4 "cannot write the output" sh -c "'$y' help >&-"
# The reader has gone before the first byte: the FIFO of the inner shell says when.
mkfifo gone
check "a reader that goes away is no fault" 0 "status 0" sh -c "{ cat gone; '$y' help; echo status \$? >rc; } | { exec <&-; echo >gone; }; cat rc"
check "and nothing is said of it" 0 "quiet" sh -c "{ cat gone; '$y' help 2>said; } | { exec <&-; echo >gone; }; test -s said || echo quiet"
check "escape sequences are not repeated" 2 '\x1b[31m' "$y" "$(printf '\033[31mred')"
check "nor bidi overrides" 2 '\xe2\x80\xae' "$y" "--$(printf '\342\200\256')x"
check "man page" 0 ".SH EXIT STATUS" "$y" help --man
check "the Chinese man page" 0 ".SH 退出状态" "$y" --lang=zh help --man
check "no completions for an unknown shell" 2 "bash, zsh and fish" "$y" help --completion=csh
for c in $("$y" help --completion=bash | sed -n "s/^\t'') words='\([^-]*\) --.*/\1/p"); do
	check "help of $c" 0 "yicha $c" "$y" help "$c"
	check "Chinese help of $c" 0 "退出状态" "$y" --lang zh help "$c"
done
echo "1..$n"
exit $bad
