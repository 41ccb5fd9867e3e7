#!/bin/sh
# vm_list.sh - what runs is listed so, for as long as it runs
. "$(dirname "$0")/lib.sh"
need_command pgrep
in_netns "$@"

make_program idle <<'END'
#!/bin/sh
exec sleep 60
END
for name in web idle; do
	base_section q35 | make_vm alice "$name"
done

# state NAME TEXT: what vm-list tells alice.
state() {
	expect_status 0 as_user alice vm-list "$1"
	expect_out "  $1 in $WORK/home/alice/vm/$1.toml ($2"
}

runs() {
	as_user alice vm-list "$1" | grep -q running
}

expect_status 0 as_user alice vm-list
expect_out "  idle in $WORK/home/alice/vm/idle.toml (stopped)"

as_user alice QEMU_BIN="$WORK/bin/idle" vm-run web >"$WORK/log" 2>&1 &
wait_for 10 runs web
wait_for 10 pgrep -x -u alice sleep
pid=$(pgrep -x -u alice sleep)
state web "running, process $pid)"
state idle "stopped)"
expect_status 0 as_user alice vm-list --json web
expect_out "\"state\": \"running\", \"pid\": $pid,"
# To whom it is nothing.
expect_status 66 as_user bob vm-list web

# The file can be broken by now, or gone: it runs all the same.
echo "memm = 1" >>"$WORK/home/alice/vm/web.toml"
state web "running, process $pid; broken, line 6: "
rm "$WORK/home/alice/vm/web.toml"
expect_status 66 as_user alice vm-list web
touch "$WORK/home/alice/vm/web.toml"
state web "running, process $pid; broken: "

kill -9 "$pid"
wait
state web "broken: "

# Somebody else's run directory is not ours to believe.
chmod 755 "$WORK/home/bob"
expect_status 77 as_user alice XDG_RUNTIME_DIR="$WORK/home/bob/run" vm-list
expect_err "hint: set XDG_RUNTIME_DIR"
