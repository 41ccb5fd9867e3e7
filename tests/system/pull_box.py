#!/usr/bin/python3
"""pull_box.py - boxes for the tests of vm-pull, honest ones and attacks

usage: pull_box.py BOOT_SECTOR CANARY DIR KIND|--all ..

Makes DIR/KIND.box for each kind.  Every honest box holds the same
disk: BOOT_SECTOR (tests/microguest/boot.S), noise, holes and, in its last
sector, "booted from KIND"; it is DIR/KIND.raw.  An attack tries to get at the
file CANARY, or to make vm-pull do what it should not; pull_hostile.sh has the
table of what is to come of each.
"""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import struct
import subprocess
import sys
import tarfile
import zlib

SECTOR = 512
DISK_BYTES = 16384 * SECTOR  # as tests/microguest/boot.S has it
BOMB_BYTES = 96 << 20  # more than pull_hostile.sh lets pass
MAKERS = {}


def kind(name):
    """A decorator: what it stands at makes the box NAME."""

    def remember(maker):
        assert name not in MAKERS, name
        MAKERS[name] = maker
        return maker

    return remember


# Disks


class Place:
    """Where the boxes are made, and of what."""

    boot = b""
    canary = ""
    dir = ""


def disk(text):
    noise = random.Random(text).randbytes(1 << 20)
    out = bytearray(DISK_BYTES)
    out[: len(Place.boot)] = Place.boot
    out[3 << 20 : 4 << 20] = noise
    out[5 << 20 : (5 << 20) + 4096] = b"not so noisy\n" * 315 + b"!"
    last = b"booted from " + text.encode() + b"\r\n\0"
    out[DISK_BYTES - SECTOR : DISK_BYTES - SECTOR + len(last)] = last
    return bytes(out)


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def path(name):
    return os.path.join(Place.dir, name)


def converted(raw, form, *options):
    """RAW as qemu-img has it in the format FORM."""
    with open(path("in.tmp"), "wb") as f:
        f.write(raw)
    run("qemu-img", "convert", "-f", "raw", "-O", form, *options,
        path("in.tmp"), path("out.tmp"))
    with open(path("out.tmp"), "rb") as f:
        made = f.read()
    os.unlink(path("in.tmp"))
    os.unlink(path("out.tmp"))
    return made


def qcow2(raw, *options):
    return converted(raw, "qcow2", *options)


def stream_vmdk(raw):
    return converted(raw, "vmdk", "-o", "subformat=streamOptimized")


SMALL = 65536 * 4


def small_disk():
    return b"\x55" * SECTOR + bytes(SMALL - SECTOR)


# VMDK, written here, so that anything can be wrong with it.

DESCRIPTOR = """# Disk DescriptorFile
version=1
CID=12345678
parentCID={parent}
createType="{create}"
{extra}
RW {sectors} SPARSE "{extent}"
#DDB
ddb.adapterType = "ide"
"""


def descriptor(sectors, create="streamOptimized", parent="ffffffff", extra="",
               extent="x.vmdk"):
    return DESCRIPTOR.format(sectors=sectors, create=create, parent=parent,
                             extra=extra, extent=extent)


def vmdk_header(sectors, grain=128, flags=0x30001, directory=2**64 - 1,
                version=3, described=20, overhead=128, text_at=1):
    return struct.pack(
        "<4sIIQQQQIQQQB4sH", b"KDMV", version, flags, sectors, grain, text_at,
        described, 512, 0, directory, overhead, 0, b"\n \r\n", 1,
    ).ljust(SECTOR, b"\0")


def padded(data, to=SECTOR):
    return data + bytes(-len(data) % to)


def marker(sectors, what):
    return struct.pack("<QII", sectors, 0, what).ljust(SECTOR, b"\0")


def grain(lba, data, size=None):
    packed = zlib.compress(data)
    return padded(struct.pack("<QI", lba, len(packed) if size is None
                              else size) + packed)


