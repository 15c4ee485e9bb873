"""The rendered deployer policy allows every call that Terraform and slipway made while `aws` brought the platform up, asked of it and took it down,
parliament knows all that it says, and preflight finds a role that has it able and one that lacks a part of it not. What it allows and no call has needed is listed, not judged: changes and errors need more than a smooth run."""
import json, os, shutil

import boto3

import emulated_aws
import given
import rights
from workplace import HERE, PLATFORM, TREE, WORK, count, finding, run

STATES = "team-terraform-states"  # a bucket for Terraform's state


def simulated(documents, region, account):
    """A role with the policies, and one that lacks the first: what slipway preflight, asked by each, says of its permissions."""
    with emulated_aws.running(region, given.existing(TREE / "terraform"), account) as aws:
        client = lambda service, **keys: boto3.client(service, region_name=region, endpoint_url=aws["AWS_ENDPOINT_URL"], **keys)
        root = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        iam, outcomes = client("iam", **root), []
        arns = [iam.create_policy(PolicyName=name, PolicyDocument=text)["Policy"]["Arn"] for name, text in documents.items()]
        for role, attached in (("deployer", arns), ("lacking", arns[1:])):
            iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": []}))
            for arn in attached:
                iam.attach_role_policy(RoleName=role, PolicyArn=arn)
            keys = client("sts", **root).assume_role(RoleArn=f"arn:aws:iam::{account}:role/{role}", RoleSessionName="check")["Credentials"]
            environment = {"AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"], "AWS_SESSION_TOKEN": keys["SessionToken"]}
            asked = run(os.environ["SLIPWAY"], "preflight", PLATFORM, "-o", "json", accept=(0, 1), env={**os.environ, **aws, **environment, "HOME": str(WORK)})
            outcomes += [c for c in json.loads(asked.stdout)["checks"] if c["part"] == "permissions"]
    return outcomes


def calls_of_backend(region, account):
    """What Terraform asks S3 when the tree's backend keeps its state there: made, locked, changed, taken down."""
    folder = WORK / "backend"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "backend.tf").write_text((TREE / "terraform/backend.tf.example").read_text().replace("my-terraform-states", STATES))
    (folder / "main.tf").write_text('resource "terraform_data" "a" {}\n')
    with emulated_aws.running(region, {}, account) as aws:
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        boto3.client("s3", region_name=region, endpoint_url=aws["AWS_ENDPOINT_URL"], **keys).create_bucket(Bucket=STATES, **place)
        for command in (("init",), ("apply", "-auto-approve"), ("plan", "-detailed-exitcode"), ("destroy", "-auto-approve")):
            run("terraform", f"-chdir={folder}", command[0], "-no-color", "-input=false", *command[1:], env={**os.environ, **aws})
        return (WORK / "aws/calls").read_text()


def main():
    documents = rights.policies(PLATFORM, WORK / "deployer", "--state-bucket", STATES)
    for name, text in documents.items():
        size = len(json.dumps(json.loads(text), separators=(",", ":")))
        if size > 6144:
            finding("deployer-policy", "size", name, f"{size} characters")
    (WORK / "deployer.json").write_text(json.dumps(list(documents.items())))
    done = run(os.environ["PARLIAMENT_PYTHON"], "-W", "ignore", HERE / "checks/iam.py", WORK / "deployer.json")
    for rule, where, message in json.loads(done.stdout):
        if rule not in ("RESOURCE_EFFECTIVELY_STAR", "RESOURCE_STAR"):
            finding("parliament", rule, where, message)
    statements, account = rights.Statements(documents.values()), given.account(TREE / "terraform")
    calls = rights.judge(statements, (WORK / "aws/calls").read_text() + calls_of_backend(given.region(TREE / "terraform"), account), account)
    for check, wanted in zip(simulated(documents, given.region(TREE / "terraform"), account), ("ok", "failed"), strict=True):
        if check["outcome"] != wanted:
            finding("slipway", "permissions", check["claim"], f"{check['outcome']}, not {wanted}: {check.get('found', '')}: {check.get('why', '')}")
    unused = sorted(statements.actions() - statements.used)
    print(f"{count(len(unused), 'action')} that no call needed: {' '.join(unused)}")
    print(f"{count(len(documents), 'document')}, {count(len(statements.actions()), 'action')} allowed, {count(calls, 'call')} judged, {count(len(unused), 'action')} not needed by any")


main()
