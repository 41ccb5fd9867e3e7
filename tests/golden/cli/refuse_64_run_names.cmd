# A name is checked before anything is opened.
export VMCONF_DIR=.
for name in '' . .. ../x a/b /etc/passwd -x 'a b' "$(printf 'a\nb')" \
	"$(printf '\377')" a..b; do
	vm-run -n -- "$name" && exit 99
done
vm-run -n "$(printf '%065d' 0)"