def vmdk(raw=None, sectors=None, text=None, grains=None, footer=None,
         end=marker(0, 0), grain_sectors=128, **header):
    """A stream as VMware writes it: directory and footer behind the grains."""
    raw = small_disk() if raw is None else raw
    sectors = len(raw) // SECTOR if sectors is None else sectors
    text = descriptor(sectors) if text is None else text
    step = 128 * SECTOR
    head = vmdk_header(sectors, grain=grain_sectors, **header)
    out = head + text.encode().ljust(20 * SECTOR, b"\0")
    out = out.ljust(128 * SECTOR, b"\0")
    if grains is None:
        grains = [grain(at // SECTOR, raw[at : at + step])
                  for at in range(0, len(raw), step)
                  if any(raw[at : at + step])]
    out += b"".join(grains)
    out += marker(4, 1) + bytes(4 * SECTOR)
    out += marker(1, 2) + bytes(SECTOR)
    last = head[:56] + struct.pack("<Q", 9) + head[64:]
    out += marker(1, 3) + (last if footer is None else footer)
    return out + end


# Archives


def member(name, data=b"", what=tarfile.REGTYPE, to="", mode=0o644, **pax):
    info = tarfile.TarInfo(name)
    info.size = len(data) if what == tarfile.REGTYPE else 0
    info.type = what
    info.linkname = to
    info.mode = mode
    info.pax_headers = {k.replace("__", "."): v for k, v in pax.items()}
    return info, data


def tar(*members, form=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def packed(archive):
    return gzip.compress(archive, 1)


def box(*members):
    return packed(tar(*members))


def zstd(data):
    return subprocess.run(["zstd", "-q", "-1"], input=data, check=True,
                          stdout=subprocess.PIPE).stdout


OVF = """<?xml version="1.0"?>{before}
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
    xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1">
  <References>{files}</References>
  <DiskSection><Info>{info}</Info>{disks}</DiskSection>
</Envelope>
"""


def ovf(*hrefs, before="", info="disks"):
    """As VirtualBox writes it; HREFs are written as they stand."""
    files = "".join(f'<File ovf:href="{href}" ovf:id="f{n}"/>'
                    for n, href in enumerate(hrefs))
    disks = "".join(f'<Disk ovf:capacity="1" ovf:diskId="d{n}" '
                    f'ovf:fileRef="f{n}"/>' for n in range(len(hrefs)))
    return member("./box.ovf", OVF.format(
        before=before, files=files, info=info, disks=disks).encode())


def papers(**fields):
    return member("./metadata.json", json.dumps(fields).encode())


VIRTUALBOX = papers(provider="virtualbox")
LIBVIRT = papers(provider="libvirt", format="qcow2", virtual_size=1)


def vb_box(image, name="box-disk001.vmdk", href=None):
    return box(VIRTUALBOX, member("./" + name, image),
               ovf(name if href is None else href))


def lv_box(image):
    return box(LIBVIRT, member("./box.img", image))


def honest(name):
    raw = disk(name)
    with open(path(name + ".raw"), "wb") as f:
        f.write(raw)
    return raw


# Honest boxes


@kind("virtualbox")
def _():
    return vb_box(stream_vmdk(honest("virtualbox")))


OTHER_OVF = """<?xml version='1.0' encoding='UTF-8'?>
<o:Envelope xmlns:o="http://schemas.dmtf.org/ovf/envelope/1"
    xmlns="urn:of-no-interest">
  <o:References>
    <File o:id="f" o:href="wrong.vmdk"/>
    <o:File o:size='1' o:id='f' o:href='a &amp; b.vmdk'/>
  </o:References>
  <o:DiskSection>
    <o:Disk o:fileRef='f' o:diskId='d' o:capacity='1'/>
  </o:DiskSection>
</o:Envelope>
"""


@kind("virtualbox-vmware")
def _():
    image = vmdk(honest("virtualbox-vmware"))
    return box(VIRTUALBOX, member("box.ovf", OTHER_OVF.encode()),
               member("Vagrantfile", b"system('touch PWNED')\n"),
               member("a & b.vmdk", image))


@kind("two-disks")
def _():
    second = small_disk()
    with open(path("two-disks-1.raw"), "wb") as f:
        f.write(second)
    return box(member("./seed.vmdk", stream_vmdk(second)),
               member("./main.vmdk", stream_vmdk(honest("two-disks"))),
               member("./unused.vmdk", stream_vmdk(second)),
               ovf("main.vmdk", "seed.vmdk"), VIRTUALBOX)


@kind("libvirt")
def _():
    return lzma.compress(tar(LIBVIRT, member(
        "./box.img", qcow2(honest("libvirt")))), preset=0)


@kind("compressed")
def _():
    return packed(tar(LIBVIRT, member(
        "box.img", qcow2(honest("compressed"), "-c"))))


@kind("compressed-late")
def _():
    """An image that shows at its end only that it has to be sought in."""
    with open(path("late.tmp"), "wb") as f:
        f.write(qcow2(honest("compressed-late"), "-o", "cluster_size=512"))
    run("qemu-io", "-f", "qcow2", "-c", "write -c -P 0 6M 512",
        path("late.tmp"))
    with open(path("late.tmp"), "rb") as f:
        image = f.read()
    os.unlink(path("late.tmp"))
    return packed(tar(LIBVIRT, member("box.img", image)))


@kind("libvirt-2")
def _():
    raw = honest("libvirt-2")
    return zstd(tar(
        papers(provider="libvirt", disks=[{"path": "disks/a"}, {
            "path": "disks/b.img", "name": "second"}]),
        member("disks/b.img", small_disk()),
        member("disks/a", qcow2(raw, "-c"))))


@kind("plain-tar")
def _():
    return tar(LIBVIRT, member("box.img", honest("plain-tar")))


@kind("bzip2")
def _():
    return bz2.compress(tar(LIBVIRT, member("box.img", qcow2(
        honest("bzip2")))), 1)


@kind("old-tar")
def _():
    return packed(tar(LIBVIRT, member("box.img", honest("old-tar")),
                      form=tarfile.GNU_FORMAT))


@kind("gzip-members")
def _():
    archive = tar(LIBVIRT, member("box.img", honest("gzip-members")))
    return b"".join(packed(archive[at : at + 100000])
                    for at in range(0, len(archive), 100000))


@kind("vmware")
def _():
    return box(papers(provider="vmware_desktop"), member(
        "disk.vmdk", converted(honest("vmware"), "vmdk")))


@kind("hyperv")
def _():
    return box(papers(provider="hyperv"), member(
        "Virtual Hard Disks/a disk.vhdx", converted(honest("hyperv"), "vhdx")))


@kind("vhd")
def _():
    raw = honest("vhd")
    return box(papers(provider="hyperv"), member("disk.vhd", converted(
        raw, "vpc", "-o", "force_size=on")))


@kind("sparse")
def _():
    """As bsdtar writes a file with holes."""
    raw = honest("sparse")
    with open(path("box.img"), "wb") as f:
        f.truncate(DISK_BYTES)
        for at in range(0, DISK_BYTES, 4096):
            if any(raw[at : at + 4096]):
                os.pwrite(f.fileno(), raw[at : at + 4096], at)
    run("bsdtar", "-C", Place.dir, "-czf", path("sparse.tmp"), "box.img")
    with open(path("sparse.tmp"), "rb") as f:
        made = f.read()
    os.unlink(path("sparse.tmp"))
    os.unlink(path("box.img"))
    return made


@kind("strange-modes")
def _():
    """Whoever packed it: the image is its puller's, and no program."""
    info, data = member("box.img", honest("strange-modes"), mode=0o6777,
                        SCHILY__xattr__user__x="y",
                        SCHILY__acl__access="user::rwx,group::rwx,other::rwx")
    info.uid = info.gid = 0
    info.uname = info.gname = "root"
    return box(LIBVIRT, (info, data))


# Archives that are attacks


def replaced(what, to=""):
    return box(VIRTUALBOX, member("box-disk001.vmdk", what=what, to=to),
               ovf("box-disk001.vmdk"))


MAKERS["symlink"] = lambda: replaced(tarfile.SYMTYPE, Place.canary)
MAKERS["hardlink"] = lambda: replaced(tarfile.LNKTYPE, Place.canary)
MAKERS["hardlink-data"] = lambda: box(
    LIBVIRT, hardlink_with_data("box.img", Place.canary))
MAKERS["fifo"] = lambda: replaced(tarfile.FIFOTYPE)
MAKERS["character-device"] = lambda: replaced(tarfile.CHRTYPE)
MAKERS["block-device"] = lambda: replaced(tarfile.BLKTYPE)
MAKERS["symlink-then-file"] = lambda: box(
    LIBVIRT, member("d", what=tarfile.SYMTYPE, to=os.path.dirname(
        Place.canary)), member("d/secret.img", small_disk()))


def hardlink_with_data(name, to):
    info, data = member(name, small_disk(), what=tarfile.LNKTYPE, to=to)
    info.size = len(data)
    return info, data


def disk_named(name):
    return box(LIBVIRT, member(name, small_disk()))


MAKERS["member-above"] = lambda: disk_named("../../above.img")
MAKERS["member-inner-dots"] = lambda: disk_named("a/../../above.img")
MAKERS["member-absolute"] = lambda: disk_named(Place.canary + ".img")
MAKERS["member-backslash"] = lambda: disk_named("..\\above.img")
MAKERS["member-newline"] = lambda: disk_named("a\nb.img")
MAKERS["member-escape"] = lambda: disk_named("\033]0;a\007.img")
MAKERS["member-long"] = lambda: disk_named("a" * 5000 + ".img")
MAKERS["member-twice"] = lambda: box(
    LIBVIRT, member("box.img", small_disk()), member("box.img", small_disk()))
MAKERS["member-case-twin"] = lambda: box(
    LIBVIRT, member("box.img", small_disk()), member("BOX.IMG", small_disk()))
MAKERS["papers-twice"] = lambda: box(LIBVIRT, LIBVIRT, member(
    "box.img", small_disk()))
MAKERS["many-members"] = lambda: box(*(
    member(f"f{n}") for n in range(20000)))
MAKERS["hundred-disks"] = lambda: box(*(
    member(f"{n}.img", small_disk()) for n in range(100)))
MAKERS["no-disk"] = lambda: box(papers(provider="parallels"), member(
    "a.pvm/b.hdd/c.hds", b"x"))
MAKERS["empty-archive"] = box
MAKERS["empty-file"] = lambda: b""
MAKERS["empty-disk"] = lambda: box(
    LIBVIRT, member("box.img"))
MAKERS["odd-disk"] = lambda: box(LIBVIRT, member("box.img", b"x" * 700))


def sparse_member(map_text, size, data):
    """GNU.sparse 1.0: the map stands before the data."""
    body = padded(map_text.encode()) + data
    info, _ = member("GNUSparseFile.0/box.img", body,
                     GNU__sparse__major="1", GNU__sparse__minor="0",
                     GNU__sparse__name="box.img",
                     GNU__sparse__realsize=str(size))
    return box(LIBVIRT, (info, body))


MAKERS["sparse-backwards"] = lambda: sparse_member(
    "2\n65536\n512\n0\n512\n", SMALL, b"a" * 1024)
MAKERS["sparse-overlapping"] = lambda: sparse_member(
    "2\n0\n1024\n512\n512\n", SMALL, b"a" * 1536)
MAKERS["sparse-beyond"] = lambda: sparse_member(
    f"1\n{SMALL * 2}\n512\n", SMALL, b"a" * 512)
MAKERS["sparse-huge"] = lambda: sparse_member(
    f"1\n{2**62}\n512\n", 2**62 + 512, b"a" * 512)
MAKERS["sparse-negative"] = lambda: sparse_member(
    "1\n-512\n512\n", SMALL, b"a" * 512)
MAKERS["sparse-long-map"] = lambda: sparse_member(
    "100000\n" + "0\n0\n" * 100000, SMALL, b"")


MAKERS["bomb"] = lambda: packed(tar(
    LIBVIRT, member("box.img", bytes(BOMB_BYTES))))
MAKERS["bomb-image"] = lambda: gzip.compress(bytes(BOMB_BYTES), 1)


@kind("bomb-vmdk")
def _():
    """A table of grains that never ends."""
    head = vmdk_header(128).ljust(128 * SECTOR, b"\0")
    text = descriptor(128).encode()
    head = head[:SECTOR] + text.ljust(127 * SECTOR, b"\0")
    return lzma.compress(head + marker(2**40, 1) + bytes(2 * BOMB_BYTES),
                         preset=0)


# What the outer one has is bytes that the inner one passes over.
MAKERS["twice-xz"] = lambda: lzma.compress(
    lzma.compress(tar(LIBVIRT, member("box.img", small_disk())), preset=0) +
    bytes(BOMB_BYTES), preset=0)
MAKERS["twice-gzip-xz"] = lambda: packed(lzma.compress(
    tar(LIBVIRT, member("box.img", small_disk())), preset=0))
MAKERS["twice-xz-gzip"] = lambda: lzma.compress(
    box(LIBVIRT, member("box.img", small_disk())), preset=0)


def archive_by(*words):
    """An archive of another kind with the canary in it, in the place of a box."""
    run(*words)
    with open(path("other.tmp"), "rb") as f:
        made = f.read()
    os.unlink(path("other.tmp"))
    return made


def by_bsdtar(form):
    with open(path("box.img"), "wb") as f:
        f.write(small_disk())
    made = archive_by("bsdtar", "-C", Place.dir, "--format", form, "-cf",
                      path("other.tmp"), "box.img")
    os.unlink(path("box.img"))
    return made


MAKERS["zip"] = lambda: by_bsdtar("zip")
MAKERS["7zip"] = lambda: by_bsdtar("7zip")
MAKERS["iso9660"] = lambda: by_bsdtar("iso9660")
MAKERS["cpio"] = lambda: by_bsdtar("newc")
MAKERS["xar"] = lambda: by_bsdtar("xar")
MAKERS["ar"] = lambda: b"!<arch>\nbox.img/        0           0     0     " \
    b"644     4         `\nabcd"
MAKERS["mtree"] = lambda: (
    "#mtree\n./box.img type=file contents=" + Place.canary + "\n").encode()
MAKERS["mtree-in-gzip"] = lambda: gzip.compress(MAKERS["mtree"]())
MAKERS["uuencode"] = lambda: b"begin 644 box.img\n#86)C\n`\nend\n"
MAKERS["lrzip"] = lambda: b"LRZI\0\6" + bytes(200)
MAKERS["lzop"] = lambda: b"\x89LZO\0\r\n\x1a\n" + bytes(200)
MAKERS["grzip"] = lambda: b"GRZipII\0\2\4:)" + bytes(200)
MAKERS["compress"] = lambda: b"\x1f\x9d\x90" + bytes(200)
MAKERS["lz4"] = lambda: b"\x04\x22\x4d\x18" + bytes(200)
MAKERS["rar"] = lambda: b"Rar!\x1a\7\0" + bytes(200)
MAKERS["cabinet"] = lambda: b"MSCF" + bytes(200)
MAKERS["warc"] = lambda: b"WARC/1.0\r\n" + bytes(200)
MAKERS["html"] = lambda: b"<html>not here</html>\n" * 99


def good():
    return vb_box(stream_vmdk(disk("good")))


MAKERS["gzip-cut"] = lambda: good()[:-5000]
MAKERS["gzip-garbage"] = lambda: good() + b"garbage" * 1000
MAKERS["tar-cut"] = lambda: gzip.compress(tar(LIBVIRT, member(
    "box.img", small_disk()))[:-200000])
MAKERS["tar-damaged"] = lambda: packed(b"x" * 10240)


@kind("gzip-flipped")
def _():
    made = bytearray(good())
    made[-5] ^= 1  # its CRC
    return bytes(made)


# OVF


def with_ovf(*hrefs, **more):
    return box(VIRTUALBOX, member("box-disk001.vmdk", vmdk()),
               ovf(*hrefs, **more))


MAKERS["href-above"] = lambda: with_ovf("../../canary/secret")
MAKERS["href-absolute"] = lambda: with_ovf(Place.canary)
MAKERS["href-shell"] = lambda: with_ovf("x.vmdk; id &gt; PWNED; true")
MAKERS["href-dollar"] = lambda: with_ovf("$(id &gt; PWNED).vmdk")
MAKERS["href-option"] = lambda: with_ovf("-rf")
MAKERS["href-json"] = lambda: with_ovf("json:{&quot;file.filename&quot;:"
                                       f"&quot;{Place.canary}&quot;}}")
MAKERS["href-nbd"] = lambda: with_ovf("nbd://127.0.0.1/x")
MAKERS["href-colon"] = lambda: with_ovf("a:b")
MAKERS["href-missing"] = lambda: with_ovf("other.vmdk")
MAKERS["href-ovf"] = lambda: with_ovf("box.ovf")
MAKERS["href-directory"] = lambda: box(
    member("box-disk001.vmdk", what=tarfile.DIRTYPE),
    ovf("box-disk001.vmdk"))
MAKERS["href-twice"] = lambda: with_ovf("box-disk001.vmdk",
                                        "box-disk001.vmdk")
MAKERS["href-escape"] = lambda: with_ovf("&#27;[31m.vmdk")
MAKERS["href-c1"] = lambda: with_ovf("&#155;31m.vmdk")
MAKERS["ovf-empty"] = with_ovf
MAKERS["ovf-hundred"] = lambda: with_ovf(*(
    f"{n}.vmdk" for n in range(100)))
MAKERS["ovf-doctype"] = lambda: with_ovf(
    "box-disk001.vmdk", before="<!DOCTYPE Envelope>")
MAKERS["ovf-bomb"] = lambda: with_ovf(
    "box-disk001.vmdk", info="&z;", before="<!DOCTYPE a [<!ENTITY a 'ha'>" +
    "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip(
        "abcdefghijklmnopqrstuvwxy", "bcdefghijklmnopqrstuvwxyz")) + "]>")
