"""The real thing, against an emulated AWS: apply, a second plan without a difference, destroy.

Leaves state.json (`terraform show -json`) and outputs.json (`terraform output -json`) of the applied platform for the checks that need
to know what AWS made of it. What the emulated AWS has not got is left out and told as a finding; what takes ten minutes to destroy is
left standing unless SLOW is set.
"""
import json, os, re, time

import emulated_aws
import terraform_copy
from given import SLOW_TO_DESTROY, account, existing, region
from workplace import PLATFORM, WORK, count, finding, run

NOT_EMULATED = {"aws_dlm_lifecycle_policy", "aws_grafana_workspace", "aws_s3_bucket_intelligent_tiering_configuration", "aws_xray_group"}


def allow_destroy(folder):
    """Takes off the copy what platform.yaml has protected from deletion; true when AWS must be told before it can be destroyed."""
    told = False
    for file in folder.glob("*.tf"):
        text = re.sub(r"(?m)^(\s+prevent_destroy\s*=) true$", r"\1 false", file.read_text())
        text, of_aws = re.subn(r"(?m)^(\s+deletion_protection\s*=) true$", r"\1 false", text)
        file.write_text(text)
        told = told or of_aws > 0
    return told


def leave_out(folder):
    """Takes what is not emulated out of the copy; nothing refers to any of it."""
    for file in folder.glob("*.tf"):
        def cut(match):
            if match.group(1) not in NOT_EMULATED:
                return match.group(0)
            finding("emulated-aws", "not-emulated", f"{match.group(1)}.{match.group(2)}", "validated and mocked only")
            return ""
        text = re.sub(r'(?ms)^resource "(\w+)" "(\w+)" \{\n.*?^\}\n', cut, file.read_text())
        file.write_text(text)


def drift(copy, terraform):
    """Findings for what a second plan would change."""
    planned = terraform("plan", "-input=false", "-detailed-exitcode", "-out=again", accept=(0, 2))
    if planned.returncode == 0:
        return
    shown = json.loads(terraform("show", "-json", "again").stdout)
    for change in shown.get("resource_changes", []):
        actions = change["change"]["actions"]
        if actions in (["no-op"], ["read"]):
            continue
        before, after = change["change"].get("before") or {}, change["change"].get("after") or {}
        differing = [f"{k}: {json.dumps(before.get(k))[:120]} -> {json.dumps(after.get(k))[:120]}"
                     for k in sorted(set(before) | set(after)) if before.get(k) != after.get(k)]
        finding("terraform", "plans-again", change["address"], f"{'+'.join(actions)}: {'; '.join(differing)[:600]}")


def verify(environment):
    """Findings for what slipway's own live checks call wrong of the platform that stands now; what they ask of a cluster, none is here for."""
    asked = run(os.environ["SLIPWAY"], "verify", PLATFORM, "--outputs", WORK / "outputs.json", "-o", "json", accept=(0, 1),
                env={**os.environ, **environment, "KUBECONFIG": "/dev/null", "HOME": str(WORK)})
    checks = json.loads(asked.stdout)["checks"]
    for check in checks:
        if check["outcome"] == "failed":
            finding("slipway", "verify", f"{check['component']}: {check['claim']}", f"{check.get('why') or check.get('found')}: {check['command']}")
    return sum(check["outcome"] == "ok" for check in checks)


def preflight(environment):
    """Findings for whatever slipway would stop at, or could not ask, before it makes the platform in this account."""
    programs = WORK / "programs"  # the real helm, by the name that slipway looks for
    programs.mkdir(exist_ok=True)
    (programs / "helm").unlink(missing_ok=True)
    (programs / "helm").symlink_to(os.environ["HELM"])
    asked = run(os.environ["SLIPWAY"], "preflight", PLATFORM, "-o", "json", accept=(0, 1),
                env={**os.environ, **environment, "HOME": str(WORK), "PATH": f"{programs}:{os.environ['PATH']}"})
    checks = json.loads(asked.stdout)["checks"]
    for check in checks:
        nobody = check["part"] == "permissions"  # the emulated account's caller is neither user nor role, which are all that IAM simulates
        if check["outcome"] == "failed" or (check["outcome"] == "skipped" and not nobody):
            finding("slipway", "preflight", f"{check['part']}: {check['claim']}", f"{check['outcome']}: {check.get('found', '')}: {check.get('why', '')}")
    return len(checks)


def main():
    copy = terraform_copy.make(WORK / "terraform-apply")
    leave_out(copy)
    seconds = {}
    with emulated_aws.running(region(copy), existing(copy), account(copy)) as environment:
        def terraform(command, *arguments, accept=(0,)):
            start = time.monotonic()
            done = terraform_copy.run(copy, command, *arguments, accept=accept, environment=environment)
            seconds[command] = seconds.get(command, 0) + time.monotonic() - start
            return done

        asked_before = preflight(environment)
        terraform("init", "-input=false")
        try:
            terraform("apply", "-input=false", "-auto-approve", "-parallelism=30")
        finally:
            log = (WORK / "aws" / "log").read_text(errors="replace")
            print("\n".join(sorted(set(re.findall(r"not emulated: .*", log)))))
        drift(copy, terraform)
        state = terraform("show", "-json").stdout
        (WORK / "state.json").write_text(state)
        (WORK / "outputs.json").write_text(terraform("output", "-json").stdout)
        verified = verify(environment)
        if allow_destroy(copy):
            terraform("apply", "-input=false", "-auto-approve", "-parallelism=30")
        standing = [a for a in terraform("state list").stdout.split() if a.startswith(SLOW_TO_DESTROY)]
        if standing and not os.environ.get("SLOW"):
            terraform("state rm", *standing)
        terraform("destroy", "-input=false", "-auto-approve", "-parallelism=30")
    resources = json.loads(state)["values"]["root_module"].get("resources", [])
    made = sum(r["mode"] == "managed" for r in resources)
    times = ", ".join(f"{step} {seconds[step]:.0f} s" for step in ("apply", "plan", "destroy"))
    print(f"{count(made, 'resource')}: {times}; {count(asked_before, 'check')} before, {count(verified, 'live check')} ok" + (f"; {count(len(standing), 'slow one')} left standing" if standing and not os.environ.get("SLOW") else ""))


main()
