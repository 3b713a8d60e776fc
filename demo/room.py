"""room: a place of its own for the estate: namespaces for network (loopback only), processes, mounts and IPC, as root or as
an ordinary user. When the process that made it ends, however it ends, everything in it ends too."""
import ctypes
import errno
import fcntl
import os
import signal
import socket
import struct
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)
NEWNS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
NOBODY = 65534  # the user without rights that every Debian has
# Empty folders of every Debian system: one is covered, in this room only, by the estate's folder, so that a server
# without rights finds it wherever the checkout lies.
COVERS = ("/mnt", "/media", "/srv", "/opt")


def libc(name, *words):
    if getattr(LIBC, name)(*words):
        code = ctypes.get_errno()
        raise OSError(code, "%s: %s" % (name, os.strerror(code)))


def die_with_parent(parent, by=signal.SIGKILL):
    libc("prctl", PR_SET_PDEATHSIG, by, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def put(path, text):
    with open(path, "w") as out:
        out.write(text)


def raise_loopback():
    """What `ip link set lo up` does; `ip` may be missing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        flags = struct.unpack("16sh14x", fcntl.ioctl(s, SIOCGIFFLAGS, struct.pack("16sh14x", b"lo", 0)))[1]
        fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def unshare():
    """Leaves the machine's namespaces. An ordinary user becomes `nobody` of a user namespace of its own."""
    uid, gid = os.geteuid(), os.getegid()
    kinds = NEWNS | NEWIPC | NEWPID | NEWNET
    libc("unshare", kinds if uid == 0 else kinds | NEWUSER)
    if uid != 0:
        put("/proc/self/setgroups", "deny")
        put("/proc/self/uid_map", "%d %d 1" % (NOBODY, uid))
        put("/proc/self/gid_map", "%d %d 1" % (NOBODY, gid))
    libc("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    raise_loopback()
    put("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0")


def cover(folder):
    """Makes folder reachable for everybody in the room; its path there."""
    here = os.path.realpath(".") + "/"
    for place in COVERS:
        if os.path.isdir(place) and not os.path.islink(place) and not here.startswith(place + "/"):
            libc("mount", os.path.realpath(folder).encode(), place.encode(), None, MS_BIND, None)
            return place
    raise OSError(errno.ENOENT, "no folder to cover")


def drop():
    """Gives up root's rights for good (an ordinary user has none to give up)."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def reachable(path):
    """Can a process without rights go there?"""
    pid = os.fork()
    if pid == 0:
        drop()
        os._exit(not os.access(path, os.X_OK))
    return status_of(pid) == 0


def status_of(pid):
    while True:
        try:
            code = os.waitpid(pid, 0)[1]
            return os.WEXITSTATUS(code) if os.WIFEXITED(code) else 128 + os.WTERMSIG(code)
        except InterruptedError:
            continue


def forward(pid):
    """INT and TERM end the child; a second one, or three seconds, ends it hard."""
    def end(number, _):
        signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
        signal.alarm(3)
        os.kill(pid, signal.SIGTERM)
        for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(again, lambda *_: os.kill(pid, signal.SIGKILL))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


def finish(work):
    """Ends this process with work()'s exit status, whatever happens in it."""
    code = 1
    try:
        code = work()
        sys.stdout.flush()
    except SystemExit as e:
        if isinstance(e.code, str):
            print(e.code, file=sys.stderr)
        code = e.code if isinstance(e.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code or 0)


def child(work, by=signal.SIGKILL):
    """Runs work() in a forked process, which gets the signal `by` when this one dies; its pid."""
    parent = os.getpid()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        die_with_parent(parent, by)
        finish(work)
    return pid


NO_ROOM = 97  # exit status: no namespace can be had


def stoppable(work, high):
    """Calls work(high); INT, TERM and HUP end it with 130."""
    def stop(number, _):
        for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(again, signal.SIG_IGN)
        raise SystemExit(130)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return work(high)


def own_proc():
    """/proc with the room's own processes, where that may be had; only demo/killing needs it."""
    try:
        libc("mount", b"proc", b"/proc", b"proc", 0, None)
    except OSError:
        pass


def make_room(work):
    """In a process of its own: the namespaces, and in them process number 1, with which all others end."""
    try:
        unshare()
    except OSError as e:
        print("estate: no namespace can be had (%s)" % e.strerror, file=sys.stderr)
        return NO_ROOM
    pid = os.fork()
    if pid == 0:
        libc("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # its parent is not in its process namespace
        own_proc()
        finish(lambda: stoppable(work, False))
    forward(pid)
    return status_of(pid)


def end_descendants():
    """Without namespaces: all orphans came to this process; ends them until none is left."""
    while True:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        with open("/proc/self/task/%d/children" % os.getpid()) as pids:
            for pid in pids.read().split():
                os.kill(int(pid), signal.SIGKILL)
        time.sleep(0.02)


def alone():
    """In the open the ports are the machine's: one estate at a time, whichever tree it is of. Held until the end."""
    held = socket.socket(socket.AF_UNIX)
    said = False
    while True:
        try:
            held.bind("\0yicha-estate")  # an abstract name: no file, known in this network namespace only
            return held
        except OSError as e:
            if e.errno != errno.EADDRINUSE:
                raise
        if not said:
            print("estate: waiting for another demo on this machine to end", flush=True)
        said = True
        time.sleep(0.2)


def in_the_open(work):
    held = alone()
    held.set_inheritable(False)
    libc("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        return stoppable(work, True)
    finally:
        end_descendants()
        held.close()


def run(work):
    """Runs work(high) in a room of its own; without namespaces in the open, with high=True. Its exit status."""
    code = NO_ROOM
    if not os.environ.get("YICHA_DEMO_NO_NAMESPACE"):
        pid = child(lambda: make_room(work))
        forward(pid)
        code = status_of(pid)
    if code == NO_ROOM:
        print("estate: using high ports of 127.0.0.0/8 instead of the usual ports in a namespace", flush=True)
        pid = child(lambda: in_the_open(work), signal.SIGTERM)
        forward(pid)
        code = status_of(pid)
    return code
