vm-new --print --template=minimal web | sed 's/be:ef:..:..:..:../be:ef:00:00:00:00/'
