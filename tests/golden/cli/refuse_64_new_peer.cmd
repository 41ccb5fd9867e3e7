vm-new --print --network=tapbridge web