MAKERS["ovf-entity"] = lambda: with_ovf(
    "&x;", before=f"<!DOCTYPE a [<!ENTITY x SYSTEM 'file://{Place.canary}'>]>")
MAKERS["ovf-large"] = lambda: with_ovf("box-disk001.vmdk", info="x" * (2 << 20))
MAKERS["ovf-deep"] = lambda: with_ovf(
    "box-disk001.vmdk", info="<a>" * 5000 + "</a>" * 5000)
MAKERS["ovf-torn"] = lambda: box(
    VIRTUALBOX, member("x.vmdk", vmdk()), member("box.ovf", b"<Envelope><"))
MAKERS["ovf-binary"] = lambda: box(
    VIRTUALBOX, member("x.vmdk", vmdk()), member("box.ovf", bytes(9999)))


@kind("ovf-utf16")
def _():
    """Allowed by XML; nothing in it may be understood differently."""
    info, text = ovf("../../canary/secret")
    text = text.decode().replace('"1.0"', '"1.0" encoding="UTF-16"')
    return box(VIRTUALBOX, member("x.vmdk", vmdk()),
               member("box.ovf", text.encode("utf-16")))


# libvirt's metadata.json


def with_papers(text):
    return box(member("metadata.json", text), member("box.img", small_disk()))


