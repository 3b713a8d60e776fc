# Prints {"msgid", "msgstr"}, for each translated message of a .po file.
function flush() {
	if (id != "" && text != "") printf "\t{\"%s\", \"%s\"},\n", id, text
	id = ""; text = ""
}
/^#/ { next }
/^msgid "/ { flush(); where = "id"; sub(/^msgid "/, ""); sub(/"$/, ""); id = $0; next }
/^msgstr "/ { where = "text"; sub(/^msgstr "/, ""); sub(/"$/, ""); text = $0; next }
/^"/ { sub(/^"/, ""); sub(/"$/, ""); if (where == "id") id = id $0; else text = text $0; next }
END { flush() }
