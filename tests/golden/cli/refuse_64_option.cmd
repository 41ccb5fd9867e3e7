vm-list --jsn
