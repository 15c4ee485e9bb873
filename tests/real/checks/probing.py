"""`slipway verify --run-probes` on a platform that stands: each line says what the log of its probe says, a log that tells of a fault is a FAIL with
what it says, and nothing of a probe is left: not after all went well, nor after faults, Ctrl-C, or a kill and the run after it."""
import json, os, signal, subprocess, threading, time

import cluster_state, world
from workplace import WORK, finding

TOLD = WORK / "standin/told"  # what goes wrong with a program: standin/programs.py
NCCL = "NCCL on {} goes over EFA"
# A claim, the programs of its Pod, and what its line of the log says.
VOLUME = ("a claim that names no class is bound and can be written to", ("echo",), "slipway wrote this")
GPU = ("a pod on {} sees its GPU", ("nvidia-smi",), ", 580.126.09, ")
EFA = (("a pod on {} sees its EFA device", ("fi_info", "all_reduce_perf"), "provider: efa"),
       (NCCL, ("fi_info", "all_reduce_perf"), "Selected provider is efa"),
       ("an all-reduce on {} ends", ("fi_info", "all_reduce_perf"), "Avg bus bandwidth"))
# How the fault of a program is found that ends its Pod, and of the one that ends well all the same (standin/programs.csv has what they print).
ENDS = {"echo": "container probe ended with 1; its log ends with: sh: can't create /volume/probe: Read-only file system",
        "nvidia-smi": "ended with 18; its log ends with: Failed to initialize NVML: Driver/library version mismatch | NVML library version: 580.126",
        "fi_info": "ended with 61; its log ends with: fi_getinfo: -61 (No data available)"}
OTHER_WAY = "its log does not say 'Selected provider is efa' but: testbed:1:1 [0] NCCL INFO Using network Socket"


def expect(holds, stage, what, message):
    if not holds:
        finding("live", stage, what, str(message)[:800])


class Probing:
    def __init__(self, life, row):
        self.life, self.before = life, standing()
        self.claims = [(VOLUME, "")] + [(GPU, pool) for pool in row["gpus"].split()] + [(one, pool) for pool in row["efa"].split() for one in EFA]

    def wanted(self, failing):
        """claim → (outcome, what is said of it), while these programs fail."""
        lines = {}
        for (claim, programs, says), pool in self.claims:
            ends = [ENDS[name] for name in programs if name in failing and name in ENDS]
            goes_wrong = ends or [OTHER_WAY] * (claim == NCCL and "all_reduce_perf" in failing)
            lines[claim.format(pool)] = ("failed", goes_wrong[0]) if goes_wrong else ("ok", says)
        return lines

    def run(self, stage, *failing):
        for name in failing:
            (TOLD / name).write_text("fails")
        done = self.life.slipway("verify", self.life.file.name, "--run-probes", "-o", "json", accept=(1,) if failing else (0,), stage=stage)
        checks = {check["claim"]: check for check in json.loads(done.stdout)["checks"]}
        for claim, (outcome, says) in self.wanted(failing).items():
            check = checks.get(claim, {"outcome": "missing"})
            said = check.get("found" if outcome == "ok" else "why", "")
            expect(check["outcome"] == outcome and says in said, stage, claim, f"{check['outcome']}: {said}; expected {outcome}: {says}")
        self.nothing_left(stage)
        for name in failing:
            (TOLD / name).unlink()

    def hanging(self, stage, number):
        """While no program ends: the signal, once a Pod runs. The status, and what was printed."""
        for name in (*ENDS, "all_reduce_perf"):
            (TOLD / name).write_text("hangs")
        command = [os.environ["SLIPWAY"], "verify", self.life.file.name, "--run-probes"]
        process = subprocess.Popen(command, cwd=self.life.file.parent, env=self.life.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        limit = threading.Timer(900, process.kill)  # then the status is not what is expected
        limit.daemon = True
        limit.start()
        for line in process.stderr:
            if line.startswith("probe ") and "pods have succeeded" in line:
                process.send_signal(number)
                break
        out, errors = process.communicate(timeout=300)
        limit.cancel()
        with open(WORK / "said", "a") as said:
            print(f"\n$ slipway verify {self.life.file.name} --run-probes    # {stage}\n{errors}{out}\n# status {process.returncode}", file=said)
        for file in TOLD.iterdir():
            file.unlink()
        return process.returncode, out

    def nothing_left(self, stage):
        """No Job as soon as slipway ends; of Pods and volumes of a Job that is gone, Kubernetes takes a while to be rid."""
        for key in sorted(left("jobs.batch")):
            finding("live", stage, key, "is left")
        deadline = time.monotonic() + 60
        while (rest := left("jobs.batch", "pods", "persistentvolumeclaims") | standing() - self.before) and time.monotonic() < deadline:
            time.sleep(0.5)
        for key in sorted(rest):
            finding("live", stage, key, "is left after a minute")


def left(*kinds):
    """What there is of probes, by their label."""
    return {cluster_state.key_of(item) for item in json.loads(world.kubectl("get", ",".join(kinds), "-A", "-l", "slipway.dev/probe", "-o", "json").stdout)["items"]}


def standing():
    """All that is in the cluster but for nodes, which probes buy, what runs on each, and Jobs whose hour has come meanwhile."""
    def is_made_meanwhile(key, item):
        return key.split("/")[0] in ("Node", "NodeClaim", "Pod") or any(owner["kind"] == "CronJob" for owner in item["metadata"].get("ownerReferences", []))
    return {key for key, item in cluster_state.everything().items() if not is_made_meanwhile(key, item)}


def probe(life, row):
    """The number of lines that probes have."""
    probing = Probing(life, row)
    status, out = probing.hanging("probes interrupted", signal.SIGINT)
    skipped = out.count("\nskip ")
    expect(status == 3 and skipped == len(probing.claims) and "stopped" in out, "probes interrupted", "says so", f"status {status}, {skipped} skipped: {out[-600:]}")
    probing.nothing_left("probes interrupted")
    probing.hanging("probes killed", signal.SIGKILL)
    expect(left("jobs.batch"), "probes killed", "Jobs", "none is left: the kill came too late to show anything")
    probing.run("probes that fail", "echo", "nvidia-smi", "all_reduce_perf")
    if row["efa"]:
        probing.run("probes without EFA", "fi_info")
    probing.run("probes as JSON")
    life.slipway("verify", life.file.name, "--run-probes", stage="probes")
    probing.nothing_left("probes")
    return len(probing.claims)
