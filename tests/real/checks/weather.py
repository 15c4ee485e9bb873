"""What goes wrong around slipway while it changes a small platform: AWS and API server throttle, fail, reset, are slow, lose or truncate answers;
credentials expire; the API server is away; the disk is full; two at once; Ctrl-C. Each time what was asked for stands in the end.
"""
import os, pathlib, re, resource, shutil, signal, time

import world
from trial import API, AWS, FOLDER, NAME, Standing, edit, replicas, running
from workplace import WORK, count, finding


def weather(trial):
    """Each fault for a while, with something to do; what passes, slipway sits out."""
    number = 1
    for fault in ("throttle", "error", "reset", "slow", "truncated", "lost"):
        number = 3 - number
        edit(number, fault)
        aws = [{"client": "*", "operation": "*", "after": after, "times": 1, "fault": fault, "seconds": 3} for after in (0, 3, 9, 20)]
        api = [{"client": "*", "operation": "*", "after": after, "times": 1, "fault": fault, "seconds": 3} for after in (0, 2, 5, 11)]
        with trial.fault(aws=aws, api=api) as told:
            status, errors = trial.run(*trial.apply())
            hits = sum(rule["hit"] for rule in told())
        if status == 3 and fault == "truncated" and "EOF" in errors:  # Terraform's provider takes that for the last word
            trial.must("after truncated answers", *trial.apply())
        elif status != 0:
            finding("faults", fault, "apply", f"status {status}: {errors[-600:]}")
            trial.must(f"after {fault}", *trial.apply())
        if hits < 4:
            finding("faults", fault, "rules", f"only {hits} requests were hit")
        if replicas() != number:
            finding("faults", fault, "Deployment/web/hello", f"{replicas()} replicas, not {number}")
    return 6


def refused(trial, what, errors, *words):
    for word in words:
        if not re.search(word, errors, re.I):
            finding("faults", what, "message", f"says nothing of '{word}': {errors[-500:]}")


def expired(trial):
    """Credentials that expire in the middle: said so, and after new ones it goes on. (Not of EC2: what it answers then, Terraform takes for
    a wrong clock, and asks again for a quarter of an hour.)"""
    edit(2, "expired")
    for where, operations in ((AWS, "eks *|iam *|sts *|sqs *|events *"), (API, "*")):
        with trial.fault(**{where: [{"operation": operations, "after": 6, "times": 10**6, "fault": "expired"}]}):
            status, errors = trial.run(*trial.apply())
        if status != 3:
            finding("faults", "expired", where, f"status {status}, not 3")
        refused(trial, "expired", errors, "expired|credentials|unauthorized")
    trial.must("expired", *trial.apply())


def away(trial):
    """The API server answers nobody for half a minute."""
    edit(1, "away")
    server = int((world.KUBE / "pids").read_text().split()[0])
    process = trial.start(*trial.apply())
    for _, here in trial.heard(process):
        if here == ("70-workloads", "begins"):
            os.kill(server, signal.SIGSTOP)
            time.sleep(30)  # the fault itself
            os.kill(server, signal.SIGCONT)
    status, errors = trial.finish(process)
    if status != 0 or replicas() != 1:
        finding("faults", "away", "API server", f"status {status}, {replicas()} replicas: {errors[-500:]}")


def full_disk(trial):
    """The journal cannot grow (a limit on the size of files stands for the disk); nothing is broken by that."""
    edit(1, "full")
    size = (FOLDER / ".slipway" / NAME / "journal.db").stat().st_size

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # as if there were no such limit: writing fails, that is all
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    status, errors = trial.run(*trial.apply(), preexec_fn=limited, restore_signals=False)
    if status != 3:
        finding("faults", "full disk", "journal", f"status {status}, not 3: {errors[-300:]}")
    refused(trial, "full disk", errors, "journal|room|disk|full|too large")
    trial.must("after a full disk", *trial.apply())


def two_at_once(trial):
    """The second says who holds the lock, and does nothing; the first is not disturbed."""
    edit(2, "two")
    with trial.fault(aws=[{"operation": "*", "after": 4, "fault": "hold"}]) as told:
        first = trial.start(*trial.apply())
        while first.poll() is None and not told()[0]["held"]:
            time.sleep(0.05)
        status, errors = trial.run(*trial.apply())
    if status != 3:
        finding("faults", "two at once", "the second", f"status {status}, not 3")
    refused(trial, "two at once", errors, str(first.pid))
    status, errors = trial.finish(first)
    if status != 0:
        finding("faults", "two at once", "the first", f"status {status}: {errors[-300:]}")


def interrupted(trial):
    """Ctrl-C: the step in hand is finished, and how to go on is said."""
    edit(1, "interrupted")
    process, begun = trial.start(*trial.apply()), None
    for line, here in trial.heard(process):
        if here and begun is None:
            begun = here[0]
            process.send_signal(signal.SIGINT)
        elif here and here != (begun, "ends"):
            finding("faults", "interrupted", here[0], f"{here[1]} after the interruption of {begun}")
        if "to go on" in line:
            begun = "said"
    status, _ = trial.finish(process)
    if begun != "said" or status != 3:
        finding("faults", "interrupted", "message", f"status {status}; how to go on was {'' if begun == 'said' else 'not '}said")
    trial.must("after an interruption", *trial.apply())


CALAMITIES = (expired, away, full_disk, two_at_once, interrupted)


def helpers_without_limits(folder):
    """What slipway starts must not be held by the limits that full_disk() sets for slipway itself."""
    for name in ("terraform", "helm"):
        real = shutil.which(name, path=f"{folder}:{os.environ['PATH']}")
        if pathlib.Path(real).parent == folder:
            pathlib.Path(real).rename(folder / f"{name}-real")
            real = folder / f"{name}-real"
        (folder / name).write_text(f"#!/bin/sh\nulimit -S -f unlimited\nexec '{real}' \"$@\"\n")
        (folder / name).chmod(0o755)


def main():
    with running() as trial:
        helpers_without_limits(WORK / "standin/bin")
        trial.must("undisturbed", *trial.apply())
        calm = Standing()
        faults = weather(trial)
        for calamity in CALAMITIES:
            calamity(trial)
        edit(1, "research")
        trial.must("the platform as it was", *trial.apply())
        calm.compare(Standing(), "weather")
    print(f"{faults} faults of both servers, {len(CALAMITIES)} other calamities; {count(trial.runs, 'run')}")


main()
