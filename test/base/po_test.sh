#!/bin/sh
# Every message has its Chinese translation (tools/po-check), and the tool sees what is wrong.
set -u
n=0 bad=0
ok() { # words, command…
	n=$((n + 1)) words=$1
	shift
	if "$@" >"$dir/out" 2>&1; then echo "ok $n - $words"; else
		echo "not ok $n - $words"
		sed 's/^/# /' "$dir/out" | head -20
		bad=1
	fi
}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tool=$(pwd)/tools/po-check
ok "every message is translated" "$tool"
mkdir -p "$dir/src/base" "$dir/po"
cd "$dir" || exit 1
printf 'ERR(E_X, "broken", 4)\n' >src/base/errs.def
sees() { # words, what the tool must say, code, translations
	printf '%s\n' "$3" >src/a.c
	printf 'msgid "broken"\nmsgstr "B"\n%s\n' "$4" >po/zh_CN.po
	n=$((n + 1))
	if "$tool" >out 2>&1; then got=clean; else got=$(cat out); fi
	case $got in *"$2"*) echo "ok $n - $1" ;; *)
		echo "not ok $n - $1"
		echo "$got" | sed 's/^/# /'
		bad=1
		;;
	esac
}
sees "nothing to say" clean 'x = _("a" /* "no" */
	"b %s");' 'msgid "ab %s"
msgstr "C %s"'
sees "a missing translation" 'src/a.c:1: not in' 'x = _("new");' ''
sees "one of a table" 'src/a.c:1: not in' '	X(GATE_OK, "new")' ''
sees "an empty one" 'no translation' 'x = N_("new");' 'msgid "new"
msgstr ""'
sees "one that nobody says" 'no code says this' 'x = 1;' 'msgid "old"
msgstr "C"'
sees "another conversion" 'conversions differ' 'x = L_("%s of %d");' 'msgid "%s of %d"
msgstr "%d C %s"'
sees "two translations" 'translated twice' 'x = _("a");' 'msgid "a"
msgstr "C"
msgid "a"
msgstr "D"'
sees "a macro within a message" 'literals only' 'x = _("a" PRIu64);' 'msgid "a"
msgstr "C"'
mkdir -p src/collect/x
printf 'void f(void)\n{\n\tsink_gap(s, 1, "no marked reason");\n}\n' >src/collect/x/x.c
sees "a collector's reason that is not marked" 'src/collect/x/x.c:3: a reason without N_()' 'x = 1;' ''
rm src/collect/x/x.c
sees "a spoilt line" 'not understood' 'x = 1;' 'msgstr without quotes'
echo "1..$n"
exit $bad
