# Its path may be relative.
vm-init --check-policy=draft.toml
