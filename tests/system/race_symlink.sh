#!/bin/sh
# race_symlink.sh - names that change their meaning while vm-init runs
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/suid_lib.sh"

# Bob's file, which alice may read, asks for what alice is granted too.
sed 's/alice0/alice9/' "$WORK/home/alice/vm/web.toml" | make_vm bob his
chmod 755 "$WORK/home/bob" "$WORK/home/bob/vm"
chmod 644 "$WORK/home/bob/vm/his.toml"

make_program swap <<'END'
#!/usr/bin/python3
# swap DIR SECONDS: make DIR/race.toml mean one thing after another
import os, sys, time
os.chdir(sys.argv[1])
end = time.monotonic() + float(sys.argv[2])
other = "%s/bob/vm/his.toml" % os.path.dirname(os.environ["HOME"])
own = open("web.toml").read()
while time.monotonic() < end:
    with open("new", "w") as f:
        f.write(own)
    os.rename("new", "race.toml")
    for target in (other, "/etc/shadow", "web.toml", "/dev/zero"):
        os.symlink(target, "new")
        os.rename("new", "race.toml")
    try:
        os.link(other, "new")
        os.rename("new", "race.toml")
    except PermissionError:
        pass
    os.mkfifo("new")
    os.rename("new", "race.toml")
END
as_user alice swap "$WORK/home/alice/vm" 8 &
attack B11 B16
end=$(($(date +%s) + 8))
runs=0 granted=0
while [ "$(date +%s)" -lt $end ]; do
	status=0
	as_user alice vm-init race >"$WORK/out" 2>"$WORK/err" || status=$?
	runs=$((runs + 1))
	case $status in
	0)
		granted=$((granted + 1))
		expect_out "tap alice0"
		;;
	66 | 77 | 78) ;;
	*) fail "status $status: $(cat "$WORK/err")" ;;
	esac
	! ip link show alice9 2>/dev/null || fail "another user's file counted"
	refute_err 'root:'
done
if [ $granted = 0 ] || [ $granted = $runs ]; then
	fail "$granted of $runs granted: that proves nothing"
fi
wait
rm "$WORK/home/alice/vm/race.toml"
expect_status 0 as_user alice vm-init --release race
host_unchanged
attacked - "never served for it"
attacks_end
