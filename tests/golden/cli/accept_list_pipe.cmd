# Whoever reads no more is told by SIGPIPE, or where that is ignored by EPIPE.
mkdir pipe
touch $(seq -f pipe/%05g.toml 5000)
export VMCONF_DIR=pipe
pipe() {
	{
		status=0
		"$@" || status=$?
		echo "status $status" >&2
	} | head -n 1
}
ignoring() {
	(trap '' PIPE && exec "$@")
}
pipe vm-list
pipe ignoring vm-list
