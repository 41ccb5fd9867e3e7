vm-new -p -t minimal -m 8G -c sockets=1,cores=4 -i /vm/web.qcow2 \
	-d '/iso/"11" \.iso' -b br0 --interface=alice0 web | sed 's/be:ef:..:..:..:../be:ef:00:00:00:00/'
vm-new -p -t minimal -I eno3 --interface=alice0 web | sed 's/be:ef:..:..:..:../be:ef:00:00:00:00/'
vm-new -p -t minimal -n none web
