"""A platform's whole life, by slipway alone, in a world whose servers are real or stand in for what is (world.py): apply → verify, with probes → a second
apply that does nothing → one line changed → a bucket added → drift made by hand, shown, healed → destroy, which leaves nothing.

What is compared is what the cluster, helm and AWS hold, and the requests that AWS was sent; never only what slipway says.
"""
import collections, csv, fnmatch, json, os, re, shutil, signal, subprocess, threading, time

import boto3

import cluster_state, given, probing, rights, world
from workplace import HERE, PLATFORM, TREE, WORK, Loader, count, finding, run
import pathlib, yaml

FOLDER = WORK / "platform"
NAME = yaml.load(pathlib.Path(PLATFORM).read_text(), Loader)["metadata"]["name"]
LIMIT = 1200  # seconds that one run of slipway may take
# Requests that change nothing, by their names.
READS = ("Describe", "List", "Get", "Head", "Batch", "Lookup", "Simulate", "AssumeRole", "Decode", "Query", "Search", "Select", "Test", "Validate", "Generate")


class Life:
    def __init__(self, environment, aws):
        self.environment, self.aws, self.seconds = environment, aws, {}
        self.file = FOLDER / pathlib.Path(PLATFORM).name
        self.state = FOLDER / ".slipway" / NAME

    def slipway(self, *arguments, accept=(0,), stage=None):
        """Runs slipway beside the platform; what it said is kept in WORK/said."""
        stage, start = stage or arguments[0], time.monotonic()
        with open(WORK / "said", "a") as said:
            print(f"\n$ slipway {' '.join(map(str, arguments))}    # {stage}", file=said, flush=True)
            process = subprocess.Popen([os.environ["SLIPWAY"], *map(str, arguments)], cwd=FOLDER, env=self.environment, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            done = heard(process, said)
            seconds = time.monotonic() - start
            print(f"# status {done.returncode}, {seconds:.1f} s", file=said)
        self.seconds[stage] = self.seconds.get(stage, 0) + seconds
        if done.returncode not in accept:
            print(done.stderr[-3000:] + done.stdout[-1500:])
            raise SystemExit(f"{stage}: slipway {' '.join(map(str, arguments))}: status {done.returncode}")
        return done

    def apply(self, stage):
        """Applies; (before, after, requests that write) tells what that did."""
        before, sent = cluster_state.everything(), len(world.requests())
        done = self.slipway("apply", self.file.name, "--yes", stage=stage)
        return done, before, cluster_state.everything(), writes(sent)


def heard(process, said):
    """Both of its streams go to `said` line by line as they come, as a terminal would show them (guide.py puts that into the guides)."""
    lines = {process.stdout: [], process.stderr: []}

    def listen(stream):
        for line in stream:
            lines[stream].append(line)
            print(line, end="", file=said, flush=True)

    listeners = [threading.Thread(target=listen, args=(stream,), daemon=True) for stream in lines]
    for listener in listeners:
        listener.start()
    try:
        process.wait(LIMIT)
    except (subprocess.TimeoutExpired, SystemExit) as e:  # SystemExit: the whole check is told to stop
        tell_where()
        process.kill()
        raise SystemExit(str(e)[-200:]) from None
    for listener in listeners:
        listener.join(30)
        assert not listener.is_alive(), f"what {process.args} started outlives it"
    return subprocess.CompletedProcess(process.args, process.returncode, *("".join(said) for said in lines.values()))


def tell_where():
    """What slipway, Terraform, the stand-ins and the cluster were at when slipway was given up: a run in CI leaves nothing else."""
    try:
        os.kill(int((WORK / "standin/pid").read_text()), signal.SIGUSR1)  # it writes down what its threads are at
    except (OSError, ValueError) as e:
        print(f"the stand-ins are gone: {e}", flush=True)
    for file, lines in (("said", 8), ("aws/requests", 3), ("kube/kube-controller-manager.log", 3), ("standin/log", 4)):
        print(f"{file} ends with", *(WORK / file).read_text(errors="replace").splitlines()[-lines:], sep="\n    ", flush=True)
    there = world.objects("pods", "replicasets", "deployments", "statefulsets", "jobs", "services", "persistentvolumeclaims", "persistentvolumes", "namespaces")
    waiting = [item for item in there if item["metadata"].get("deletionTimestamp") or item.get("status", {}).get("phase") == "Pending"]
    for item in waiting[:8]:
        meta = item["metadata"]
        print(f"    {item['kind']} {meta.get('namespace')}/{meta['name']} {item.get('status', {}).get('phase')} deleted {meta.get('deletionTimestamp')} "
              f"finalizers {meta.get('finalizers')} owners {[o['name'] for o in meta.get('ownerReferences', [])]}", flush=True)
    print(f"of {len(there)} objects {len(waiting)} wait or are deleted", flush=True)
    frames = collections.Counter(" < ".join(" ".join(frame) for frame in re.findall(r'/standin/(\S+)", (line \d+ in \w+)', thread))
                                 for thread in (WORK / "standin/threads").read_text().split("\n\n"))
    print("threads of the stand-ins:", *(f"{number} at {where}" for where, number in frames.items()), sep="\n    ", flush=True)


def writes(since):
    return [f"{client} {operation}" for client, operation in world.requests()[since:] if client not in ("python-requests", "Boto3", "answered") and is_write(operation)]


def is_write(operation):
    name = operation.split(" ", 1)[-1]
    return not name.startswith(READS) and " /" not in operation and name != "before"


def expect(holds, stage, what, message):
    if not holds:
        finding("live", stage, what, str(message)[:800])


def verify(life):
    """It knows from apply what AWS made and how to reach the cluster."""
    life.slipway("verify", life.file.name, accept=(0, 1))
    done = life.slipway("verify", life.file.name, "-o", "json", accept=(0, 1), stage="verify as JSON")
    checks = json.loads(done.stdout)["checks"]
    for check in checks:
        expect(check["outcome"] == "ok", "verify", f"{check['component']}: {check['claim']}", f"{check['outcome']}: {check.get('why') or check.get('found')}: {check['command']}")
    return len(checks)


def again(life):
    """A second apply writes nothing: not to AWS, not to the cluster, no helm release."""
    done, before, after, sent = life.apply("again")
    expect("nothing to do" in done.stdout, "again", "says so", done.stdout[-300:])
    expect(not sent, "again", "AWS was written to", sent)
    for key in cluster_state.rewritten(cluster_state.applied(before), cluster_state.applied(after)):
        finding("live", "again", key, "was written, with nothing to do")
    expect(cluster_state.releases(before) == cluster_state.releases(after), "again", "helm", "a release has a new revision")


def change_a_line(life, row):
    file = FOLDER / row["file"]
    text = file.read_text()
    assert row["line"] in text, f"{row['file']} has no line {row['line']}"
    file.write_text(text.replace(row["line"], row["instead"], 1))
    _, before, after, sent = life.apply("change")
    changed = cluster_state.changed(cluster_state.applied(before), cluster_state.applied(after))
    globs = row["cluster"].split()
    for key in changed:
        expect(any(fnmatch.fnmatchcase(key, g) for g in globs), "change", key, f"changed, and has nothing to do with {row['instead'].strip()}")
    for glob in globs:
        expect(fnmatch.filter(changed, glob), "change", glob, "was to change, and did not")
    operations = {s.split(" ", 1)[1] for s in sent}
    expect(operations == set(filter(None, row["aws"].split("|"))), "change", "AWS", f"sent {sorted(operations)}, expected {row['aws'] or 'nothing'}")
    expect(cluster_state.releases(before).keys() == cluster_state.releases(after).keys(), "change", "helm", "releases came or went")


def add_a_bucket(life):
    bucket = f"{NAME}-added-by-hand"
    client = boto3.client("s3", **life.aws)
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": life.aws["region_name"]})
    before = written()
    life.slipway("add", "bucket", f"arn:aws:s3:::{bucket}", life.file.name, "--yes")
    lines = written() ^ before
    expect(lines and all("bucket" in line.lower() or "s3" in line.lower() or "storage" in line or "csi" in line for _, line in lines), "add", "platform.yaml", sorted(lines))
    expect(len({file for file, _ in lines}) == 1, "add", "platform.yaml", f"more than one file was edited: {sorted(lines)}")
    policies = json.dumps([boto3.client("iam", **life.aws).get_policy_version(PolicyArn=p["Arn"], VersionId=p["DefaultVersionId"])["PolicyVersion"]["Document"]
                           for p in boto3.client("iam", **life.aws).list_policies(Scope="Local")["Policies"]] + inline_policies(life))
    expect(f"arn:aws:s3:::{bucket}" in policies, "add", bucket, "no policy names it")
    client.delete_bucket(Bucket=bucket)


def written():
    """(file, line) of the platform and all that it includes."""
    return {(str(file.relative_to(FOLDER)), line) for file in FOLDER.rglob("*.yaml") if ".slipway" not in file.parts for line in file.read_text().splitlines()}


def inline_policies(life):
    iam = boto3.client("iam", **life.aws)
    return [iam.get_role_policy(RoleName=r["RoleName"], PolicyName=p)["PolicyDocument"]
            for r in iam.list_roles()["Roles"] for p in iam.list_role_policies(RoleName=r["RoleName"])["PolicyNames"]]


def drift(life):
    """What is done by hand: status names each, with its component and line, verify the role that pods get instead and the policy that is gone; apply undoes it all."""
    eks = boto3.client("eks", **life.aws)
    cluster = eks.list_clusters()["clusters"][0]
    arn = eks.describe_cluster(name=cluster)["cluster"]["arn"]
    objects = cluster_state.applied(cluster_state.everything())
    eks.tag_resource(resourceArn=arn, tags={"ByHand": "yes"})
    edited = next((k for k in sorted(objects) if k.startswith("Deployment/")), None)
    deleted = next(k for k in sorted(objects) if k.startswith(("NetworkPolicy/", "ConfigMap/")))
    if edited:
        _, ns, name = edited.split("/")
        containers = [{"name": c["name"], "image": "by.hand/edited:1"} for c in objects[edited]["spec"]["template"]["spec"]["containers"][:1]]
        world.kubectl("patch", "deployment", name, "-n", ns, "--type=strategic", "-p", json.dumps({"spec": {"template": {"spec": {"containers": containers}}}}))
    kind, ns, name = deleted.split("/")
    world.kubectl("delete", kind.lower(), name, "-n", ns)
    bound = bind_otherwise(eks, cluster, boto3.client("iam", **life.aws))

    said = life.slipway("status", life.file.name, accept=(1,), stage="drift").stdout
    for what, words in (("tag", ("eks-cluster", "ByHand")), ("edited", (edited or "/").split("/")[1:]), ("deleted", [name]), ("role", ["role_arn", bound["other"]] if bound else [])):
        for word in words:
            expect(word in said, "status", what, f"does not name '{word}': {said[-600:]}")
    if bound or kind == "NetworkPolicy":
        verify_sees(life, bound, f"NetworkPolicy {ns}/{name} is as applied" if kind == "NetworkPolicy" else None)
    expect(re.search(r"\.yaml:\d+", said), "status", "line", f"names no line: {said[-600:]}")

    life.apply("heal")
    healed = cluster_state.everything()
    for key in filter(None, (edited, deleted)):
        expect(key in healed and cluster_state.wanted(healed[key]) == cluster_state.wanted(objects[key]), "heal", key, "is not as it was")
    if bound:
        expect(eks.describe_pod_identity_association(clusterName=cluster, associationId=bound["associationId"])["association"]["roleArn"] == bound["roleArn"], "heal", "role", "is still another's")
    expect("ByHand" not in eks.describe_cluster(name=cluster)["cluster"]["tags"], "heal", "tag", "is still there")
    expect(life.slipway("status", life.file.name, accept=(0, 1), stage="healed").returncode == 0, "heal", "status", "still sees drift")


def bind_otherwise(eks, cluster, iam):
    """Gives pods of a ServiceAccount the role of others; its association as it was, None where no account has one (IRSA)."""
    for listed in eks.list_pod_identity_associations(clusterName=cluster)["associations"]:
        if "ownerArn" not in listed:
            was = eks.describe_pod_identity_association(clusterName=cluster, associationId=listed["associationId"])["association"]
            other = next(role["Arn"] for role in iam.list_roles()["Roles"] if role["Arn"] != was["roleArn"])
            eks.update_pod_identity_association(clusterName=cluster, associationId=was["associationId"], roleArn=other)
            return {**was, "other": other}
    return None


def verify_sees(life, bound, deleted):
    """The role of others, where an account was bound to it, and the policy that was deleted, if a component made it."""
    checks = {check["claim"]: check for check in json.loads(life.slipway("verify", life.file.name, "-o", "json", accept=(1,), stage="verify after drift").stdout)["checks"]}
    if bound:
        claim = f"ServiceAccount {bound['namespace']}/{bound['serviceAccount']} has its role"
        check = checks.get(claim, {"outcome": "not asked"})
        expect(check["outcome"] == "failed" and check["found"] == bound["other"] and check["expected"] == "…/" + bound["roleArn"].rsplit("/", 1)[1], "verify after drift", claim, check)
    if deleted in checks:
        check = checks[deleted]
        expect(check["outcome"] == "failed" and check["found"] == "nothing", "verify after drift", deleted, check)


def leave_standing(life):
    """What takes too long to destroy, unless SLOW is set."""
    terraform = ["terraform", f"-chdir={life.state / 'tree/terraform'}", "state"]
    addresses = run(*terraform, "list", env=life.environment).stdout.split()
    standing = [a for a in addresses if a.startswith(given.SLOW_TO_DESTROY)]
    if standing and not os.environ.get("SLOW"):
        run(*terraform, "rm", *standing, env=life.environment)
        return [a.split(".")[0] for a in standing]
    return []


def destroy(life, before_all, objects_before):
    standing = leave_standing(life)
    said = life.slipway("destroy", life.file.name, "--yes", "--name", NAME, accept=(1,) if standing else (0,)).stdout
    named = re.findall(r"^  arn:aws:(\S+)", said.partition("left behind")[2].partition("scheduled for deletion")[0], re.M)
    expect(len(named) == len(standing) and all(arn.startswith("fsx:") for arn in named), "destroy", "search", f"names {named}; left standing on purpose: {standing}")
    left = cluster_state.everything()
    for key in sorted(cluster_state.applied(left)):
        finding("live", "destroy", key, "is left in the cluster")
    for release in cluster_state.releases(left):
        finding("live", "destroy", f"release {release}", "is left")
    for key in sorted(left.keys() - objects_before.keys()):
        if key.split("/")[0] in ("Namespace", "ConfigMap", "PersistentVolumeClaim", "PersistentVolume", "NodeClaim") and not key.startswith("ConfigMap/") or key.startswith("ConfigMap/kube-system/slipway-"):
            finding("live", "destroy", key, "is left in the cluster")
    for table, keys in world.inventory(kept=False).items():
        if standing and table.startswith("fsx."):
            continue
        for key in sorted(set(keys) - set(before_all.get(table, []))):
            finding("live", "destroy", f"{table}: {key}", "is left in AWS")


def main():
    shutil.copytree(pathlib.Path(PLATFORM).parent, FOLDER)
    rows = {row["platform"]: row for row in csv.DictReader(open(HERE / "checks/life.csv", newline=""))}
    region = given.region(TREE / "terraform")
    with world.running(region, given.existing(TREE / "terraform"), given.account(TREE / "terraform")) as environment:
        aws = {"endpoint_url": environment["AWS_ENDPOINT_URL"], "region_name": region, "aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        life = Life(environment, aws)
        before_all, objects_before = world.inventory(), cluster_state.everything()
        life.apply("apply")
        checks = verify(life)
        probes = probing.probe(life, rows[os.environ["BLUEPRINT"]])
        life.slipway("status", life.file.name)
        again(life)
        change_a_line(life, rows[os.environ["BLUEPRINT"]])
        add_a_bucket(life)
        drift(life)
        destroy(life, before_all, objects_before)
    judged = rights.judge_world([PLATFORM, life.file], WORK, given.account(TREE / "terraform"))
    print(f"{judged}; {count(checks, 'live check')} and {probes} of probes; " + ", ".join(f"{stage} {seconds:.0f} s" for stage, seconds in life.seconds.items()))


main()
