"""The world in which slipway brings a platform up for real: emulated AWS whose EKS cluster is a real Kubernetes control plane, which asks
that AWS who a token stands for; the real helm; and stand-ins for what no test machine can run (standin/stand_ins.csv)."""
import contextlib, json, os, pathlib, subprocess

import emulated_aws
from workplace import HERE, WORK, run

KUBE = WORK / "kube"


@contextlib.contextmanager
def running(region, existing, account="123456789012"):
    """The environment for slipway: AWS_*, helm first in PATH, no kubeconfig at all."""
    os.environ["TESTBED_KUBECONFIG"] = str(KUBE / "kubeconfig")
    with emulated_aws.running(region, existing, account) as aws:
        environment = {**os.environ, **aws, "HOME": str(WORK / "home"), "KUBECONFIG": str(WORK / "home/none")}
        (WORK / "home").mkdir(exist_ok=True)
        try:
            run(HERE / "apiserver/start", KUBE, "--iam", aws["AWS_ENDPOINT_URL"] + "/testbed/authenticate")
            folder = run(HERE / "standin/start", WORK / "standin", KUBE / "kubeconfig", env=environment).stdout.strip()
            yield {**environment, "PATH": f"{folder}:{os.environ['PATH']}"}
        finally:
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
