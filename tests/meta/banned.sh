#!/bin/sh
# banned.sh - functions that no code of ours calls, by what the objects import
#
# A name may be banned everywhere, below src/cmd/, from vm-init, or everywhere
# but in one file.  Fortified forms (__sprintf_chk) count as the plain ones.
set -eu
. "$(dirname "$0")/../lib.sh"

# One line a rule: WHERE, EXCEPT (a file or "-"), the names.  WHERE is "all",
# "below" (all but src/cmd/), "vm-init" (the linked program), or a module.
rules() {
	# Text without a bound, or cut without a word; str_copy() says so.
	echo all - strcpy strcat strncpy strncat stpcpy strlcpy sprintf vsprintf \
		gets strtok strtok_r
	# Numbers that take blanks, signs, and too much: num_parse().
	echo all - atoi atol atoll atof sscanf fscanf scanf vsscanf strtol \
		strtoul strtoll strtoull strtof strtold strtonum
	# What the lexer recognised as a float, and only libc rounds right.
	echo all toml_number.c strtod
	# A shell, other code, jumps.
	echo all - system popen dlopen dlmopen dlsym setjmp _setjmp \
		__sigsetjmp longjmp siglongjmp vfork
	# A name that is checked now and used later; names that can be guessed.
	echo all - tmpnam tempnam tmpfile mktemp getwd chown lchown fchown \
		chmod
	# Bad dice, hidden state, calls whose meaning depends on history.
	echo all - rand srand random srandom drand48 \
		localtime gmtime ctime asctime strerror setlocale
	# Below src/cmd/ nobody prints and nobody exits.
	echo below - exit printf fprintf vprintf vfprintf dprintf vdprintf puts \
		putchar putc fputs fputc fwrite perror stdout stderr \
		err errx warn warnx error psignal

	# vm-init starts no program.
	echo vm-init - execve execv execvp execvpe execl execlp execle fexecve \
		execveat posix_spawn posix_spawnp
	# Its memory is static, its output goes through out.h.
	echo vm-init - malloc calloc realloc reallocarray free strdup strndup \
		asprintf vasprintf getline getdelim open_memstream opendir \
		fdopendir scandir fopen fdopen freopen fclose fread fgets \
		fgetc stdin qsort
	# glibc's syslog() blocks, takes its name from argv[0] and lets control
	# bytes through.
	echo vm-init - syslog vsyslog openlog closelog
	# What the caller's directory, environment or locale could steer.
	echo vm-init - getcwd get_current_dir_name realpath \
		canonicalize_file_name tzset gettext dgettext dcgettext iconv_open
	# An ioctl on an unchecked name loads modules, alternative names resolve.
	echo vm-init - if_nametoindex if_indextoname if_nameindex getifaddrs
	# A delay is no synchronisation.
	echo vm-init - sleep usleep nanosleep

	# Name look-ups load modules: a helper without rights makes them.
	echo vm-init priv_names.c getpwnam getpwnam_r getpwuid getpwuid_r \
		getgrnam getgrnam_r getgrgid getgrgid_r getgrouplist initgroups
	# One place gives a node away, after it looked at what it is.
	echo all priv_node.c fchownat
	# Only the first lines of vm-init see the environment.
	echo priv - getenv secure_getenv
}

# "MODULE FILE SYMBOL" for each symbol that an object of ours imports.
imports() {
	find "$BUILD_DIR/src" "$BUILD_DIR/grammar" -name '*.o' | sort |
		while read -r object; do
			file=${object##*/}
			case $object in
			*/vmman_*_lexer.dir/*) module=grammar ;;
			*/vmman_*.dir/*)
				module=${object##*/vmman_}
				module=${module%%.dir/*}
				;;
			*) module=cmd ;;
			esac
			nm -u "$object" | sed -E "s|^ *[Uw] |$module ${file%.o} |"
		done
	nm -u "$BUILD_DIR/bin/vm-init" | sed -E 's/^ *[Uw] /vm-init - /; s/@.*//'
}

# The plain name of each symbol.
plain() {
	sed -E 's/ __([a-z0-9_]+)_chk$/ \1/; s/ __isoc(99|23)_/ /'
}

[ -x "$BUILD_DIR/bin/vm-init" ] || fail "no vm-init"
{
	rules
	echo END
	imports | plain
} | awk '
	!read {
		read = $1 == "END"
		for (i = 3; i <= NF; i++)
			rule[$i] = rule[$i] $1 " " $2 "\n"
		next
	}
	{
		seen++
		n = split(rule[$3], r, "\n")
		for (i = 1; i < n; i++) {
			split(r[i], part, " ")
			where = part[1]
			except = part[2]
			if ($2 == except || $1 == "vm-init" && except != "-")
				continue
			if (where == "all" || where == $1 ||
			    where == "below" && $1 != "cmd" && $1 != "vm-init" ||
			    where == "vm-init" && $1 == "priv" && except != "-") {
				print $1, $2 " calls " $3
				failed = 1
			}
		}
	}
	END {
		print seen " imports"
		exit failed || seen < 100
	}' || fail "see above"
