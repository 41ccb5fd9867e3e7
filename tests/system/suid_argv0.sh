#!/bin/sh
# suid_argv0.sh - a command line that no shell would make
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/suid_lib.sh"

make_program raw-argv <<'END'
#!/usr/bin/python3
# raw-argv PROGRAM WORD..: run it with just these words, the first included.
import ctypes, os, sys
libc = ctypes.CDLL(None)
args = [os.fsencode(a) for a in sys.argv]
env = [b"HOME=" + os.environb[b"HOME"], b"web", b"--release"]
def vector(items):
    return (ctypes.c_char_p * (len(items) + 1))(*items, None)
libc.execve(args[1], vector(args[2:]), vector(env))
sys.exit(99)
END
vm_init=$WORK/bin/vm-init

# No words at all: what follows in memory is the environment, not a VM.
attack A01
expect_status 64 as_user alice raw-argv "$vm_init"
host_unchanged
attacked 64 refused

# Its name is its own, whatever it is called by.
attack A02
escape=$(printf '\033]0;x\007%%n%%s')
for name in "" vm-run vm-list sh - --help "$escape" \
	"$(printf '%0100000d' 0)"; do
	expect_status 0 as_user alice raw-argv "$vm_init" "$name" web
	expect_out "made tap alice0"
	all_or_nothing "called $(echo "$name" | head -c 20)"
	expect_status 66 as_user alice raw-argv "$vm_init" "$name" none
	grep -q '^vm-init: ' "$WORK/err" || fail "another name: $name"
	! grep -q "$(printf '\033')" "$WORK/err" || fail "an escape came through"
done

# Options are a closed list; none of them names a file of the policy.
attack A04
for words in --policy=/tmp/p "--config /tmp/x" -x --release=web --jso "web web" \
	"--release --explain web" "--what-can-i web" "--as-user bob web" \
	""; do
	# shellcheck disable=SC2086
	expect_status 64 as_user alice vm-init $words
	host_unchanged
	attacked 64 refused
done
expect_status 77 as_user alice vm-init --explain --as-user bob web
expect_err "--as-user is for root alone"
expect_status 64 as_user alice POSIXLY_CORRECT=1 vm-init web --check
expect_status 0 as_user alice vm-init --help
expect_status 0 as_user alice vm-init --version

# Many and long words.
attack A03
long=$(printf '%0100000d' 0)
expect_status 64 as_user alice vm-init "$long" "$long" "$long" "$long" "$long"
expect_status 64 as_user alice vm-init "$long"
host_unchanged
attacked 64 refused
attacks_end
