vm-list --quiet --json
