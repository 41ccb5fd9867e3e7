vm-list "$(printf -- '--\033[2J')"
