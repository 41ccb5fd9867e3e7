unset HOME
vm-list
