"""`python -m studio.supervisor`: the whole installation in the foreground, on one port, until Ctrl-C or SIGTERM.

It holds the listening socket, so a web process that dies and returns refuses nobody. Each child leads its own process
group. A guardian process kills the groups when the supervisor itself is killed, so that nothing is left behind.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from studio import env, probe, roles

CHILDREN = ("web", "worker", "wire", "sweeper")
PRACTICE_PORT = 8765
GRACE_SECONDS = 10.0
FORGIVEN_SECONDS = 30.0
LONGEST_WAIT = 30.0
TICK = 0.1
_screen = threading.Lock()


def say(name: str, line: str) -> None:
    """One line on the terminal, with who said it in front. Nobody listening is no reason to stop."""
    with _screen, contextlib.suppress(OSError, ValueError):
        print(f"{name:<8}│ {line}", flush=True)


def listen(host: str, port: int, patience: float = 2.0) -> socket.socket:
    """The open port, or one sentence. A predecessor may need a moment to let go of it."""
    deadline = time.monotonic() + patience
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        door = socket.socket(family, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
            door.listen(2048)
        except OSError as trouble:
            door.close()
            if trouble.errno != errno.EADDRINUSE:
                raise env.BadSetting(
                    f"Cannot listen on {host}:{port} ({trouble.strerror}); set HOST or PORT."
                ) from None
            if time.monotonic() > deadline:
                raise env.BadSetting(
                    f"Port {port} is busy; choose another one: PORT={port + 1} script/server"
                ) from None
            time.sleep(TICK)
        else:
            return door


def practice_door() -> socket.socket | None:
    """Where the practice provider listens: its usual port or any free one; None where the installation has its own or none."""
    if env.text("STUDIO_PRACTICE_URL") or not env.flag("STUDIO_PRACTICE", default=not env.text("DATABASE_URL")):
        return None
    try:
        return listen("127.0.0.1", PRACTICE_PORT, patience=0)
    except env.BadSetting:
        return listen("127.0.0.1", 0)


def practice_address(door: socket.socket | None) -> dict[str, str]:
    """What every process must know to reach it: nothing else inside this machine may be dialled."""
    if door is None:
        return {}
    place = f"127.0.0.1:{door.getsockname()[1]}"
    listed = [*env.words("STUDIO_ALLOWED_PRIVATE_HOSTS"), place]
    return {"STUDIO_PRACTICE_URL": f"http://{place}", "STUDIO_ALLOWED_PRIVATE_HOSTS": ",".join(listed)}


class Guardian:
    """A forked process that outlives us. Each number told is a process group that lives, or lives no more."""

    def __init__(self) -> None:
        reading, self.pipe = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self.pipe)
            self.wait_for_the_end(reading)
        os.close(reading)

    @staticmethod
    def wait_for_the_end(reading: int) -> None:
        """In the guardian: when the pipe closes, kill the groups that still live."""
        os.setsid()
        groups: set[int] = set()
        with os.fdopen(reading) as told:
            for line in told:
                groups ^= {int(line)}
        for group in groups:
            kill_group(group)
        os._exit(0)

    def tell(self, group: int) -> None:
        """This group lives now, or does not any more."""
        os.write(self.pipe, f"{group}\n".encode())

    def dismiss(self) -> None:
        """There is nothing left to guard."""
        os.close(self.pipe)
        os.waitpid(self.pid, 0)


def kill_group(group: int) -> None:
    """At once, whoever is left in it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


@dataclass
class Child:
    """One role, started again when it dies: after half a second, then twice as long each time, at most 30 s."""

    name: str
    guardian: Guardian
    environment: dict[str, str]
    inherits: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    deaths: int = 0

    def start(self) -> None:
        """Run the role in a process group of its own."""
        self.process = subprocess.Popen(
            [sys.executable, *roles.commands()[self.name]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment,
            pass_fds=self.inherits,
            start_new_session=True,
        )
        self.started = time.monotonic()
        self.guardian.tell(self.process.pid)
        threading.Thread(target=self.relay, args=(self.process,), daemon=True).start()

    def relay(self, process: subprocess.Popen[bytes]) -> None:
        """What it prints, line by line."""
        for line in process.stdout or ():
            say(self.name, line.decode(errors="replace").rstrip())

    def look(self) -> None:
        """Notice a death, and start again when it is time."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            self.bury()
            self.deaths = 0 if now - self.started > FORGIVEN_SECONDS else self.deaths + 1
            wait = min(LONGEST_WAIT, 0.25 * 2**self.deaths)
            self.due = now + wait
            say(self.name, f"ended; it starts again in {wait:g} s.")
        elif not self.process and now >= self.due:
            self.start()

    def bury(self) -> None:
        """Its end, with whatever it had started."""
        if self.process:
            kill_group(self.process.pid)
            self.process.wait()
            self.guardian.tell(self.process.pid)
            self.process = None

    def ask_to_stop(self) -> None:
        """Finish what you do."""
        if self.process:
            self.process.terminate()

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process is not None and self.process.poll() is None


def announce(address: str) -> None:
    """Print the address once it answers."""
    while not probe.answers("healthz", seconds=30):
        time.sleep(0.5)
    say("studio", f"Storyreel is ready at {address} — Ctrl-C stops it.")


def stop(children: list[Child], again: threading.Event) -> None:
    """Ask everybody, wait ten seconds or until asked again, then insist."""
    say("studio", "Stopping.")
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + GRACE_SECONDS
    while any(child.alive for child in children) and time.monotonic() < deadline and not again.wait(TICK):
        pass
    for child in children:
        child.bury()
    say("studio", "Stopped.")


def run() -> None:
    """Prepare, start, watch, stop."""
    host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000, least=1, most=65535)
    guardian = Guardian()
    door = listen(host, port)
    rehearsal = practice_door()
    environment = {
        "STUDIO_LOG_FORMAT": "plain" if sys.stdout.isatty() else "json",
        "STUDIO_LOCAL_URL": probe.local_address(),
        **os.environ,
        **practice_address(rehearsal),
        "PYTHONUNBUFFERED": "1",
    }
    stopping, again = threading.Event(), threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda *_: again.set() if stopping.is_set() else stopping.set())
    prepared = subprocess.run([sys.executable, *roles.commands()["prepare"]], env=environment, check=False)
    if prepared.returncode:
        sys.exit(0 if stopping.is_set() else 1)
    web = {**environment, "STUDIO_SOCKET": str(door.fileno())}
    children = [Child("web", guardian, web, inherits=(door.fileno(),))]
    children += [Child(name, guardian, environment) for name in CHILDREN[1:]]
    if rehearsal:
        socket_of_it = {**environment, "STUDIO_PRACTICE_SOCKET": str(rehearsal.fileno())}
        children.append(Child("practice", guardian, socket_of_it, inherits=(rehearsal.fileno(),)))
    threading.Thread(target=announce, args=(probe.local_address(),), daemon=True).start()
    while not stopping.wait(TICK):
        for child in children:
            child.look()
    stop(children, again)
    guardian.dismiss()


if __name__ == "__main__":
    run()
