#!/usr/bin/python3
"""vm_pull.py - runs and measures what vm_pull.sh has prepared

usage: vm_pull.py DIR ROUNDS

DIR holds the disk (disk) and its boxes (site/virtualbox.box, site/libvirt.box),
which https://files.test and the registry registry.test serve.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time

MB = 1e6
LIMIT = 117440512  # bytes a second, of vm_pull.sh's "limited"
BOX = {"vb": "virtualbox", "lv": "libvirt"}
DISK_OF = {"vb": "box-disk001.vmdk", "lv": "box.img"}


def original(box, path=""):
    """What the Rust program told the shell to do."""
    return (
        f"curl -s -L -o ovf https://files.test/{path}{BOX[box]}.box && "
        f"tar xf ovf && qemu-img convert -O raw {DISK_OF[box]} out.img")


def vagrant(box):
    return ("vagrant box add --no-color --provider "
            f"{BOX[box]} https://registry.test/api/v2/vagrant/bench/{BOX[box]}"
            " >/dev/null")


def ours(box, vendor="bench", more=""):
    root = "--allow-root " if os.geteuid() == 0 else ""
    return (f"vm-pull --quiet --output=. --cache-dir=cache {root}{more}"
            f"{vendor}/{BOX[box]} >/dev/null")


RUNS = {
    "original [vb]": original("vb"),
    "vagrant [vb]": vagrant("vb"),
    "vm-pull [vb]": ours("vb"),
    "original [vb], 1 Gbit/s": original("vb", "limited/"),
    "vm-pull [vb], 1 Gbit/s": ours("vb", "limited"),
    "original [lv]": original("lv"),
    "vagrant [lv]": vagrant("lv"),
    "vm-pull [lv]": ours("lv"),
}

# What docs promise: measure, of which run, to which, at most.
TARGETS = [
    ("cpu", "vm-pull [vb]", "original [vb]", 0.45),
    ("wall", "vm-pull [vb]", "original [vb]", 0.40),
    ("wall", "vm-pull [vb]", "vagrant [vb]", 0.70),
    ("wall", "vm-pull [vb], 1 Gbit/s", "original [vb], 1 Gbit/s", 0.40),
    ("wall", "vm-pull [vb], 1 Gbit/s", "the wire alone", 1.30),
    ("wall", "vm-pull [lv]", "original [lv]", 0.60),
    ("written", "vm-pull [vb]", "raw disk + box", 1.05),
    ("rss", "vm-pull [vb]", "64 MiB", 1.0),
]


def written():
    """Bytes that this process and all that it waited for have written."""
    with open("/proc/self/io") as f:
        return next(int(line.split()[1]) for line in f
                    if line.startswith("write_bytes"))


def disk_use(top):
    total = 0
    for where, _, names in os.walk(top):
        for name in names:
            try:
                total += os.lstat(os.path.join(where, name)).st_blocks * 512
            except FileNotFoundError:
                pass
    return total


class Peak(threading.Thread):
    """The most that a directory ever holds."""

    def __init__(self, top):
        super().__init__(daemon=True)
        self.top, self.most, self.over = top, 0, threading.Event()

    def run(self):
        while not self.over.wait(0.05):
            self.most = max(self.most, disk_use(self.top))


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(command, place):
    """In a process of its own, of whose children nothing else is counted."""
    env = dict(os.environ, HOME=place, VAGRANT_HOME=os.path.join(place, "v"),
               VMMAN_REGISTRY="https://registry.test")
    peak = Peak(place)
    peak.start()
    begun, used, before = time.monotonic(), cpu(), written()
    subprocess.run(["sh", "-c", command], cwd=place, env=env, check=True)
    wall = time.monotonic() - begun
    peak.over.set()
    peak.join()
    return {"wall": wall, "cpu": cpu() - used, "written": written() - before,
            "peak": max(peak.most, disk_use(place)),
            "rss": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            * 1024}


def apart(command, place):
    """measure(), forked: what it waits for is its own."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, json.dumps(
                measure(command, place)).encode())
            os._exit(0)
        except subprocess.CalledProcessError as e:
            print(e, file=sys.stderr)
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as f:
        text = f.read()
    _, status = os.waitpid(pid, 0)
    if status:
        sys.exit("a run failed")
    return json.loads(text)


def check(place, top):
    """Whoever makes a raw disk has to make the right one."""
    for name in os.listdir(place):
        if name.endswith(".img") and name != "box.img":
            subprocess.run(["cmp", os.path.join(place, name),
                            os.path.join(top, "disk")], check=True)


def run_all(top, rounds):
    seen = {name: [] for name in RUNS
            if "vagrant" not in name or shutil.which("vagrant")}
    for number in range(rounds):
        for name in seen:
            place = os.path.join(top, "run")
            os.mkdir(place)
            seen[name].append(apart(RUNS[name], place))
            if number == 0:
                check(place, top)
            shutil.rmtree(place)
    return {name: {key: statistics.median(one[key] for one in all_of)
                   for key in all_of[0]} for name, all_of in seen.items()}


def show(medians):
    print(f"{'':26}{'wall s':>8}{'CPU s':>8}{'written MB':>12}"
          f"{'peak MB':>9}{'RSS MB':>8}")
    for name, m in medians.items():
        if "wall" in m and "cpu" in m:
            print(f"{name:26}{m['wall']:8.2f}{m['cpu']:8.2f}"
                  f"{m['written'] / MB:12.0f}{m['peak'] / MB:9.0f}"
                  f"{m['rss'] / MB:8.0f}")


def judge(medians):
    print(f"\n{'ratio':61}{'is':>6}{'most':>6}")
    for key, name, to, most in TARGETS:
        if name in medians and to in medians:
            ratio = medians[name][key] / medians[to][key]
            print(f"{key + ' of ' + name + ' to ' + to:61}{ratio:6.2f}"
                  f"{most:6.2f}{'' if ratio <= most else '  MISSED'}")


def main():
    top, rounds = sys.argv[1], int(sys.argv[2])
    box = os.path.getsize(os.path.join(top, "site/virtualbox.box"))
    raw = os.stat(os.path.join(top, "disk")).st_blocks * 512
    print(f"raw disk {raw / MB:.0f} MB, box {box / MB:.0f} MB, "
          f"{rounds} rounds, load {os.getloadavg()[0]:.1f}")
    medians = run_all(top, rounds)
    show(medians)
    medians["the wire alone"] = {"wall": box / LIMIT}
    medians["raw disk + box"] = {"written": raw + box}
    medians["64 MiB"] = {"rss": 64 << 20}
    judge(medians)


if __name__ == "__main__":
    main()
