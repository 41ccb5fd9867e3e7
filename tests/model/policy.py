#!/usr/bin/env python3
"""The judge of the policy, written a second time in as few words as possible.

    policy.py SEED COUNT JUDGE

makes COUNT random policies and plans, lets the program JUDGE judge them, and
compares: for each request whether it is allowed, what is done, which line of
the policy allows it; and otherwise the exit code.
"""
import collections
import random
import subprocess
import sys
import tempfile
import tomllib

USERS = {"al": 1000, "alice": 1001, "bob": 1002}
GROUPS = {"vm": 2000, "lab": 2001}
NAMES = ["al", "al0", "alice0", "alice-web", "bob0", "vm1000-0", "vm10010", "eth0"]
NAME_PATTERNS = ["{user}*", "{user}0", "{user}-web", "vm{uid}-*", "vm{uid}*", "*",
                 "al*", "alice0", "a{user}*", "e*", "eth0"]
PEERS = ["br0", "br-lab1", "eno1"]
PEER_PATTERNS = ["br0", "br*", "br-lab*", "eno1", "eno*", "*", "br-{user}"]
MACS = ["02:00:00:00:00:01", "02:00:00:00:00:0a", "be:ef:00:00:00:01",
        "00:16:3e:00:00:01"]
MAC_PATTERNS = ["02:*", "BE:EF:*", "02:00:00:00:00:01", "*", "00:16:3e:0*"]
LINKS = ["none"] * 6 + ["ours", "ours same", "leftover", "stale", "other-vm", "foreign"]


# --- the model --------------------------------------------------------------

def matches(pattern, text, caller):
    if "{user}" in pattern and caller["user"] is None:
        return False
    whole = pattern.replace("{user}", caller["user"] or "")
    whole = whole.replace("{uid}", str(caller["uid"]))
    if whole.endswith("*"):
        return text.startswith(whole[:-1]) and len(text) > len(whole) - 1
    return text == whole


def applies(entry, caller):
    ids = {"user": {caller["uid"]}, "uid": {caller["uid"]},
           "group": {caller["gid"], *caller["groups"]}}
    ids["gid"] = ids["group"]
    for who in entry["who"]:
        kind, _, name = who.partition(":")
        known = {"user": USERS, "group": GROUPS}.get(kind)
        number = known.get(name) if known else int(name)
        if number in ids[kind]:
            return True
    return False


def grants(entry, key, text, caller):
    return any(matches(p.lower() if key == "macs" else p, text, caller)
               for p in entry.get(key, [])
               if p != "*" or entry.get("host-critical", False))


def words_allow(entry, op, caller):
    peers = "bridges" if op["kind"] == "tapbridge" else "host-interfaces"
    mac = (grants(entry, "macs", op["mac"], caller) if "macs" in entry
           else int(op["mac"][:2], 16) & 2)
    return (mac and grants(entry, "interfaces", op["name"], caller)
            and grants(entry, peers, op["peer"], caller))


def host_allows(entry, op, owned, total):
    return ((op["name"] in owned or total <= entry.get("max-interfaces", 16))
            and (op["kind"] == "tapbridge" or not op["critical"]
                 or entry.get("host-critical", False)))


def host_refuses(op, in_use):
    """The exit code for what no entry can allow; None if nothing is wrong."""
    fits = "bridge" if op["kind"] == "tapbridge" else "parent"
    if op["peer_kind"] != fits:
        return 69
    if op["peer_mac"] == op["mac"]:
        return 78
    if op["link"] == "foreign":
        return 77
    if op["link"] in ("other-vm", "stale"):
        return 75
    if op["link"] in ("ours", "leftover") and op["name"] in in_use:
        return 75
    return None


def judge(policy, lines, world):
    """What the judge has to answer: one text a request, then the whole."""
    caller, answers = world["caller"], []
    if not world["host_netns"] and not policy.get("foreign-netns", False):
        return refuse_all(world)
    in_use = {o["name"] for o in world["own"] if o["in_use"]}
    if world["verb"] == "release":
        for o in world["own"]:
            if o["vm"] == "web":
                answers.append("75" if o["in_use"] else "release (line 0)")
        return answers
    owned = {o["name"] for o in world["own"]}
    total = len(owned | {op["name"] for op in world["ops"]})
    for op in world["ops"]:
        line = next((n for entry, n in zip(policy["allow"], lines)
                     if applies(entry, caller)
                     and words_allow(entry, op, caller)
                     and host_allows(entry, op, owned, total)), None)
        refusal = 77 if line is None else host_refuses(op, in_use)
        act = ("keep" if op["link"] == "ours same" else
               "make a tap" if op["kind"] == "tapbridge" else "make a macvtap")
        answers.append(str(refusal) if refusal else f"{act} (line {line})")
    return answers


def refuse_all(world):
    count = (len([o for o in world["own"] if o["vm"] == "web"])
             if world["verb"] == "release" else len(world["ops"]))
    return ["77"] * count


# --- random policies and worlds -----------------------------------------------

def some(rng, values, most):
    return rng.sample(values, rng.randint(0, most))


