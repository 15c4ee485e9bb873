"""The world in which slipway brings a platform up for real: emulated AWS whose EKS cluster is a real Kubernetes control plane, which asks
that AWS who a token stands for; the real helm; and stand-ins for what no test machine can run (standin/stand_ins.csv)."""
import contextlib, csv, fnmatch, json, os, pathlib, ssl, subprocess, time, urllib.request

import emulated_aws
from workplace import HERE, WORK, run

KUBE = WORK / "kube"


@contextlib.contextmanager
def running(region, existing, account="123456789012", proxied=False):
    """The environment for slipway: AWS_*, helm first in PATH, no kubeconfig at all. `proxied`: the cluster's endpoint is the proxy that does
    what faults() sets."""
    os.environ["TESTBED_KUBECONFIG"] = str(KUBE / ("proxy" if proxied else "kubeconfig"))
    proxy = None
    with emulated_aws.running(region, existing, account) as aws:
        environment = {**os.environ, **aws, "HOME": str(WORK / "home"), "KUBECONFIG": str(WORK / "home/none")}
        (WORK / "home").mkdir(exist_ok=True)
        (WORK / "aws/url").write_text(aws["AWS_ENDPOINT_URL"])
        try:
            run(HERE / "apiserver/start", KUBE, "--iam", aws["AWS_ENDPOINT_URL"] + "/testbed/authenticate")
            if proxied:
                proxy = subprocess.Popen([os.environ["REAL_PYTHON"], HERE / "apiserver/proxy.py", KUBE, KUBE / "proxy"], stdin=subprocess.DEVNULL)
                while not (KUBE / "proxy").exists():
                    assert proxy.poll() is None, "the proxy ended"
                    time.sleep(0.05)
            folder = run(HERE / "standin/start", WORK / "standin", KUBE / "kubeconfig", env=environment).stdout.strip()
            yield {**environment, "PATH": f"{folder}:{os.environ['PATH']}"}
        finally:
            if proxy:
                proxy.kill()
            subprocess.run([HERE / "standin/stop", WORK / "standin"], check=False)
            subprocess.run([HERE / "apiserver/stop", KUBE], check=False)


def kubectl(*arguments, accept=(0,), **more):
    """As the test itself, who may do everything."""
    return run(os.environ["KUBE"], "kubectl", *arguments, accept=accept, env={**os.environ, "KUBECONFIG": str(KUBE / "kubeconfig"), "HOME": str(WORK)}, **more)


def objects(*kinds):
    return json.loads(kubectl("get", ",".join(kinds), "-A", "-o", "json").stdout)["items"]


def requests():
    """(client, operation) of each request that AWS was sent so far."""
    return [tuple(line.split(" ", 5)[5].split(" ", 1)) for line in pathlib.Path(WORK / "aws/requests").read_text().splitlines()]


def inventory(kept=True):
    """What AWS holds: table → keys; without what stays after destroy by AWS' own doing (kept.csv), if so wanted."""
    with urllib.request.urlopen((WORK / "aws/url").read_text() + "/testbed/inventory") as answer:
        tables = json.load(answer)
    with open(HERE / "checks/kept.csv", newline="") as file:
        globs = [] if kept else [row["what"] for row in csv.DictReader(file)]
    return {table: [key for key in keys if not any(fnmatch.fnmatchcase(f"{table}/{key}", glob) for glob in globs)] for table, keys in tables.items()}


def proxy_url():
    return json.loads((KUBE / "proxy").read_text())["clusters"][0]["cluster"]["server"]


def faults(rules, where):
    """Sets the rules (aws/faults.py) of the emulated AWS or of the API server's proxy; both tell what became of those before."""
    request = urllib.request.Request(where + "/testbed/faults", data=None if rules is None else json.dumps(rules).encode(), method="GET" if rules is None else "POST")
    with urllib.request.urlopen(request, context=ssl._create_unverified_context()) as answer:
        return json.load(answer)
