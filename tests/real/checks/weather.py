"""What goes wrong around slipway while it changes a small platform: AWS and API server throttle, fail, reset, are slow, lose or truncate answers;
credentials expire; the API server is away; the disk is full; two at once; Ctrl-C. Each time what was asked for stands in the end.
"""
import contextlib, os, pathlib, re, resource, shutil, signal, sqlite3, time

import world
from trial import API, AWS, FOLDER, NAME, Standing, edit, replicas, running
from workplace import WORK, count, finding


FAULTS = ("throttle", "error", "reset", "slow", "truncated", "lost")
# What a fault meets, each once; whatever has no client is anybody's. All of it is asked for in each apply of weather().
AWS_READS = [("*", 0), ("*", 9)]
AWS_WRITES = [("iam CreateRole", 0), ("iam PutRolePolicy", 0), ("eks CreatePodIdentityAssociation", 0), ("ec2 CreateLaunchTemplateVersion", 0), ("eks UpdateNodegroupVersion", 0),
              ("iam Tag*", 2), ("iam DeleteRolePolicy", 0), ("iam DeleteRole", 0)]
API_READS = [("*", 0), ("*", 5)]
API_WRITES = [("PATCH *=Strict|PATCH *=true", 0), ("PATCH *=Strict|PATCH *=true", 1)]  # not what is only tried (dryRun=All)


def role(name):
    """Lines that make a role, what it may do, and its binding to a ServiceAccount."""
    return f"""  roles: {{{name}: {{serviceAccounts: [web/{name}], allow: [{{to: "sqs:jobs-*", actions: [send]}}]}}}}
"""


def weather(trial):
    """Each fault for a while, with something to read, to make, to change and to take away. What passes, slipway sits out; what was made and is not
    known it takes over, at the latest with the next apply: Terraform's provider takes half an answer for the last word."""
    number = 1
    for fault in FAULTS:
        number = 3 - number
        edit(number, fault, role(fault))
        rules = {where: [{"client": client, "operation": operation, "after": after, "times": 1, "fault": fault, "seconds": 3} for client, operations in by_client for operation, after in operations]
                 for where, by_client in ((AWS, (("*", AWS_READS), ("APN", AWS_WRITES))), (API, (("*", API_READS), ("-|slipway", API_WRITES))))}
        if fault == "slow":  # nothing is sent twice, and one object differs
            rules[API] = [rule for rule in rules[API] if rule["operation"] == "*" or rule["after"] == 0]
        with trial.fault(**rules) as told:
            status, errors = trial.run(*trial.apply())
            for _ in range(len(AWS_WRITES)):
                if status == 3 and fault in ("lost", "truncated"):
                    status, errors = trial.run(*trial.apply())
            missed = [rule["operation"] for rule in told() if not rule["hit"]]
        if status != 0:
            finding("faults", fault, "apply", f"status {status}: {errors[-600:]}")
            trial.must(f"after {fault}", *trial.apply())
        if missed:
            finding("faults", fault, "rules", f"no request was hit of {', '.join(missed)}")
        if replicas() != number:
            finding("faults", fault, "Deployment/web/hello", f"{replicas()} replicas, not {number}")
    return len(FAULTS)


def refused(trial, what, errors, *words):
    for word in words:
        if not re.search(word, errors, re.I | re.M):
            finding("faults", what, "message", f"says nothing of '{word}': {errors[-500:]}")


def expired(trial):
    """Credentials that expire when slipway has begun to change AWS, or the cluster: said so of that step, and after new ones it goes on. (Not of
    EC2: what it answers then, Terraform takes for a wrong clock, and asks again for a quarter of an hour.)"""
    edit(2, "expired", role("expired"))
    for where, step, rule in ((AWS, "aws", {"operation": "eks *|iam *|sts *|sqs *|events *", "since": "iam Tag*|iam CreateRole", "after": 6}),
                              (API, r"(\d\d-\S+|chart/\S+)", {"operation": "*", "since": "PATCH *=Strict|PATCH *=true"})):
        with trial.fault(**{where: [{**rule, "times": 10**6, "fault": "expired"}]}):
            status, errors = trial.run(*trial.apply())
        if status != 3:
            finding("faults", "expired", where, f"status {status}, not 3")
        refused(trial, "expired", errors, rf"^{step}  .*\bFAIL ", f"slipway: {step}: ", "expired|credentials|unauthorized")
    trial.must("expired", *trial.apply())


def away(trial):
    """The API server answers nobody for half a minute."""
    edit(1, "away", role("away"))
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


def fill_last_pages(journal):
    """Makes it larger than any other file that slipway writes, and leaves no room for another step `aws` in the pages that it has; its size."""
    with contextlib.closing(sqlite3.connect(journal, isolation_level=None)) as database:
        database.execute("INSERT INTO remembered VALUES ('padding', ?)", ("x" * 2**20,))
        before = after = database.execute("PRAGMA page_count").fetchone()
        while after == before:
            database.execute("BEGIN")
            database.execute("INSERT INTO step (run, step, inputs, begun) SELECT max(id), 'aws', '', max(begun) FROM run")
            after = database.execute("PRAGMA page_count").fetchone()
            database.execute("COMMIT" if after == before else "ROLLBACK")
    return journal.stat().st_size


def full_disk(trial):
    """The journal cannot grow (a limit on the size of files stands for the disk), all else that is written can; nothing is broken by that."""
    edit(1, "full", role("full"))
    size = fill_last_pages(FOLDER / ".slipway" / NAME / "journal.db")

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # as if there were no such limit: writing fails, that is all
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    status, errors = trial.run(*trial.apply(), preexec_fn=limited, restore_signals=False)
    if status != 3:
        finding("faults", "full disk", "journal", f"status {status}, not 3: {errors[-300:]}")
    refused(trial, "full disk", " ".join(errors.split()), r"the journal \S+journal\.db: (disk I/O error|File too large)", "= fix: .*; then ")
    trial.must("after a full disk", *trial.apply())


def two_at_once(trial):
    """The second says who holds the lock, and does nothing; the first is not disturbed."""
    edit(2, "two", role("two"))
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
    edit(1, "interrupted", role("interrupted"))
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
        edit(1, "research", role("calm"))
        trial.must("undisturbed", *trial.apply())
        calm = Standing()
        faults = weather(trial)
        for calamity in CALAMITIES:
            calamity(trial)
        edit(1, "research", role("calm"))
        trial.must("the platform as it was", *trial.apply())
        calm.compare(Standing(), "weather")
    print(f"{faults} faults of both servers, {len(CALAMITIES)} other calamities; {count(trial.runs, 'run')}")


main()
