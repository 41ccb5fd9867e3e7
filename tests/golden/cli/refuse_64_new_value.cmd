# A value is refused as the file would be, but the command line put it there.
vm-new --print --template=minimal --mem=4X --smp=0 web
