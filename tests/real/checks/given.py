"""What a rendered Terraform tree takes for given: its region, the account, and what is there before it."""
import re

SLOW_TO_DESTROY = ("aws_fsx_lustre_file_system", "aws_fsx_openzfs_file_system", "aws_fsx_ontap_file_system")  # the AWS provider waits ten minutes


def region(folder):
    """The region that the rendered provider or variable names."""
    text = "\n".join(f.read_text() for f in sorted(folder.glob("*.tf")))
    found = re.search(r'region\s*=\s*"([a-z]{2}(?:-[a-z]+)+-\d)"', text) or re.search(r'"([a-z]{2}(?:-[a-z]+)+-\d)"', text)
    return found.group(1)


def existing(folder):
    """What platform.yaml says is there already, read off the ids in the rendered files."""
    text = "\n".join(f.read_text() for f in sorted(folder.glob("*.tf*")))
    ids = {kind: list(dict.fromkeys(re.findall(rf"\b{kind}-[0-9a-f]{{8,17}}\b", text))) for kind in ("vpc", "subnet")}
    zones = re.findall(r'(?m)^data "aws_route53_zone" "\w+" \{\n\s+name\s*=\s*"([^"]+)"', text)
    public = re.findall(r'(?m)^data "aws_subnet" "public_\d+" \{\n\s+id\s*=\s*"([^"]+)"', text)
    return {"public": public, "reservations": reservations(text), "vpcs": {ids["vpc"][0]: ids["subnet"]} if ids["vpc"] else {}, "zones": zones}


def reservations(text):
    """Those that launch templates name: id → whether it is a capacity block, and what its group's nodes are of."""
    blocks = {(t, n): body for t, n, body in re.findall(r'(?ms)^resource "(\w+)" "(\w+)" \{\n(.*?)^\}', text)}
    found = {}
    for (kind, name), body in blocks.items():
        id = kind == "aws_launch_template" and re.search(r'capacity_reservation_id\s*=\s*"(cr-\w+)"', body)
        if id:
            types = re.search(r'(?m)^\s+instance_type\s*=\s*"([^"]+)"', body) or re.search(r'instance_types\s*=\s*\["([^"]+)"', blocks["aws_eks_node_group", name])
            found[id.group(1)] = {"block": "capacity-block" in body, "type": types.group(1)}
    return found


def account(folder):
    """The one that the rendered provider allows; else the one whose principals the tree names, as preflight takes another for an example's; else any."""
    allowed = re.search(r'allowed_account_ids\s*=\s*\["(\d+)"\]', (folder / "providers.tf").read_text())
    named = allowed or re.search(r"arn:aws:iam::(\d{12}):", "\n".join(f.read_text() for f in sorted(folder.glob("*.tf"))))
    return named.group(1) if named else "123456789012"
