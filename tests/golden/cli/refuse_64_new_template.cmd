vm-new --print --template=lunix web
