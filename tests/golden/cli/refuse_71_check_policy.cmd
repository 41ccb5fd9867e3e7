# It cannot know where "draft.toml" would be.
vm-init --check-policy=draft.toml
