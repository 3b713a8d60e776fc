# Prints {"msgid", "msgstr"}, for each translated message of a .po file, after the msgid's bytes in hexadecimal and a tab:
# sorted and cut, that is strcmp's order, whatever quotes and escapes the messages hold.
BEGIN { for (i = 1; i < 256; i++) code[sprintf("%c", i)] = sprintf("%02x", i) }
function key(s,    i, c, r) {
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\\") {
			c = substr(s, ++i, 1)
			if (c == "n") c = "\n"
			if (c == "t") c = "\t"
		}
		r = r code[c]
	}
	return r
}
function flush() {
	if (id != "" && text != "") printf "%s\t\t{\"%s\", \"%s\"},\n", key(id), id, text
	id = ""; text = ""
}
/^#/ { next }
/^msgid "/ { flush(); where = "id"; sub(/^msgid "/, ""); sub(/"$/, ""); id = $0; next }
/^msgstr "/ { where = "text"; sub(/^msgstr "/, ""); sub(/"$/, ""); text = $0; next }
/^"/ { sub(/^"/, ""); sub(/"$/, ""); if (where == "id") id = id $0; else text = text $0; next }
END { flush() }
