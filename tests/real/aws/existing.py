"""What an account has before Terraform comes, with the ids that platform.yaml names.

The JSON is {"region": REGION, "vpcs": {VPC: [SUBNET, …]}, "zones": [DOMAIN, …]}. Subnets are spread over three of the region's zones.
"""
import ipaddress, json

from moto.ec2.models import ec2_backends
from moto.route53.models import route53_backends

from emulator import ACCOUNT


def make(path):
    wanted = json.load(open(path))
    region = wanted["region"]
    ec2 = ec2_backends[ACCOUNT][region]
    zones = [z.name for z in ec2.describe_availability_zones()][:3]
    for number, (vpc_id, subnets) in enumerate(sorted(wanted.get("vpcs", {}).items())):
        cidr = f"10.{100 + number}.0.0/16"
        vpc = ec2.create_vpc(cidr)
        rename(ec2.vpcs, vpc, vpc_id)
        for item in (*ec2.route_tables.values(), *ec2.network_acls.values()):
            if item.vpc_id not in ec2.vpcs:
                item.vpc_id = vpc_id
        (old,) = (id for id, groups in ec2.groups.items() if groups and id not in ec2.vpcs)
        ec2.groups[vpc_id] = ec2.groups.pop(old)
        for group in ec2.groups[vpc_id].values():
            group.vpc_id = vpc_id
        for subnet_id, block in zip(subnets, ipaddress.ip_network(cidr).subnets(new_prefix=20)):
            zone = zones[subnets.index(subnet_id) % len(zones)]
            subnet = ec2.create_subnet(vpc_id, str(block), availability_zone=zone)
            for per_zone in ec2.subnets.values():
                if subnet.id in per_zone:
                    rename(per_zone, subnet, subnet_id)
    for domain in wanted.get("zones", []):
        route53_backends[ACCOUNT]["aws"].create_hosted_zone(domain, private_zone=False)


def rename(table, item, id):
    del table[item.id]
    item.id = id
    table[id] = item