MAKERS["json-none"] = lambda: with_papers(b"no JSON")
MAKERS["json-array"] = lambda: with_papers(b"[]")
MAKERS["json-deep"] = lambda: with_papers(b"[" * 3000)
MAKERS["json-twice"] = lambda: with_papers(b'{"disks":[],"disks":[]}')
MAKERS["json-large"] = lambda: with_papers(b" " * (2 << 20))
MAKERS["json-above"] = lambda: with_papers(
    b'{"disks":[{"path":"../../canary/secret"}]}')
MAKERS["json-absolute"] = lambda: with_papers(
    json.dumps({"disks": [{"path": Place.canary}]}).encode())
MAKERS["json-missing"] = lambda: with_papers(b'{"disks":[{"path":"x.img"}]}')
MAKERS["json-number"] = lambda: with_papers(b'{"disks":[{"path":7}]}')
MAKERS["json-lies"] = lambda: box(
    papers(provider="libvirt", format="raw"), member(
        "box.raw", qcow2(small_disk())))


# qcow2


def plain_qcow2():
    return bytearray(qcow2(small_disk(), "-o", "compat=1.1"))


def patched(at, form, *values):
    image = plain_qcow2()
    struct.pack_into(form, image, at, *values)
    return lv_box(bytes(image))


def extended(what, data, features=0):
    """With a header extension as the first one."""
    image = plain_qcow2()
    if features:
        struct.pack_into(">Q", image, 72, features)
    head = struct.unpack_from(">I", image, 100)[0]
    block = struct.pack(">II", what, len(data)) + padded(data, 8)
    image[head : head + len(block) + 8] = block + bytes(8)
    return lv_box(bytes(image))


