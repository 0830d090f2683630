# SPDX-License-Identifier: MIT
# Compiles po files into the C table of store/lang.h, sorted by bytes.
# Takes msgid/msgstr pairs (strings may go on over lines), skips the header.
function flush() {
	if (id != "" && text != "" && !(id in seen)) {
		seen[id] = 1
		n++
		ids[n] = id
		keys[n] = key(id)
		texts[n] = text
	}
	id = text = ""
	where = ""
}
# What the C compiler makes of it: the order is strcmp's.
function key(s) {
	gsub(/\\n/, "\n", s)
	gsub(/\\r/, "\r", s)
	gsub(/\\t/, "\t", s)
	gsub(/\\"/, "\"", s)
	gsub(/\\\\/, "\\", s)
	return s
}
function string(s) {
	sub(/^[^"]*"/, "", s)
	sub(/"[ \t\r]*$/, "", s)
	return s
}
/^msgid /  { flush(); id = string($0); where = "id"; next }
/^msgstr / { text = string($0); where = "str"; next }
/^"/       { if (where == "id") id = id string($0); else if (where == "str") text = text string($0); next }
END {
	flush()
	print "/* generated from po/ */"
	print "#include \"store/lang.h\""
	print "const struct lang_pair lang_pairs[] = {"
	for (i = 2; i <= n; i++) { # insertion sort by bytes (LC_ALL=C)
		a = ids[i]; b = texts[i]; k = keys[i]
		for (j = i - 1; j >= 1 && keys[j] > k; j--) {
			ids[j + 1] = ids[j]; texts[j + 1] = texts[j]; keys[j + 1] = keys[j]
		}
		ids[j + 1] = a; texts[j + 1] = b; keys[j + 1] = k
	}
	for (i = 1; i <= n; i++)
		printf "\t{\"%s\", \"%s\"},\n", ids[i], texts[i]
	print "\t{0, 0},\n};"
	printf "const unsigned lang_pair_count = %d;\n", n
}
