#!/bin/sh
# suid_signals.sh - signals, timers and what else outlives a set-uid exec
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/suid_lib.sh"

make_program inherit <<'END'
#!/usr/bin/python3
# inherit WHAT PROGRAM..: run it with that state inherited
import ctypes, os, signal, sys
libc = ctypes.CDLL(None)
what = sys.argv[1]
every = set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}
if what == "blocked":
    signal.pthread_sigmask(signal.SIG_BLOCK, every)
elif what == "ignored":
    for s in every:
        try:
            signal.signal(s, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
elif what == "timers":
    signal.setitimer(signal.ITIMER_REAL, float(sys.argv[2]), 0.0005)
    del sys.argv[2]
elif what == "cpu-timers":
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.0001, 0.0001)
    signal.setitimer(signal.ITIMER_PROF, 0.0001, 0.0001)
elif what == "tsc":
    assert libc.prctl(26, 2, 0, 0, 0) == 0  # PR_SET_TSC, PR_TSC_SIGSEGV
elif what == "subreaper":
    assert libc.prctl(36, 1, 0, 0, 0) == 0  # PR_SET_CHILD_SUBREAPER
elif what == "deathsig":
    assert libc.prctl(1, 9, 0, 0, 0) == 0   # PR_SET_PDEATHSIG
elif what == "personality":
    assert libc.personality(0x5f40000) >= 0 # all of its bug emulations
elif what == "nice":
    os.nice(19)
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with open("/proc/self/oom_score_adj", "w") as f:
        f.write("1000")
else:
    sys.exit("what?")
os.execvp(sys.argv[2], sys.argv[2:])
END

attack A05 A20 A25 A27
for what in blocked ignored subreaper deathsig personality nice; do
	expect_status 0 as_user alice inherit $what vm-init web
	is_complete || fail "not done with: $what"
	all_or_nothing "$what"
done

# The loader reads the time stamp counter, which kills it, and takes processor
# time: before main().
attack A05
for what in tsc cpu-timers; do
	as_user alice inherit $what vm-init web >/dev/null 2>&1 || true
	all_or_nothing "$what"
done

# An alarm that was set before exec goes off before main() or never.
for delay in 0.0001 0.001 0.002 0.003 0.005 0.01 0.02; do
	as_user alice inherit timers $delay vm-init web >/dev/null 2>&1 || true
	all_or_nothing "an alarm after $delay s"
done

# Killed at any time, by its caller: all or nothing.
make_program shoot <<'END'
#!/usr/bin/python3
# shoot SIGNAL SECONDS PROGRAM..: run it, send it and all its children the
# signal after that time, and then SIGCONT and SIGKILL.
import os, signal, subprocess, sys, time
child = subprocess.Popen(sys.argv[3:], stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL, start_new_session=True)
time.sleep(float(sys.argv[2]))
def send(number):
    try:
        os.killpg(child.pid, number)
    except (ProcessLookupError, PermissionError):
        pass
send(getattr(signal, sys.argv[1]))
time.sleep(0.02)
send(signal.SIGCONT)
send(signal.SIGKILL)
child.wait()
END
attack A08 A20
for signal in KILL TERM INT STOP TSTP; do
	for delay in 0.0005 0.001 0.002 0.003 0.004 0.005 0.007 0.01; do
		expect_status 0 as_user alice shoot SIG$signal $delay vm-init web
		all_or_nothing "SIG$signal after $delay s"
	done
done

# No core file, though the caller would like one.
attack A19
mkdir -m 777 "$WORK/cores"
as_user alice sh -c "cd $WORK/cores && ulimit -c unlimited &&
	timeout -s QUIT 0.002 vm-init web; timeout -s ABRT 0.004 vm-init web" \
	>/dev/null 2>&1 || true
[ -z "$(ls "$WORK/cores")" ] || fail "a core file"
all_or_nothing "core files"
attacks_end