@kind("qcow2-backing")
def _():
    image = plain_qcow2()
    name = Place.canary.encode()
    struct.pack_into(">QI", image, 8, 1024, len(name))
    image[1024 : 1024 + len(name)] = name
    return lv_box(bytes(image))


@kind("qcow2-backing-json")
def _():
    image = plain_qcow2()
    name = b'json:{"driver":"raw","file":{"driver":"file","filename":"%s"}}' \
        % Place.canary.encode()
    struct.pack_into(">QI", image, 8, 1024, len(name))
    image[1024 : 1024 + len(name)] = name
    return lv_box(bytes(image))


MAKERS["qcow2-data-file"] = lambda: extended(
    0x44415441, Place.canary.encode(), 4)
MAKERS["qcow2-data-file-json"] = lambda: extended(
    0x44415441, b'json:{"driver":"nbd","host":"127.0.0.1"}', 4)
MAKERS["qcow2-data-file-unmarked"] = lambda: extended(
    0x44415441, Place.canary.encode())
MAKERS["qcow2-backing-format"] = lambda: extended(0xE2792ACA, b"raw")
MAKERS["qcow2-encrypted"] = lambda: patched(32, ">I", 2)
MAKERS["qcow2-luks-extension"] = lambda: extended(0x0537BE77, bytes(16))
MAKERS["qcow2-unknown-extension"] = lambda: extended(0x12345678, b"abc")
MAKERS["qcow2-long-extension"] = lambda: extended_length(0x6803F857, 2**31)
MAKERS["qcow2-version-1"] = lambda: patched(4, ">I", 1)
MAKERS["qcow2-version-4"] = lambda: patched(4, ">I", 4)
MAKERS["qcow2-corrupt"] = lambda: patched(72, ">Q", 2)
MAKERS["qcow2-bit-4"] = lambda: patched(72, ">Q", 16)
MAKERS["qcow2-bit-63"] = lambda: patched(72, ">Q", 1 << 63)
MAKERS["qcow2-size-0"] = lambda: patched(24, ">Q", 0)
MAKERS["qcow2-size-odd"] = lambda: patched(24, ">Q", SMALL - 100)
MAKERS["qcow2-size-60t"] = lambda: patched(24, ">Q", 60 << 40)
MAKERS["qcow2-size-2e63"] = lambda: patched(24, ">Q", 1 << 63)
MAKERS["qcow2-clusters-8"] = lambda: patched(20, ">I", 8)
MAKERS["qcow2-clusters-30"] = lambda: patched(20, ">I", 30)
MAKERS["qcow2-l1-outside"] = lambda: patched(40, ">Q", 1 << 40)
MAKERS["qcow2-l1-short"] = lambda: patched(36, ">I", 0)
MAKERS["qcow2-l1-long"] = lambda: patched(36, ">I", 2**32 - 1)
MAKERS["qcow2-refcounts-outside"] = lambda: patched(48, ">Q", 1 << 40)
MAKERS["qcow2-snapshots"] = lambda: patched(60, ">IQ", 1, 65536)
MAKERS["qcow2-header-long"] = lambda: patched(100, ">I", 1 << 30)
MAKERS["qcow2-cut"] = lambda: lv_box(bytes(plain_qcow2()[:90]))
MAKERS["qcow2-head-alone"] = lambda: lv_box(bytes(plain_qcow2()[:65536]))


