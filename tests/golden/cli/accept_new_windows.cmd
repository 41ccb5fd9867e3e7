vm-new --print --template=windows web | sed 's/be:ef:..:..:..:../be:ef:00:00:00:00/'
