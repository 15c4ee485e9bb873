"""Stands in for programs in the Pods of Jobs: what each row of programs.csv prints where its command stands in what a container runs, and
what it prints, with which status it ends, when it is at fault: when its container did not ask for the device that it needs, or when a test
says so. A test writes `fails` or `hangs` into the file DIR/told/NAME. All other programs print that they do not run, and succeed."""
import csv, functools, os, pathlib, re

import boto3

TABLE = pathlib.Path(__file__).resolve().parent / "programs.csv"


@functools.lru_cache(maxsize=None)
def rows():
    with open(TABLE, newline="") as file:
        return list(csv.DictReader(file))


@functools.lru_cache(maxsize=None)
def gpu_of(types):
    """(name, MiB) of the GPUs of an instance type, or of a family's ("g5.*"), as AWS describes them."""
    found = boto3.client("ec2", region_name=os.environ["AWS_REGION"]).describe_instance_types(Filters=[{"Name": "instance-type", "Values": [types]}])["InstanceTypes"]
    gpu = found[0]["GpuInfo"]["Gpus"][0]
    return gpu["Name"], gpu["MemoryInfo"]["SizeInMiB"]


class Programs:
    def __init__(self, cluster, told):
        self.cluster, self.told = cluster, pathlib.Path(told)

    def status_of(self, pod):
        """With which status its first container ended; None as long as it runs."""
        return self.run(pod, pod["spec"]["containers"][0])[1]

    def log_of(self, pod, container):
        return self.run(pod, next(c for c in pod["spec"]["containers"] if c["name"] == container))[0]

    def run(self, pod, container):
        """(all that is printed, the status), as a shell has it that stops at what fails."""
        line, printed = " ".join([*container.get("command", []), *container.get("args", [])]), ""
        found = [(match, row) for row in rows() if (match := re.search(row["command"], line))]
        for match, row in sorted(found, key=lambda one: one[0].start()):
            told = self.told / row["name"]
            said = told.read_text().strip() if told.exists() else ""
            if said == "hangs":
                return printed, None
            devices = int(container.get("resources", {}).get("limits", {}).get(row["needs"], 0))
            fails = said == "fails" or row["needs"] and not devices
            printed += self.text(pod, devices, match, row["fault"] if fails else row["prints"])
            if fails and row["status"] != "0":
                return printed, int(row["status"])
        return printed or f"testbed: container {container['name']} of Pod {pod['metadata']['name']} runs nothing\n", 0

    def text(self, pod, devices, match, template):
        """What is said of a GPU is said of each."""
        words, times = match.groupdict(), 1
        if "{gpu}" in template:
            labels = self.cluster.get(f"/api/v1/nodes/{pod['spec']['nodeName']}")["metadata"]["labels"]
            words["gpu"], words["memory"] = gpu_of(labels.get("node.kubernetes.io/instance-type") or labels["karpenter.k8s.aws/instance-family"] + ".*")
            times = devices
        return (template.format(**words) + "\n") * times
