# All mistakes at once, each at its place; --json tells them to programs.
mkdir run-bad
cat >run-bad/web.toml <<'END'
[base.main]
machine = "q35"
smp = 0
memm = "4G"
mem = "4G"
[storage.main]
driver = "virtoi"
END
export VMCONF_DIR=run-bad
vm-run -n web
vm-run -j web
