"""What goes wrong while slipway brings a small platform up and takes it down, and that it goes on after all of it: killed at every step's
beginning and end, killed in the middle of requests, interrupted; throttled, refused, cut off, kept waiting; credentials that expire; an API
server that is away; a disk that is full; two at once. Each time the same must stand in the end as after an undisturbed apply, once.
"""
import contextlib, os, pathlib, random, re, resource, shutil, signal, subprocess, sys, time

import cluster_state, given, world
from workplace import HERE, PLATFORM, TREE, WORK, count, finding

FOLDER = WORK / "live"
FILE = FOLDER / "faults.yaml"
NAME = "faults"
SEED = 12
AWS, API = "aws", "api"


class Trial:
    def __init__(self, environment, where):
        self.environment, self.where, self.said, self.runs = environment, where, open(WORK / "faults.said", "w"), 0

    def start(self, *arguments, **more):
        self.runs += 1
        print(f"\n$ slipway {' '.join(arguments)}", file=self.said, flush=True)
        return subprocess.Popen([os.environ["SLIPWAY"], *arguments], cwd=FOLDER, env=self.environment, stdin=subprocess.DEVNULL, stdout=self.said,
                                stderr=subprocess.PIPE, text=True, **more)

    def finish(self, process):
        """(status, all of standard error)"""
        errors = process.stderr.read()
        process.wait(900)
        print(errors + f"# status {process.returncode}", file=self.said, flush=True)
        return process.returncode, errors

    def run(self, *arguments, **more):
        return self.finish(self.start(*arguments, **more))

    def apply(self):
        return "apply", FILE.name, "--yes"

    def destroy(self):
        return "destroy", FILE.name, "--yes", "--name", NAME

    def must(self, what, *arguments):
        status, errors = self.run(*arguments)
        if status != 0:
            print(errors[-3000:])
            raise SystemExit(f"{what}: slipway {' '.join(arguments)}: status {status}")
        return errors

    @contextlib.contextmanager
    def fault(self, **rules):
        """Faults while the block runs: fault(aws=[…], api=[…]); gives a function that tells what became of them."""
        for where, rule in rules.items():
            world.faults(rule, self.where[where])
        try:
            yield lambda: [rule for where in rules for rule in world.faults(None, self.where[where])]
        finally:
            for where in rules:
                world.faults([], self.where[where])


class Standing:
    """What stands now; in AWS, beside what there is without the platform."""

    def __init__(self, bare):
        items = cluster_state.applied(cluster_state.everything())
        self.objects = {key: cluster_state.wanted(item) for key, item in items.items()}
        self.releases = {name: status for name, (_, status) in cluster_state.releases(cluster_state.everything()).items()}
        self.inventory = world.inventory(kept=False)
        self.beside(bare)

    def beside(self, bare):
        self.tables = {table: len(set(keys) - set(bare.get(table, []))) for table, keys in self.inventory.items()}

    def compare(self, other, what):
        for key in sorted(self.objects.keys() | other.objects.keys()):
            if self.objects.get(key) != other.objects.get(key):
                finding("faults", what, key, f"{'is missing' if key not in other.objects else 'is more than there ought to be' if key not in self.objects else 'is otherwise'}")
        if self.releases != other.releases:
            finding("faults", what, "helm", f"{self.releases} became {other.releases}")
        for table in sorted(self.tables.keys() | other.tables.keys()):
            if self.tables.get(table, 0) != other.tables.get(table, 0):
                finding("faults", what, table, f"{self.tables.get(table, 0)} became {other.tables.get(table, 0)}")


def boundary(line):
    """(step, "begins" or "ends") of a line of standard error that tells of one."""
    if match := re.match(r"(\S+)\s+ok \d.*: ", line):
        return match[1], "ends"
    if match := re.match(r"(\S+)\s+.*\(\d+ of \d+\)$", line.rstrip()):
        return match[1], "begins"
    return None


def walk(trial, arguments):
    """Runs it again and again, killed each time at the first boundary at which it has not been killed yet, until it comes through."""
    seen, limit = [], 200
    while len(seen) < limit:
        process, killed = trial.start(*arguments), False
        for line in process.stderr:
            print(line, end="", file=trial.said, flush=True)
            here = boundary(line)
            if here and here not in seen:
                seen.append(here)
                process.kill()
                killed = True
                break
        status, errors = trial.finish(process)
        if killed:
            print(f"# killed where {' '.join(seen[-1])}", file=trial.said, flush=True)
        elif status == 0:
            return seen
        else:
            print(errors[-3000:])
            raise SystemExit(f"after it was killed where {' '.join(seen[-1]) if seen else 'nothing began'}: status {status}")
    raise SystemExit(f"killed {limit} times, and not through")