def extended_length(what, length):
    image = plain_qcow2()
    head = struct.unpack_from(">I", image, 100)[0]
    struct.pack_into(">II", image, head, what, length)
    return lv_box(bytes(image))


@kind("qcow2-l2-outside")
def _():
    """A table of the second kind lies behind the end of the file."""
    image = plain_qcow2()
    at = struct.unpack_from(">Q", image, 40)[0]
    struct.pack_into(">Q", image, at, 1 << 63 | 1 << 50)
    return lv_box(bytes(image))


# VMDK


def text_vmdk(extent, create="monolithicFlat", extra=""):
    return (
        '# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\n'
        f'createType="{create}"\n{extra}\nRW 512 {extent}\n').encode()


MAKERS["vmdk-flat-absolute"] = lambda: vb_box(
    text_vmdk(f'FLAT "{Place.canary}" 0'))
MAKERS["vmdk-flat-above"] = lambda: vb_box(
    text_vmdk('FLAT "../../canary/secret" 0'))
MAKERS["vmdk-flat-qcow2-name"] = lambda: box(LIBVIRT, member(
    "box.qcow2", text_vmdk(f'FLAT "{Place.canary}" 0')))
MAKERS["vmdk-flat-as-img"] = lambda: lv_box(
    text_vmdk(f'FLAT "{Place.canary}" 0').ljust(SMALL, b"\n"))
