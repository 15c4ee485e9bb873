"""A check that is told to stop leaves no server running, at whatever moment it is told."""
import os, pathlib, signal, subprocess, sys, time

import world
from workplace import WORK, count, finding

# The moment is when this file comes: in the middle of a script that starts servers, or when all are up.
MOMENTS = ("aws/pid", "kube/pids", "kube/kubeconfig", "standin/pid", "up")


def a_world():
    with world.running("us-west-2", {}, proxied=True):
        (WORK / "up").touch()
        signal.pause()


def running(folder):
    """The command lines of processes that have something to do with the folder."""
    lines = []
    for file in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(file.read_text().replace("\0", " "))
        except OSError:  # it ended meanwhile
            pass
    return [line for line in lines if f"{folder}/" in line or line.endswith(f"{folder} ")]


def main():
    for moment in MOMENTS:
        folder = WORK / "stopping" / moment.replace("/", "-")
        folder.mkdir(parents=True)
        with open(folder / "log", "w") as log:
            process = subprocess.Popen([sys.executable, __file__, "world"], env={**os.environ, "WORK": str(folder)}, stdout=log, stderr=log)
        while process.poll() is None and not (folder / moment).exists():
            time.sleep(0.02)
        process.terminate()
        status, left = process.wait(100), running(folder)
        if status != 1:
            finding("stopping", moment, "status", f"{status}, not 1")
        for line in left:
            finding("stopping", moment, "process", line)
    print(f"stopped at {count(len(MOMENTS), 'moment')}")


a_world() if sys.argv[1:] == ["world"] else main()