def killed_within(trial, arguments, where, rule):
    """Kills it while a request that the rule names is under way; false when it came through before."""
    with trial.fault(**{where: [{**rule, "fault": "hold"}]}) as told:
        process = trial.start(*arguments)
        while process.poll() is None and not told()[0]["held"]:
            time.sleep(0.05)
        was_held = process.poll() is None
        process.kill() if was_held else None
    status, errors = trial.finish(process)
    if not was_held and status != 0:
        print(errors[-3000:])
        raise SystemExit(f"slipway {' '.join(arguments)}: status {status}, and was to be killed within {rule}")
    return was_held


def within(trial, arguments, dice, writes):
    """Kills it within requests to AWS and to the API server that come by chance, always later ones, then lets it through."""
    points = [(AWS, {"client": "APN", "operation": "* Create*|* Put*|* Attach*|* Tag*|* Delete*", "after": dice.randrange(step, step + writes // 4)}) for step in range(0, writes, writes // 4)]
    points += [(API, {"client": "-|slipway", "operation": "PATCH *|POST *|DELETE *", "after": dice.randrange(0, 12)}) for _ in range(3)]
    points += [(API, {"client": "Helm", "operation": "PATCH *|POST *|PUT *|DELETE *", "after": dice.randrange(0, 8)}) for _ in range(3)]
    killed = sum(killed_within(trial, arguments, where, rule) for where, rule in points)
    trial.must("after it was killed within requests", *arguments)
    return killed


def edit(replicas, team):
    """Something to do: a workload of another size, and another tag in AWS."""
    text = re.sub(r"scale: \{min: \d+, max: \d+\}", f"scale: {{min: {replicas}, max: {replicas}}}", FILE.read_text())
    FILE.write_text(re.sub(r"Team: \w+", f"Team: {team}", text))


def replicas():
    deployment = cluster_state.everything()["Deployment/web/hello"]
    return deployment["spec"]["replicas"]


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
    for line in process.stderr:
        print(line, end="", file=trial.said, flush=True)
        if boundary(line) == ("70-workloads", "begins"):
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
    for line in process.stderr:
        print(line, end="", file=trial.said, flush=True)
        here = boundary(line)
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
    FOLDER.mkdir()
    shutil.copy(PLATFORM, FILE)
    dice = random.Random(SEED)
    region, tree = given.region(TREE / "terraform"), TREE / "terraform"
    with world.running(region, given.existing(tree), given.account(tree), proxied=True) as environment:
        helpers_without_limits(WORK / "standin/bin")
        trial = Trial(environment, {AWS: environment["AWS_ENDPOINT_URL"], API: world.proxy_url()})
        sent = len(world.requests())
        trial.must("undisturbed", *trial.apply())
        calm = Standing({})
        writes = sum(operation.split()[-1].startswith(("Create", "Put", "Attach", "Tag")) for client, operation in world.requests()[sent:] if client == "APN")
        trial.must("undisturbed", *trial.destroy())
        bare = world.inventory()  # with all that AWS makes when it is first asked
        calm.beside(bare)

        boundaries = walk(trial, trial.apply())
        calm.compare(Standing(bare), "killed at boundaries")
        weathers = weather(trial)
        expired(trial)
        away(trial)
        full_disk(trial)
        two_at_once(trial)
        interrupted(trial)
        downs = walk(trial, trial.destroy())

        edit(1, "research")
        killed = within(trial, trial.apply(), dice, writes)
        calm.compare(Standing(bare), "killed within requests")
        killed += within(trial, trial.destroy(), dice, writes)
        left = Standing(bare)
        for key in [*left.objects, *left.releases, *(f"{table}: {number}" for table, number in left.tables.items() if number)]:
            finding("faults", "destroyed", key, "is left")
    print(f"{count(len(boundaries) + len(downs), 'boundary')} and {count(killed, 'request')} killed at, {weathers} faults of both servers, 5 other calamities; {count(trial.runs, 'run')}")


main()
