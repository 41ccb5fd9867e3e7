vm-list alice bob
