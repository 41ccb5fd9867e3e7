#!/usr/bin/python3
"""pull_server.py - a registry and a store of files that misbehave

usage: pull_server.py DIR BOX

Serves BOX in the ways that are named below, over TLS with the certificates
DIR/NAME.pem, and over plain HTTP:

    https://HOST:8443/api/v2/vagrant/acme/CASE   a description, see DESCRIPTIONS
    https://HOST:8443/file/CASE/FILE             BOX, see FILES
    8444, 8445, 8446                             the same, but a certificate that
                                                 nobody signed, that has expired,
                                                 that is of another host
    http://HOST:8080                             the same

Each request is a line of DIR/requests: host, path, Range, If-Range, who it says
it is.  Once DIR/healed exists, whatever failed for a while works.
"""

import hashlib
import http.server
import json
import os
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse

PORTS = {8443: "good", 8444: "unsigned", 8445: "expired", 8446: "stranger"}
HTTP_PORT = 8080
HERE = "https://registry.test:8443"
STORE = "https://files.test:8443"
TAG = '"state-1"'
DAY = "Mon, 02 Nov 2026 00:00:00 GMT"
FOREVER = 60  # seconds: longer than any test waits


class World:
    """What all requests share."""

    dir = ""
    box = b""
    lock = threading.Lock()
    counts = {}

    @classmethod
    def count(cls, case):
        """How many requests for CASE there were before."""
        with cls.lock:
            cls.counts[case] = cls.counts.get(case, -1) + 1
            return cls.counts[case]

    @classmethod
    def note(cls, *words):
        with cls.lock, open(os.path.join(cls.dir, "requests"), "a") as f:
            f.write(" ".join(words) + "\n")

    @classmethod
    def is_healed(cls):
        return os.path.exists(os.path.join(cls.dir, "healed"))


# Ways to answer.  Each is called with the request, and with how many there were
# before for the same case.


def answer(r, status, body=b"", **headers):
    r.send_response(status)
    for name, value in headers.items():
        r.send_header(name.replace("_", "-"), value)
    if "Content_Length" not in headers:
        r.send_header("Content-Length", str(len(body)))
    r.end_headers()
    r.wfile.write(body)


def hang_up(r):
    r.close_connection = True
    r.wfile.flush()
    r.connection.close()


def reset(r):
    r.wfile.flush()
    r.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                            struct.pack("ii", 1, 0))
    hang_up(r)


def stall(r):
    r.wfile.flush()
    time.sleep(FOREVER)
    r.close_connection = True


def status(number, **headers):
    return lambda r, n: answer(r, number, b"<html>no</html>", **headers)


def text(body, **headers):
    return lambda r, n: answer(r, 200, body, Content_Type="application/json",
                               **headers)


def redirect(url):
    return lambda r, n: answer(r, 302, Location=url)


def chain(length, then):
    """LENGTH redirects, by way of ?N, and then THEN."""

    def send(r, n):
        at = int(urllib.parse.urlsplit(r.path).query or 0)
        if at == length:
            return then(r, n)
        url = f"{HERE}{r.path.split('?')[0]}?{at + 1}"
        return answer(r, 302, Location=url)

    return send


def loop(r, n):
    answer(r, 302, Location=HERE + r.path)


def drip(r, body, at):
    """A hundred bytes a second."""
    for start in range(at, len(body), 20):
        r.wfile.write(body[start : start + 20])
        time.sleep(0.2)


# Files


def rest(r, body, tag):
    """From where on R wants BODY, if that is the state it began with."""
    wanted = r.headers.get("Range", "")
    if not wanted.startswith("bytes=") or r.headers.get(
            "If-Range", tag) not in (tag, DAY):
        return 0
    return int(wanted[6:].split("-")[0])


