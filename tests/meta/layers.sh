#!/bin/sh
# layers.sh - every #include keeps to the module table (src/CMakeLists.txt)
#
# A file may include the headers of its own module, those of the modules that
# its row names, and private headers of its own folder.  The table has no cycle,
# every source and header is in it, and nothing but vm-init uses priv.
set -eu
. "$(dirname "$0")/../lib.sh"

layers=$BUILD_DIR/layers.txt
cd "$SOURCE_DIR"

# "FILE "HEADER"" for each quoted include there is.
includes() {
	find src include grammar -name '*.[chy]' -o -name '*.re' | sort |
		xargs grep -H -o -E '^[ 	]*#[ 	]*include[ 	]*"[^"]+"' |
		sed -E 's/:[^"]*"/ /; s/"$//'
}

# The sources and headers that have to be in the table.
files() {
	find src -name '*.c'
	find include -name '*.h'
}

# A module's name for each header that the grammars generate.
generated=$(find "$BUILD_DIR/grammar" -name '*.[ch]' -printf '%f ')

check() {
	includes | awk -v layers="$layers" -v generated="$generated" -v files="$(files | tr '\n' ' ')" '
	function bad(text) {
		print text
		failed = 1
	}
	# Whether the row @owner may see the public header @header.
	function sees(owner, header) {
		return home[header] == owner ||
			index("," uses[owner] ",", "," home[header] ",") > 0
	}
	# The rows that the file @path is part of, separated by blanks.
	function owners(path, part) {
		split(path, part, "/")
		if (path ~ /^include\/vmman\//)
			return home[part[3]]
		if (path ~ /^grammar\/values/)
			return "value"
		if (path ~ /^grammar\//)
			return "toml"
		if (path in row)
			return row[path]
		# A private header: of whoever includes it in src/cmd/, of its
		# folder elsewhere.
		return part[2] == "cmd" ? users[part[3]] : part[2]
	}
	BEGIN {
		while ((getline line < layers) > 0) {
			split(line, f, " ")
			kind[f[2]] = f[1]
			uses[f[2]] = f[5] == "-" ? "" : f[5]
			n = split(f[3], h, ",")
			for (i = 1; i <= n; i++) {
				if (h[i] in home && h[i] != "-")
					bad(h[i] " is in two rows")
				home[h[i]] = f[2]
			}
			n = split(f[4], s, ",")
			for (i = 1; i <= n; i++)
				row["src/" s[i]] = row["src/" s[i]] " " f[2]
		}
		for (name in uses) {
			if (name != "vm-init" && ("," uses[name] ",") ~ /,priv,/)
				bad(name " uses priv, which changes the host as root")
			if (kind[name] == "module" && ("," uses[name] ",") ~ /,cmd,/)
				bad("the module " name " uses cmd, which is for programs")
		}
		if (("," uses["vm-init"] ",") ~ /,(image|qemu),/)
			bad("vm-init uses what is for the caller alone")
		n = split(files, all, " ")
		for (i = 1; i <= n; i++) {
			base = all[i]
			sub(/.*\//, "", base)
			if (!(all[i] in row) && !(all[i] ~ /^include/ && base in home))
				bad(all[i] " is in no row")
		}
	}
	{
		path[NR] = $1
		header[NR] = $2
		if ($1 ~ /^src\/cmd\/.*\.c$/ && $2 !~ /\//)
			users[$2] = users[$2] row[$1]
	}
	END {
		for (i = 1; i <= NR; i++) {
			folder = path[i]
			sub(/[^\/]*$/, "", folder)
			if (header[i] !~ /^vmman\//) {
				own = system("test -e " folder header[i]) == 0
				if (folder == "grammar/")
					own = system("test -e src/toml/" header[i] \
						" -o -e src/value/" header[i]) == 0
				if (!own && index(" " generated, " " header[i] " ") == 0)
					bad(path[i] ": " header[i] " is no header of this folder")
				continue
			}
			name = substr(header[i], 7)
			n = split(owners(path[i]), o, " ")
			if (n == 0)
				bad(path[i] ": nobody includes it")
			for (j = 1; j <= n; j++)
				if (!sees(o[j], name))
					bad(path[i] ": " o[j] " may not use " header[i])
		}
		exit failed
	}'
}

check || fail "see above"
awk '{ n = split($5, u, ","); for (i = 1; i <= n; i++) print $2, u[i] }' \
	"$layers" | tsort >/dev/null || fail "a cycle in the module table"
echo "$(wc -l <"$layers") rows, $(includes | wc -l) includes"
