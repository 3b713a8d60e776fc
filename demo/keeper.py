"""keeper: the process that builds, starts, restarts and ends the estate's servers; it has no rights of root."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import room
import servers

ELSEWHERE = "yicha-demo."
PATIENCE = 60  # seconds a server may take until it answers


def answers(transport, address, port):
    kind = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as s:
        s.settimeout(1)
        try:
            s.connect((address, port))
        except OSError:
            return False
    return True


class Keeper:
    def __init__(self, estate):
        self.estate, self.running, self.commands = estate, {}, servers.commands(estate)

    def start(self, name):
        log = open(self.estate.path(name + ".out"), "ab")
        self.running[name] = subprocess.Popen(
            self.commands[name][0], env=self.estate.environment(), cwd=self.estate.run, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True, preexec_fn=lambda: room.die_with_parent(os.getppid()))
        log.close()

    def wait(self, name):
        """Until it answers at every address it serves."""
        end = time.monotonic() + PATIENCE
        for place in self.commands[name][1]:
            while not answers(*place):
                if self.running[name].poll() is not None or time.monotonic() > end:
                    raise SystemExit("estate: %s does not answer at %s:%d\n%s" % (name, place[1], place[2], self.log(name)))
                time.sleep(0.02)

    def log(self, name):
        words = ""
        for tail in (".out", ".log"):
            if os.path.exists(self.estate.path(name + tail)):
                words += open(self.estate.path(name + tail), errors="replace").read()[-2000:]
        return words

    def start_all(self):
        for name in self.commands:
            self.start(name)
        for name in self.commands:
            self.wait(name)

    def mend(self, name):
        """The server set up as its compliant twin is."""
        service = next(d for d in self.estate.dealt if d.ident == name)
        service.row.settings["mode"] = "locked"
        self.kill(name)
        self.commands[name] = (servers.SERVERS[service.row.get("server")](self.estate, service), self.commands[name][1])
        self.start(name)
        self.wait(name)

    def kill(self, name):
        """kill -9 of a server and all its processes."""
        server = self.running.pop(name, None)
        if server:
            try:
                os.killpg(server.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            server.wait()

    def end_all(self):
        for server in self.running.values():
            try:
                os.killpg(server.pid, signal.SIGTERM)
            except ProcessLookupError:
                pass
        end = time.monotonic() + 2
        for name in list(self.running):
            try:
                self.running[name].wait(max(0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            self.kill(name)


def place(home, high):
    """The estate's folder under a path that a process without rights can reach."""
    if os.geteuid() != 0:
        return os.path.realpath(home)
    if not high:
        return room.cover(home)
    if room.reachable(os.path.realpath(home)):
        return os.path.realpath(home)
    where = next((p for p in (tempfile.gettempdir(), "/tmp", "/var/tmp") if room.reachable(p)), None)
    base = tempfile.mkdtemp(prefix=ELSEWHERE, dir=where)
    os.chmod(base, 0o755)
    print("estate: only root can enter this checkout, and no namespace can be had: the servers, which have no rights of root, "
          "get their files in %s until the demo ends" % base, flush=True)
    subprocess.run(["cp", "-a", os.path.join(home, "root"), base], check=True)
    return base


def fresh(path, owner):
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    if os.geteuid() == 0:
        os.chown(path, owner, owner)


class Kept:
    """The estate as its user sees it: started servers, and a wire to the keeper."""

    def __init__(self, dealt, home, seed, high):
        self.base = place(home, high)
        who = "root" if os.geteuid() == 0 else "user"
        self.run = os.path.join(self.base, "run-" + who)
        self.keep = os.path.join(self.base, "keep-" + who)
        try:
            self.begin(dealt, seed, high)
        except BaseException:
            self.clear()
            raise

    def begin(self, dealt, seed, high):
        fresh(self.run, room.NOBODY)
        if not os.path.isdir(self.keep):
            fresh(self.keep, room.NOBODY)
        self.estate = servers.Estate(dealt, os.path.join(self.base, "root"), self.run,
                                     os.path.join(self.keep, "tls-%s" % seed), high)
        self.wire, theirs = socket.socketpair()
        self.pid = room.child(lambda: self.serve(theirs))
        theirs.close()
        self.lines = self.wire.makefile("r")
        self.told()

    def told(self):
        line = self.lines.readline().strip()
        if line != "ok":
            raise SystemExit("estate: the servers did not start")

    def ask(self, words):
        self.wire.sendall((words + "\n").encode())
        self.told()

    def serve(self, wire):
        """The keeper's own process."""
        self.wire.close()
        room.drop()
        os.umask(0o022)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        servers.prepare(self.estate, os.path.join(self.keep, "cluster"))
        keeper = Keeper(self.estate)
        try:
            keeper.start_all()
            wire.sendall(b"ok\n")
            for line in wire.makefile("r"):
                verb, name = line.split()
                {"kill": keeper.kill, "start": keeper.start, "wait": keeper.wait, "mend": keeper.mend}[verb](name)
                wire.sendall(b"ok\n")
        finally:
            keeper.end_all()
        return 0

    def close(self):
        self.wire.shutdown(socket.SHUT_RDWR)
        room.status_of(self.pid)
        self.clear()

    def clear(self):
        elsewhere = os.path.basename(self.base).startswith(ELSEWHERE)
        shutil.rmtree(self.base if elsewhere else self.run, ignore_errors=True)