def whole(r, n, body=None, tag=TAG, send=None, headers=None):
    """As a decent server does it; SEND may cut short what goes on the wire."""
    body = World.box if body is None else body
    at = rest(r, body, tag)
    validators = {"ETag": tag, "Last_Modified": DAY} if headers is None \
        else headers
    if at > 0 and at >= len(body):
        return answer(r, 416, Content_Range=f"bytes */{len(body)}")
    r.send_response(206 if at else 200)
    for name, value in validators.items():
        r.send_header(name.replace("_", "-"), value)
    r.send_header("Content-Length", str(len(body) - at))
    if at:
        r.send_header("Content-Range",
                      f"bytes {at}-{len(body) - 1}/{len(body)}")
    r.end_headers()
    return send(r, body, at) if send else r.wfile.write(body[at:])


def broken(share, how, times=1, then=whole, **more):
    """The first TIMES answers end after SHARE of the file, in the way HOW."""

    def send(r, body, at):
        r.wfile.write(body[at : max(at, int(len(body) * share))])
        how(r)

    def choose(r, n):
        if n < times and not World.is_healed():
            return whole(r, n, send=send, **more)
        return then(r, n)

    return choose


ALWAYS = 1 << 30


def until_healed(first, then=whole):
    return lambda r, n: (then if World.is_healed() else first)(r, n)


def never_a_part(r, n):
    answer(r, 200, World.box, ETag=TAG)


def wrong_part(r, n):
    if "Range" not in r.headers:
        return whole(r, n)
    return answer(r, 206, World.box[9:], ETag=TAG,
                  Content_Range=f"bytes 9-{len(World.box) - 1}"
                                f"/{len(World.box)}")


def nonsense_part(r, n):
    if "Range" not in r.headers:
        return whole(r, n)
    return answer(r, 206, World.box[9:], ETag=TAG, Content_Range="bytes x")


def other_state(r, n):
    whole(r, n, tag='"state-2"')


def chunked(r, n, body=None):
    r.send_response(200)
    r.send_header("Transfer-Encoding", "chunked")
    r.end_headers()
    for at in range(0, len(World.box), 30000):
        part = World.box[at : at + 30000]
        r.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
    r.wfile.write(b"0\r\n\r\n")


def endless(r, n):
    """A raw image that has no end, of a length that nobody tells."""
    part = b"%x\r\n%s\r\n" % (1 << 20, b"\x5a" * (1 << 20))
    r.send_response(200)
    r.send_header("Transfer-Encoding", "chunked")
    r.end_headers()
    try:
        while True:
            r.wfile.write(part)
    except OSError:
        r.close_connection = True


def longer(r, n):
    answer(r, 200, World.box + b"x" * 5000, Content_Length=len(World.box))
    r.close_connection = True


