vm-new --print ../web