def random_policy(rng, uid):
    """The text of a policy, often for @uid, and the lines of its entries."""
    text, lines = "version = 1\n", []
    if rng.random() < 0.3:
        text += "foreign-netns = true\n"
    for _ in range(rng.randint(0, 4)):
        lines.append(text.count("\n") + 1)
        who = ([f"user:{u}" for u in [*USERS, "nobody"]]
               + [f"group:{g}" for g in [*GROUPS, "nothing"]]
               + ["uid:1000", "uid:1003", "gid:2000", "gid:1000"] + [f"uid:{uid}"] * 9)
        text += f"[[allow]]\nwho = {rng.sample(who, rng.randint(1, 3))}\n"
        text += f"interfaces = {some(rng, NAME_PATTERNS, 8)}\n"
        text += f"bridges = {some(rng, PEER_PATTERNS, 7)}\n"
        text += f"host-interfaces = {some(rng, PEER_PATTERNS, 7)}\n"
        if rng.random() < 0.4:
            text += f"macs = {some(rng, MAC_PATTERNS, 5)}\n"
        if rng.random() < 0.4:
            text += f"max-interfaces = {rng.randint(1, 4)}\n"
        if rng.random() < 0.4:
            text += f"host-critical = {rng.choice(['true', 'false'])}\n"
    return text, lines


def random_op(rng, name):
    kind = rng.choice(["tapbridge", "macvtap"])
    fits = "bridge" if kind == "tapbridge" else "parent"
    return {"kind": kind, "name": name, "peer": rng.choice(PEERS),
            "mac": rng.choice(MACS), "link": rng.choice(LINKS),
            "peer_kind": rng.choice([fits] * 9 + ["none", "bridge", "parent", "other"]),
            "peer_mac": rng.choice([None] * 4 + MACS[:1]),
            "critical": rng.random() < 0.3}


def random_world(rng):
    user, uid = rng.choice([*USERS.items(), *USERS.items(), (None, 1003), (None, 1000)])
    names = rng.sample(NAMES, rng.randint(1, 5))
    ops = [random_op(rng, n) for n in names[:rng.randint(0, 3)]]
    marked = {op["name"]: "db" if op["link"] == "other-vm" else "web" for op in ops
              if op["link"] not in ("none", "foreign")}
    marked.update({n: rng.choice(["web", "db"]) for n in names[3:]})
    return {"caller": {"user": user, "uid": uid,
                       "gid": rng.choice([1000, 2000, 2001, 3000]),
                       "groups": rng.sample([27, 2000, 2001], rng.randint(0, 2))},
            "verb": rng.choice(["init"] * 6 + ["explain", "release"]),
            "host_netns": rng.random() < 0.9, "ops": ops,
            "own": [{"name": n, "vm": vm, "in_use": rng.random() < 0.4}
                    for n, vm in marked.items()]}


def world_text(world):
    """@world as tests/tool/judge.c reads it."""
    c = world["caller"]
    groups = ",".join(map(str, c["groups"])) or "-"
    text = "".join(f"name user {n} {i}\n" for n, i in USERS.items())
    text += "".join(f"name group {n} {i}\n" for n, i in GROUPS.items())
    text += f"caller {c['uid']} {c['gid']} {groups} {c['user'] or '-'}\n"
    text += f"plan {world['verb']} web\n"
    if not world["host_netns"]:
        text += "netns foreign\n"
    for op in world["ops"] if world["verb"] != "release" else []:
        text += (f"{op['kind']} {op['name']} {op['peer']} {op['mac']} "
                 f"link={op['link']} peer={op['peer_kind']}")
        text += f" peer-mac={op['peer_mac']}" if op["peer_mac"] else ""
        text += " critical\n" if op["critical"] else "\n"
    for o in world["own"]:
        text += f"own {o['name']} {o['vm']}{' in-use' if o['in_use'] else ''}\n"
    return text


# --- the comparison -------------------------------------------------------------

def expected(policy, lines, world):
    answers = judge(policy, lines, world)
    allowed = not any(a.isdigit() for a in answers)
    permits = len(answers) if allowed and world["verb"] != "explain" else 0
    return [*answers, f"{'allowed' if allowed else 'refused'}, {permits} permits"]


def seen(output):
    """What the program JUDGE answered, case by case, without its reasons."""
    cases = [[]]
    for line in output.splitlines():
        if line.startswith("  hint:"):
            continue
        if line.startswith(("allowed,", "refused,")):
            cases[-1].append(line)
            cases.append([])
            continue
        answer = line.partition(": ")[2]
        cases[-1].append(answer.split()[0] if answer[0].isdigit() else answer)
    return cases[:-1]


def main():
    seed, count, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    rng = random.Random(seed)
    cases = []
    for _ in range(count):
        world = random_world(rng)
        cases.append((*random_policy(rng, world["caller"]["uid"]), world))
    with tempfile.NamedTemporaryFile("w", suffix=".case") as f:
        f.write("%%\n".join(f"{p}%%\n{world_text(w)}" for p, _, w in cases))
        f.flush()
        run = subprocess.run([program, "case", f.name], capture_output=True,
                             text=True, check=False)
    got = seen(run.stdout)
    if len(got) != count or run.returncode >= 124 or run.stderr:
        sys.exit(f"{program} ended with {run.returncode}: {run.stderr}")
    told = collections.Counter()
    for (text, lines, world), answers in zip(cases, got):
        policy = {"allow": [], **tomllib.loads(text)}
        want = expected(policy, lines, world)
        told.update(answer.partition(" (")[0] for answer in want)
        if answers != want:
            sys.exit(f"{text}%%\n{world_text(world)}\nmodel: {want}\njudge: {answers}")
    print(f"{count} cases agree: {dict(told)}")


if __name__ == "__main__":
    main()
