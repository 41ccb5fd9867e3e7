vm-new --print --template=linux web | sed 's/be:ef:..:..:..:../be:ef:00:00:00:00/'
