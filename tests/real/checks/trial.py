"""A small platform that is brought up and taken down while things go wrong, for the checks killed-between, killed-within and weather: how slipway
is run, what goes wrong on order, and what stands in the end, beside what stood after an undisturbed apply."""
import contextlib, os, pathlib, re, subprocess

import cluster_state, given, rights, world
from workplace import PLATFORM, TREE, WORK, finding

FOLDER = WORK / "platform"
FILE = FOLDER / "faults.yaml"
NAME = "faults"
AWS, API = "aws", "api"
MORE = "\n  # more\n"


@contextlib.contextmanager
def running():
    """A Trial, in a world where nothing is yet."""
    FOLDER.mkdir()
    edited(pathlib.Path(PLATFORM).read_text())
    tree = TREE / "terraform"
    with world.running(given.region(tree), given.existing(tree), given.account(tree), proxied=True) as environment:
        yield Trial(environment, {AWS: environment["AWS_ENDPOINT_URL"], API: world.proxy_url()})
    print(rights.judge_world(sorted((WORK / "versions").iterdir()), WORK, given.account(tree)))


def edited(text):
    """Platform.yaml says this from now on."""
    FILE.write_text(text)
    versions = WORK / "versions"
    versions.mkdir(exist_ok=True)
    (versions / f"{len(list(versions.iterdir())):03}.yaml").write_text(text)


class Trial:
    def __init__(self, environment, where):
        self.environment, self.where, self.said, self.runs = environment, where, open(WORK / "said", "w"), 0

    def start(self, *arguments, **more):
        self.runs += 1
        print(f"\n$ slipway {' '.join(arguments)}", file=self.said, flush=True)
        return subprocess.Popen([os.environ["SLIPWAY"], *arguments], cwd=FOLDER, env=self.environment, stdin=subprocess.DEVNULL, stdout=self.said,
                                stderr=subprocess.PIPE, text=True, **more)

    def heard(self, process):
        """(a line, the boundary that it tells of) of standard error, as it comes; a line that is wrapped is read with what it goes on from."""
        whole = ""
        for line in process.stderr:
            print(line, end="", file=self.said, flush=True)
            whole = f"{whole.rstrip()} {line.lstrip()}" if line.startswith(" ") else line
            yield line, boundary(whole)

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

    def undisturbed(self):
        """Up and down while nothing goes wrong: what stood meanwhile, and what AWS holds after, with all that it makes when it is first asked."""
        self.must("undisturbed", *self.apply())
        calm = Standing()
        self.must("undisturbed", *self.destroy())
        bare = world.inventory()
        calm.beside(bare)
        return calm, bare

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

    def __init__(self, bare=None):
        items = cluster_state.everything()
        self.objects = {key: cluster_state.wanted(item) for key, item in cluster_state.applied(items).items()}
        self.releases = {name: status for name, (_, status) in cluster_state.releases(items).items()}
        self.inventory = world.inventory(kept=False)
        self.beside(bare or {})

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

    def nothing(self, what):
        """After a destroy."""
        for key in [*self.objects, *self.releases, *(f"{table}: {number}" for table, number in self.tables.items() if number)]:
            finding("faults", what, key, "is left")


def boundary(line):
    """(step, "begins" or "ends") of a line of standard error that tells of one."""
    if match := re.match(r"(\S+)\s+ok \d.*: ", line):
        return match[1], "ends"
    if match := re.match(r"(\S+)\s+.*\(\d+ of \d+\)$", line.rstrip()):
        return match[1], "begins"
    return None


def edit(replicas, team, more=""):
    """Something to do: a workload of another size, and another tag in AWS; and `more` lines of spec at the end of the file, in place of those before."""
    text = re.sub(r"scale: \{min: \d+, max: \d+\}", f"scale: {{min: {replicas}, max: {replicas}}}", FILE.read_text())
    edited(re.sub(r"Team: \w+", f"Team: {team}", text.split(MORE)[0]) + (MORE + more if more else ""))


def replicas():
    deployment = cluster_state.everything()["Deployment/web/hello"]
    return deployment["spec"]["replicas"]
