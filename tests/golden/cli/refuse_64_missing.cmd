vm-new --template=minimal
