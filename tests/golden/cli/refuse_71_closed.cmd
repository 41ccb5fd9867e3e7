# Nor may the directory that is opened then be taken for standard output.
mkdir closed
touch closed/web.toml
VMCONF_DIR=closed vm-list >&-
