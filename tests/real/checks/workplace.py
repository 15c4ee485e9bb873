"""What every check starts from: where it works, how it runs programs, how it reports.

A check runs in a folder of its blueprint (WORK) that its other checks share: `tree` is what slipway rendered, `state.json` and
`outputs.json` are what applying it to the emulated AWS gave. (A check that brings a whole world up has a folder of its own.) It ends with
status 0 when it could do its work, after a last line that says what it found; findings go to `finding()`, where waivers.csv may explain them.
"""
import atexit, os, pathlib, re, signal, subprocess, sys

import yaml

import orphans

HERE = pathlib.Path(__file__).resolve().parent.parent  # tests/real
WORK = pathlib.Path(os.environ["WORK"])
TREE = pathlib.Path(os.environ["TREE"])
PLATFORM = os.environ["PLATFORM"]


def stop(*_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # said once: nothing interrupts what stops servers
    sys.exit("stopped")


signal.signal(signal.SIGTERM, stop)
orphans.adopt()
atexit.register(orphans.end)

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def run(*command, accept=(0,), **more):
    """Runs a program whose output goes into the check's log too; ends the check when its status is none of `accept`."""
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL, **more)
    if done.returncode not in accept:
        print(done.stderr.strip() or done.stdout)
        sys.exit(f"{' '.join(str(c) for c in command[:4])}: status {done.returncode}")
    return done


def finding(tool, rule, resource, message=""):
    with open(os.environ["FINDINGS"], "a") as file:
        file.write("\t".join(" ".join(str(part).split()) for part in (tool, rule, resource, message)) + "\n")


def manifests(tree=TREE):
    """(file, text of a document, its tree) of every native object, in the order that kubernetes/order.yaml gives."""
    folder = tree / "kubernetes"
    steps = yaml.load((folder / "order.yaml").read_text(), Loader)["steps"]
    files = [f for step in steps if "objects" in step for f in sorted((folder / step["objects"]).rglob("*.yaml"))]
    forgotten = {f for f in folder.rglob("*.yaml") if f.parent != folder and folder / "charts" not in f.parents} - set(files)
    assert not forgotten, f"no step of order.yaml applies {sorted(map(str, forgotten))}"
    yield from documents(files)


def documents(files):
    for file in files:
        for text in re.split(r"(?m)^---\s*$\n?", file.read_text()):
            document = yaml.load(text, Loader)
            if isinstance(document, dict):
                yield file, text, document


def name_of(document):
    """Kind/namespace/name, or Kind/name."""
    meta = document.get("metadata") or {}
    return "/".join(part for part in (document["kind"], meta.get("namespace"), meta.get("name")) if part)


def count(number, word):
    return f"{number} {word}{'' if number == 1 else 's'}"