MAKERS["vmdk-extent-absolute"] = lambda: vb_box(vmdk(
    text=descriptor(512, extent=Place.canary)))
MAKERS["vmdk-extent-flat"] = lambda: vb_box(vmdk(text=descriptor(512).replace(
    'SPARSE "x.vmdk"', f'FLAT "{Place.canary}" 0')))
MAKERS["vmdk-two-extents"] = lambda: vb_box(vmdk(text=descriptor(
    512, extra='RW 512 SPARSE "y.vmdk"')))
MAKERS["vmdk-parent"] = lambda: vb_box(vmdk(text=descriptor(
    512, parent="12345678")))
MAKERS["vmdk-parent-name"] = lambda: vb_box(vmdk(text=descriptor(
    512, extra=f'parentFileNameHint="{Place.canary}"')))
MAKERS["vmdk-sparse-parent"] = lambda: vb_box(vmdk(
    text=descriptor(512, create="monolithicSparse", parent="12345678",
                    extra=f'parentFileNameHint="{Place.canary}"'),
    flags=1, directory=21))
MAKERS["vmdk-split"] = lambda: vb_box(vmdk(text=descriptor(
    512, create="twoGbMaxExtentSparse")))
MAKERS["vmdk-unknown-line"] = lambda: vb_box(vmdk(text=descriptor(
    512, extra="changeTrackPath=x")))
MAKERS["vmdk-no-descriptor"] = lambda: vb_box(vmdk(text=""))
MAKERS["vmdk-descriptor-full"] = lambda: vb_box(vmdk(
    text=descriptor(512) + "#" * 20 * SECTOR))
MAKERS["vmdk-descriptor-far"] = lambda: vb_box(vmdk(text_at=1 << 40))
MAKERS["vmdk-descriptor-huge"] = lambda: vb_box(vmdk(described=1 << 40))
MAKERS["vmdk-overhead-huge"] = lambda: vb_box(vmdk(overhead=1 << 50))
MAKERS["vmdk-grain-0"] = lambda: vb_box(vmdk(grain_sectors=0))
MAKERS["vmdk-grain-1"] = lambda: vb_box(vmdk(grain_sectors=1))
MAKERS["vmdk-grain-100"] = lambda: vb_box(vmdk(grain_sectors=100))
MAKERS["vmdk-grain-2e40"] = lambda: vb_box(vmdk(grain_sectors=1 << 40))
MAKERS["vmdk-size-0"] = lambda: vb_box(vmdk(sectors=0))
MAKERS["vmdk-size-60t"] = lambda: vb_box(vmdk(sectors=60 << 31))
MAKERS["vmdk-size-2e63"] = lambda: vb_box(vmdk(sectors=1 << 63))
MAKERS["vmdk-version-9"] = lambda: vb_box(vmdk(version=9))
MAKERS["vmdk-flags"] = lambda: vb_box(vmdk(flags=0x70001))
MAKERS["vmdk-no-markers"] = lambda: vb_box(vmdk(flags=0x10001))
MAKERS["vmdk-footer"] = lambda: vb_box(vmdk(footer=vmdk_header(
    1024, directory=9)))
