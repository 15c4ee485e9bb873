"""The emulated AWS, for as long as a check needs it."""
import contextlib, json, os, shutil, subprocess

from workplace import HERE, WORK, run


@contextlib.contextmanager
def running(region, existing, account="123456789012"):
    """The environment in which Terraform and SDKs talk to it; `existing` is what the account has before (aws/existing.py)."""
    (WORK / "existing.json").write_text(json.dumps({"region": region, **existing}))
    shutil.rmtree(WORK / "aws", ignore_errors=True)
    try:
        file = run(HERE / "aws" / "start", WORK / "aws", WORK / "existing.json", env={**os.environ, "MOTO_ACCOUNT_ID": account}).stdout.strip()
        shown = run("sh", "-c", '. "$1" && env', "sh", file)
        settings = dict(line.split("=", 1) for line in shown.stdout.splitlines() if line.startswith(("AWS_", "TF_")))
        yield {**settings, "AWS_REGION": region, "AWS_DEFAULT_REGION": region}
    finally:
        subprocess.run([HERE / "aws" / "stop", WORK / "aws"], check=False)
