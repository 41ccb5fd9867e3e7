vm-new -h