MAKERS["vmdk-footer-empty"] = lambda: vb_box(vmdk(footer=bytes(SECTOR)))
MAKERS["vmdk-no-end"] = lambda: vb_box(vmdk(end=b""))
MAKERS["vmdk-cut"] = lambda: vb_box(stream_vmdk(disk("cut"))[:-700000])
MAKERS["vmdk-header-alone"] = lambda: vb_box(vmdk_header(512))
MAKERS["vmdk-magic-alone"] = lambda: vb_box(b"KDMV")


def grains(*blocks):
    return vb_box(vmdk(grains=list(blocks)))


def flipped(data):
    return data[:30] + bytes([data[30] ^ 1]) + data[31:]


FULL = 128 * SECTOR
MAKERS["grain-beyond"] = lambda: grains(grain(1 << 40, bytes(FULL)))
MAKERS["grain-crooked"] = lambda: grains(grain(7, bytes(FULL)))
MAKERS["grain-wrapped"] = lambda: grains(grain(2**64 - 128, bytes(FULL)))
MAKERS["grain-twice"] = lambda: grains(grain(0, b"a" * FULL),
                                       grain(0, b"b" * FULL))
MAKERS["grain-short"] = lambda: grains(grain(0, b"a" * (FULL - SECTOR)))
MAKERS["grain-long"] = lambda: grains(grain(0, b"a" * (FULL + SECTOR)))
MAKERS["grain-flipped"] = lambda: grains(flipped(grain(
    0, random.Random(2).randbytes(FULL))))
MAKERS["grain-bomb"] = lambda: grains(grain(0, bytes(BOMB_BYTES)))
MAKERS["grain-noise"] = lambda: grains(padded(
    struct.pack("<QI", 0, 4000) + random.Random(1).randbytes(4000)))
MAKERS["grain-huge"] = lambda: grains(grain(0, b"a" * FULL, 2**32 - 1))
MAKERS["marker-unknown"] = lambda: grains(marker(0, 77))
MAKERS["marker-long"] = lambda: grains(marker(1 << 60, 1))
MAKERS["marker-footer-long"] = lambda: grains(marker(1 << 60, 3))


# Other images


def raw_beginning(head):
    return box(LIBVIRT, member("disk.raw", head.ljust(SMALL, b"\0")))


MAKERS["raw-as-qcow2"] = lambda: raw_beginning(b"QFI\xfb" + bytes(3) + b"\3")
MAKERS["raw-as-vmdk"] = lambda: raw_beginning(b"KDMV")
MAKERS["raw-as-vhdx"] = lambda: raw_beginning(b"vhdxfile")
MAKERS["raw-as-vpc"] = lambda: raw_beginning(b"conectix")


@kind("vhdx-parent")
def _():
    image = bytearray(converted(small_disk(), "vhdx"))
    guid = bytes.fromhex("3767a1ca36fa434db3b633f0aa44e76b")
    metadata = image.find(b"metadata")
    entry = image.find(guid, metadata)
    value = metadata + struct.unpack_from("<I", image, entry + 16)[0]
    struct.pack_into("<I", image, value + 4, 2)
    return box(member("a.vhdx", bytes(image)))


@kind("vhdx-cut")
def _():
    return box(member("a.vhdx", converted(small_disk(), "vhdx")[:100000]))


@kind("vhd-parent")
def _():
    image = bytearray(converted(small_disk(), "vpc", "-o", "force_size=on"))
    struct.pack_into(">I", image, 60, 4)
    struct.pack_into(">I", image, len(image) - SECTOR + 60, 4)
    return box(member("a.vhd", bytes(image)))


MAKERS["vhd-none"] = lambda: box(member("a.vhd", small_disk()))


def main():
    boot, Place.canary, Place.dir = sys.argv[1:4]
    with open(boot, "rb") as f:
        Place.boot = f.read()
    kinds = sys.argv[4:]
    for name in MAKERS if kinds == ["--all"] else kinds:
        made = MAKERS[name]()
        with open(path(name + ".box"), "wb") as f:
            f.write(made)


if __name__ == "__main__":
    main()
