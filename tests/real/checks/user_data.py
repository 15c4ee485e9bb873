"""What nodes are started with is read by what reads it there: MIME by Python's reader (which is cloud-init's), `#cloud-config` by cloud-init's
schema, NodeConfig strictly by nodeadm's and kubelet's own types, scripts by bash, Bottlerocket's settings as TOML."""
import base64, binascii, email, email.policy, os, re, shutil, subprocess, sys, tomllib

import state
from workplace import WORK, count, finding, manifests, name_of

LIMIT = 16384  # bytes that EC2 takes before base64
counts = {}


def texts():
    """(where, user data) of launch templates, instances and node classes."""
    for resource in state.resources():
        for key in ("user_data", "user_data_base64"):
            if value := resource["values"].get(key):
                try:
                    yield resource["address"], base64.b64decode(value, validate=True).decode()
                except (binascii.Error, UnicodeDecodeError):
                    yield resource["address"], value
    for _, _, document in manifests():
        if value := (document.get("spec") or {}).get("userData") if document["kind"] == "EC2NodeClass" else None:
            yield name_of(document), value


def program(where, rule, *command, text):
    """A finding unless the program reads the text."""
    if not shutil.which(command[0]):
        sys.exit(f"user-data: {command[0]} is not on this machine, and {where} has something for it")
    done = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        finding("user-data", rule, where, done.stdout)


def one(where, content_type, text):
    """One part, by its type or by how it begins, as cloud-init and nodeadm go by."""
    if "multipart/" in content_type or text.startswith(("MIME-Version:", "Content-Type:")):
        return mime(where, text)
    kind = ("NodeConfig" if "node.eks.aws" in content_type or re.search(r"(?m)^kind: NodeConfig$", text) else "cloud-config" if text.startswith("#cloud-config")
            else "script" if text.startswith("#!") else "TOML")
    counts[kind] = counts.get(kind, 0) + 1
    if kind == "NodeConfig":
        program(where, "node-config", os.environ["NODECONFIG"], text=text)
    elif kind == "cloud-config":
        file = WORK / "cloud-config.yaml"
        file.write_text(text)
        program(where, "cloud-config", "cloud-init", "schema", "--config-file", str(file), text="")
    elif kind == "script":
        program(where, "script", "bash", "-n", text=text)
    else:
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            finding("user-data", "toml", where, error)


def mime(where, text):
    message = email.message_from_string(text, policy=email.policy.default)
    problems = [*message.defects, *(d for part in message.walk() for d in part.defects)]
    for problem in problems:
        finding("user-data", "mime", where, repr(problem))
    parts = [p for p in message.walk() if not p.is_multipart()]
    if not message.is_multipart() or not parts:
        finding("user-data", "mime", where, "has no parts")
    for part in parts:
        one(where, part.get_content_type(), part.get_payload(decode=True).decode())


for where, text in texts():
    if len(text.encode()) > LIMIT:
        finding("user-data", "size", where, f"{len(text.encode())} bytes, EC2 takes {LIMIT}")
    one(where, "", text)
print(", ".join(count(n, kind) for kind, n in sorted(counts.items())) or "none")
