# A policy without a fault, from a draft; and one that is odd, as JSON.
mkdir policy_accept
cd policy_accept || exit
cat >plain.toml <<END
version = 1
[[allow]]
who = ["uid:1000"]
bridges = ["br0"]
interfaces = ["vm{uid}-*"]
END
vm-init --check-policy="$PWD/plain.toml" | sed "s,$PWD,.,"
vm-init -q --check-policy="$PWD/plain.toml"
sed 's/"br0"/"*"/' plain.toml >odd.toml
vm-init --json --check-policy="$PWD/odd.toml" | sed "s,$PWD,.,g"
vm-init --check-policy="$PWD/odd.toml" 2>&1 | sed "s,$PWD,.,g"
