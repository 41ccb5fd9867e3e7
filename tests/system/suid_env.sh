#!/bin/sh
# suid_env.sh - nothing in the environment steers vm-init
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/suid_lib.sh"

# Programs that vm-init must not run, and a library it must not load.
mkdir "$WORK/evil"
for name in ip modprobe udevadm sh id getent; do
	printf '#!/bin/sh\necho "%s $*" >>%s/ran\n' "$name" "$WORK/evil" \
		>"$WORK/evil/$name"
done
chmod -R 755 "$WORK/evil"
chmod 777 "$WORK/evil"

evil="LD_PRELOAD=$WORK/evil/x.so LD_AUDIT=$WORK/evil/x.so
LD_LIBRARY_PATH=$WORK/evil LD_DEBUG=all LD_PROFILE=x LD_SHOW_AUXV=1
GCONV_PATH=$WORK/evil LOCPATH=$WORK/evil NLSPATH=$WORK/evil/%N LANG=de_DE
LANGUAGE=de LC_ALL=de_DE MALLOC_CHECK_=3 MALLOC_TRACE=$WORK/evil/trace
GLIBC_TUNABLES=glibc.malloc.mxfast=glibc.malloc.mxfast=A
RESOLV_HOST_CONF=/etc/shadow HOSTALIASES=/etc/shadow RES_OPTIONS=debug
TZ=:/etc/shadow TMPDIR=$WORK/evil IFS=/ SHELL=$WORK/evil/sh
ENV=$WORK/evil/sh BASH_ENV=$WORK/evil/sh PERL5LIB=$WORK/evil
PYTHONPATH=$WORK/evil NSS_WRAPPER_PASSWD=$WORK/evil/passwd
SUDO_UID=0 SUDO_GID=0 SUDO_USER=root USER=root LOGNAME=root UID=0
VMMAN_POLICY=$WORK/evil/policy.toml DOAS_UID=0 NOTIFY_SOCKET=$WORK/evil/n"

vm_init=$WORK/bin/vm-init
attack A06
for one in $evil; do
	expect_status 0 as_user alice "$one" "$vm_init" web
	expect_out "made tap alice0"
	[ ! -s "$WORK/err" ] || fail "$one: $(cat "$WORK/err")"
	all_or_nothing "$one"
done
attack A06 A07
# shellcheck disable=SC2086 # words are meant
expect_status 0 as_user alice $evil PATH="$WORK/evil" "$vm_init" web
expect_out "made tap alice0"
all_or_nothing "all of them"
[ "$(cd "$WORK/evil" && echo *)" = "getent id ip modprobe sh udevadm" ] ||
	fail "something was run or written: $(ls "$WORK/evil")"

# No second program, and no file but those it has to do with.
if command -v strace >/dev/null; then
	# shellcheck disable=SC2086
	strace -f -u alice -o "$WORK/trace" -e trace=execve,execveat,%file \
		env -i $evil PATH="$WORK/evil" HOME="$WORK/home/alice" \
		"$vm_init" web >/dev/null || fail "it does not work traced"
	! sed '1,/vm-init/d' "$WORK/trace" | grep exec ||
		fail "it ran another program"
	! grep -E 'evil|shadow|locale|zoneinfo' "$WORK/trace" |
		grep -v execve || fail "it looked at what it was pointed to"
	all_or_nothing "traced"
fi

# One answer to one question only.
make_program raw-env <<'END'
#!/usr/bin/python3
# raw-env PROGRAM WORD ENTRY..: run it with just these entries, as they are.
import ctypes, os, sys
libc = ctypes.CDLL(None)
args = [os.fsencode(a) for a in sys.argv]
def vector(items):
    return (ctypes.c_char_p * (len(items) + 1))(*items, None)
libc.execve(args[1], vector([args[1], args[2]]), vector(args[3:]))
sys.exit(99)
END
attack A24
home=HOME=$WORK/home/alice
expect_status 64 as_user alice raw-env "$vm_init" web "$home" \
	VMCONF_DIR=/a VMCONF_DIR=/b
expect_err "VMCONF_DIR is in the environment twice"
expect_status 64 as_user alice raw-env "$vm_init" web "$home" "$home"
expect_err "HOME is in the environment twice"
expect_status 64 as_user alice raw-env "$vm_init" web "$home" \
	"VMCONF_DIR=$(printf '%05000d' 0)"
expect_err "VMCONF_DIR has more than 4096 bytes"
expect_status 78 as_user alice raw-env "$vm_init" web "$home" VMCONF_DIR=
expect_status 78 as_user alice raw-env "$vm_init" web
expect_status 0 as_user alice raw-env "$vm_init" web "$home" VMCONF_DIR
all_or_nothing "VMCONF_DIR without a value"
expect_status 0 as_user alice raw-env "$vm_init" web "$home" =x = "" HOME
all_or_nothing "odd entries"
expect_status 66 as_user alice VMCONF_DIR="$(printf '\377')" vm-init web
expect_status 0 as_user alice sh -c 'cd "$HOME/vm" && VMCONF_DIR=. vm-init web'
all_or_nothing "a relative directory"

attack A23
# A directory that is not there any more, or closed.
mkdir -m 777 "$WORK/gone"
expect_status 0 as_user alice sh -c "cd $WORK/gone && rmdir $WORK/gone ||
	chmod 0 .; exec vm-init web"
all_or_nothing "no directory"
attacks_end
