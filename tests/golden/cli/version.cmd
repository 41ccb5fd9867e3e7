vm-list --version | sed 's/[0-9.]*$/N/'
vm-new -V | sed 's/[0-9.]*$/N/'