def flipped(r, n):
    body = bytearray(World.box)
    body[len(body) // 2] ^= 4
    whole(r, n, body=bytes(body), tag='"flipped"')


def garbage(r, n):
    r.wfile.write(b"\0\1\2 what is HTTP?\r\n" * 50)
    hang_up(r)


def ticketed(r, n):
    """The store's address is good for one request."""
    if "ticket=" in r.path:
        ticket = int(r.path.split("ticket=")[1])
        if World.count(f"ticket {ticket}") > 0:
            return answer(r, 403)
        return broken(0.5, hang_up)(r, ticket)
    return answer(r, 302, Location=f"{STORE}{r.path}?ticket={n}")


def throttled(r, n):
    """About as slow as it takes to be interrupted in the midst of it."""

    def send(r, body, at):
        for start in range(at, len(body), 16384):
            r.wfile.write(body[start : start + 16384])
            time.sleep(0.005)

    return whole(r, n, send=None if World.is_healed() else send)


FILES = {
    "whole": whole,
    "chunked": chunked,
    "longer": longer,
    "closed-at-0": broken(0, hang_up),
    "closed-at-1": broken(0.01, hang_up),
    "closed-at-50": broken(0.5, hang_up),
    "closed-at-99": broken(0.99, hang_up),
    "closed-thrice": broken(0.3, hang_up, then=broken(
        0.6, hang_up, 2, then=broken(0.9, hang_up, 3))),
    "reset-at-50": broken(0.5, reset),
    "stalled-at-50": broken(0.5, stall),
    "closed-always": broken(0.5, hang_up, ALWAYS),
    "closed-at-once": until_healed(lambda r, n: hang_up(r)),
    "stalled-always": broken(0.5, stall, ALWAYS),
    "stalled-at-once": until_healed(lambda r, n: stall(r)),
    "drip": until_healed(lambda r, n: whole(r, n, send=drip)),
    "no-ranges": broken(0.5, hang_up, then=never_a_part),
    "wrong-part": broken(0.5, hang_up, then=until_healed(wrong_part)),
    "nonsense-part": broken(0.5, hang_up, then=until_healed(nonsense_part)),
    "changed": broken(0.5, hang_up, then=other_state),
    "weak-tag": broken(0.5, hang_up, headers={
        "ETag": "W/" + TAG, "Last_Modified": DAY}),
    "no-tag": broken(0.5, hang_up, headers={}, then=never_a_part),
    "ticketed": ticketed,
    "flipped": flipped,
    "garbage": until_healed(garbage),
    "html": status(200),
    "endless": endless,
    "throttled": throttled,
    "401": status(401),
    "403": status(403),
    "404": status(404),
    "410": status(410),
    "416": status(416),
    "418": status(418),
    "429": until_healed(status(429, Retry_After="7")),
    "500": until_healed(status(500)),
    "503": until_healed(status(503)),
    "503-twice": lambda r, n: (whole if n > 1 else status(503))(r, n),
    "redirects-10": chain(10, whole),
    "redirects-11": chain(11, whole),
    "loop": loop,
    "nowhere": status(302),
    "to-http": redirect("http://files.test:8080/file/whole/a.box"),
    "to-file": redirect("file:///etc/passwd"),
    "to-ftp": redirect("ftp://files.test/a.box"),
    "to-inside": redirect("https://inside.test:8443/file/whole/a.box"),
    "to-store": redirect(STORE + "/file/whole/a.box"),
    "escape": redirect("https://files.test:8443/\033[31m"),
}


# Descriptions


def offer(case="whole", name="virtualbox", **fields):
    made = {
        "name": name,
        "url": f"{STORE}/file/{case}/a.box",
        "checksum_type": "sha256",
        "checksum": hashlib.sha256(World.box).hexdigest(),
        "architecture": "amd64",
        "default_architecture": True,
    }
    made.update(fields)
    return {k: v for k, v in made.items() if v is not None}


def release(*offers, version="1.0.0", **fields):
    return {"version": version, "status": "active", "providers": list(offers),
            **fields}


def description(case, *releases, **fields):
    return {"name": "acme/" + case, "versions": list(releases), **fields}


def digest(algorithm, **fields):
    return lambda: offer(checksum_type=algorithm, checksum=hashlib.new(
        algorithm, World.box).hexdigest(), **fields)


def sha256():
    return hashlib.sha256(World.box).hexdigest()


# What the only offer of the only release is.
OFFERS = {
    "good": offer,
    "to-store": lambda: offer(url=HERE + "/file/to-store/a.box"),
    "other-port": lambda: offer(
        url="https://registry.test:9443/file/whole/a.box"),
    "sha512": digest("sha512"),
    "sha384": digest("sha384"),
    "sha1": digest("sha1"),
    "md5": digest("md5"),
    "digits-upper": lambda: offer(checksum=sha256().upper()),
    "digits-blank": lambda: offer(checksum=f" {sha256()} \n"),
    "digits-file": lambda: offer(checksum=f"{sha256()}  package.box"),
    "digits-wrong": lambda: offer(checksum="0" * 64),
    "digits-short": lambda: offer(checksum=sha256()[:-1]),
    "digits-letters": lambda: offer(checksum="z" * 64),
    "digits-number": lambda: offer(checksum=7),
    "digits-null": lambda: offer(checksum=None),
    "digits-none": lambda: offer(checksum="none", checksum_type="NONE"),
    "algorithm-unknown": lambda: offer(checksum_type="crc32"),
    "algorithm-missing": lambda: offer(checksum_type=None),
    "url-file": lambda: offer(url="file:///etc/passwd"),
    "url-ftp": lambda: offer(url="ftp://files.test/a.box"),
    "url-http": lambda: offer(
        url="http://files.test:8080/file/whole/a.box"),
    "url-relative": lambda: offer(url="../whole/a.box"),
    "url-absolute": lambda: offer(url="/etc/passwd"),
    "url-user": lambda: offer(
        url="https://u:p@files.test:8443/file/whole/a.box"),
    "url-lines": lambda: offer(url=STORE + "/a\r\nX: y"),
    "url-escape": lambda: offer(url=STORE + "/\033[31m"),
    "url-long": lambda: offer(url=STORE + "/" + "a" * 9000),
    "url-missing": lambda: offer(url=None),
    "url-number": lambda: offer(url=7),
    "url-inside": lambda: offer(
        url="https://inside.test:8443/file/whole/a.box"),
    "provider-number": lambda: offer(name=7),
    "provider-parallels": lambda: offer(name="parallels"),
    "arch-arm": lambda: offer(architecture="arm64"),
    "arch-unknown": lambda: offer(architecture="unknown"),
    "arch-unsaid": lambda: offer(architecture=None,
                                 default_architecture=None),
    "file-404": lambda: offer("404"),
    "file-flipped": lambda: offer("flipped"),
    "file-closed": lambda: offer("closed-at-50"),
    "file-throttled": lambda: offer("throttled"),
}

# Whole descriptions.
DOCUMENTS = {
    "unsorted": lambda case: description(
        case, release(offer("404"), version="1.9.0"),
        release(offer(), version="1.10.0"),
        release(offer("404"), version="1.11.0.rc1", status="unreleased"),
        release(offer("404"), version="not a version"),
        release(offer("404"), version="1.2")),
    "revoked": lambda case: description(
        case, release(offer("404"), version="2.0", status="revoked"),
        release(offer(), version="1.0")),
    "revoked-alone": lambda case: description(
        case, release(offer(), status="revoked")),
    "two-archs": lambda case: description(case, release(
        offer("404", architecture="arm64"), offer())),
    "two-providers": lambda case: description(case, release(
        offer("404", "parallels"), offer("404", "virtualbox"),
        offer("whole", "libvirt"))),
    "other-name": lambda case: description("something-else", release(offer())),
    "no-name": lambda case: {"versions": [release(offer())]},
    "no-versions": lambda case: {"name": "acme/" + case},
    "no-releases": description,
    "no-providers": lambda case: description(case, release()),
    "version-missing": lambda case: description(
        case, {"providers": [offer()]}),
    "version-number": lambda case: description(
        case, release(offer(), version=1)),
    "version-escape": lambda case: description(
        case, release(offer(), version="1.0\033[31m")),
    "versions-object": lambda case: {"name": "acme/" + case, "versions": {}},
    "release-array": lambda case: description(case, []),
    "providers-text": lambda case: description(
        case, {"version": "1", "providers": "x"}),
    "array": lambda case: [description(case, release(offer()))],
    "null": lambda case: None,
    "many-releases": lambda case: description(
        case, *({"version": str(n)} for n in range(20000))),
    "described-escape": lambda case: description(
        case, release(offer(name="virt\033[31m\u009b31m")),
        description="\033]0;a\007", short_description="\u202e"),
}


def good_text(case="good"):
    return json.dumps(description(case, release(offer()))).encode()


def nested(r, n):
    body = good_text()[:-1] + b', "x":' + b"[" * 3000 + b"]" * 3000 + b"}"
    text(body)(r, n)


def only_api(case, behaviour):
    """404 at the API, BEHAVIOUR at the address that people see."""
    return lambda r, n: (status(404) if "/api/" in r.path
                         else behaviour)(r, n)


# What is no description, or comes in a strange way.
ANSWERS = {
    "401": status(401),
    "403": status(403),
    "404": status(404),
    "429": status(429, Retry_After="7"),
    "retry-escape": status(503, Retry_After="\033[31m"),
    "500": status(500),
    "503": status(503),
    "html": lambda r, n: answer(r, 200, b"<html>x</html>",
                                Content_Type="text/html"),
    "empty": text(b""),
    "blank": text(b" \n" * 99),
    "cut": lambda r, n: text(good_text()[:-9])(r, n),
    "short": lambda r, n: broken(0.9, hang_up, ALWAYS, body=good_text())(
        r, n),
    "large": lambda r, n: text(b'{"x":"' + b"a" * (21 << 20) + b'"}')(r, n),
    "deep": nested,
    "keys-twice": lambda r, n: text(
        b'{"name":"x",' + good_text()[1:])(r, n),
    "bad-utf8": lambda r, n: text(b'{"y":"\xff",' + good_text()[1:])(r, n),
    "nul": lambda r, n: text(b'{"y":"\\u0000",' + good_text()[1:])(r, n),
    "fallback": only_api("fallback", lambda r, n: text(
        good_text("fallback"))(r, n)),
    "moved": lambda r, n: redirect(
        "https://other.test:8443/moved/acme/moved")(r, n),
    "redirects-10": chain(10, lambda r, n: text(
        good_text("redirects-10"))(r, n)),
    "redirects-11": chain(11, lambda r, n: text(good_text())(r, n)),
    "loop": loop,
    "to-http": redirect("http://registry.test:8080/acme/good"),
    "to-file": redirect("file:///etc/passwd"),
    "to-inside": redirect("https://inside.test:8443/acme/good"),
    "stalled": lambda r, n: stall(r),
    "drip": lambda r, n: whole(r, n, good_text() * 9, send=drip),
    "garbage": garbage,
    "hung-up": lambda r, n: hang_up(r),
}


def describe(r, case, n):
    if case in ANSWERS:
        return ANSWERS[case](r, n)
    if case in OFFERS:
        document = description(case, release(OFFERS[case]()))
    elif case in DOCUMENTS:
        document = DOCUMENTS[case](case)
    else:
        return answer(r, 404)
    return text(json.dumps(document).encode())(r, n)


def sums(r, case):
    lines = {
        "gnu": f"{'0' * 64}  other.box\n{sha256()} *a.box\n",
        "bsd": f"-----BEGIN PGP SIGNED MESSAGE-----\n"
               f"SHA256 (a.box) = {sha256()}\n",
        "alone": sha256() + "\n",
        "wrong": f"{'0' * 64}  a.box\n",
        "without": f"{'0' * 64}  other.box\n",
    }
    answer(r, 200, lines[case].encode())


class Request(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = FOREVER

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        words = path.strip("/").split("/")
        World.note(self.headers.get("Host", "-"), path,
                   self.headers.get("Range", "-"),
                   self.headers.get("If-Range", "-"),
                   self.headers.get("Authorization", "-"))
        if words[0] == "sums":
            sums(self, words[1])
        elif words[0] == "file":
            FILES[words[1]](self, 0 if "ticket=" in self.path
                            else World.count(path))
        elif words[0] == "moved":
            text(good_text("moved"))(self, 0)
        else:
            describe(self, words[-1], World.count("d" + words[-1]))

    def log_message(self, *words):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    context = None

    def finish_request(self, request, client_address):
        if self.context:
            request.settimeout(FOREVER)
            request = self.context.wrap_socket(request, server_side=True)
        Request(request, client_address, self)

    def handle_error(self, request, client_address):
        """Clients hang up: that is what the tests are about."""


def serve(port, certificate):
    server = Server(("0.0.0.0", port), Request)
    if certificate:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(
            os.path.join(World.dir, certificate + ".pem"))
    threading.Thread(target=server.serve_forever, daemon=True).start()


def main():
    World.dir = sys.argv[1]
    with open(sys.argv[2], "rb") as f:
        World.box = f.read()
    for port, certificate in PORTS.items():
        serve(port, certificate)
    serve(9443, "good")
    serve(HTTP_PORT, None)
    World.note("ready")
    threading.Event().wait()


if __name__ == "__main__":
    main()
