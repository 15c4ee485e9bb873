"""What an account has before Terraform comes, with the ids that platform.yaml names.

The JSON is {"region": REGION, "vpcs": {VPC: [SUBNET, …]}, "public": [SUBNET, …], "zones": [DOMAIN, …], "quotas": {CODE: VALUE},
"reservations": {ID: {"type": TYPE, "block": BOOLEAN}}}. Subnets are spread over
three of the region's zones; the way out of public ones is an internet gateway, that of the others a NAT gateway in the first public one.
"""
import datetime, ipaddress, json

from moto.ec2.models import ec2_backends
from moto.route53.models import route53_backends

import account
from emulator import ACCOUNT, Call, now


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
        make_ways_out(ec2, vpc_id, [s for s in subnets if s in wanted.get("public", [])])
    for id, reservation in wanted.get("reservations", {}).items():
        reserve(region, zones[0], id, reservation)
    account.GIVEN.update(wanted.get("quotas", {}))
    for domain in wanted.get("zones", []):
        route53_backends[ACCOUNT]["aws"].create_hosted_zone(domain, private_zone=False)


def reserve(region, zone, id, reservation):
    """Sixteen instances; a block of a month that began yesterday."""
    day = datetime.timedelta(days=1)
    Call("ec2", "", region, {}).table("capacity-reservation")[id] = {
        "CapacityReservationId": id, "OwnerId": ACCOUNT, "State": "active", "Tenancy": "default", "InstanceType": reservation["type"], "InstancePlatform": "Linux/UNIX",
        "AvailabilityZone": zone, "TotalInstanceCount": 16, "AvailableInstanceCount": 16, "InstanceMatchCriteria": "targeted", "CreateDate": now() - day,
        "StartDate": now() - day, "ReservationType": "capacity-block" if reservation["block"] else "default", "Tags": [],
        **({"EndDateType": "limited", "EndDate": now() + 30 * day} if reservation["block"] else {"EndDateType": "unlimited"})}


def make_ways_out(ec2, vpc_id, public):
    """As somebody has made a VPC for EKS: names, an internet gateway, and a NAT gateway for whatever is not public."""
    for attribute in ("enable_dns_support", "enable_dns_hostnames"):
        ec2.modify_vpc_attribute(vpc_id, attribute, "true")
    if not public:
        return
    gateway = ec2.create_internet_gateway()
    ec2.attach_internet_gateway(gateway.id, vpc_id)
    table = ec2.create_route_table(vpc_id)
    ec2.create_route(table.id, "0.0.0.0/0", gateway_id=gateway.id)
    for subnet in public:
        ec2.associate_route_table(table.id, subnet_id=subnet)
    nat = ec2.create_nat_gateway(public[0], ec2.allocate_address("vpc").allocation_id)
    (main,) = (t for t in ec2.route_tables.values() if t.vpc_id == vpc_id and t.main_association_id)
    ec2.create_route(main.id, "0.0.0.0/0", nat_gateway_id=nat.id)


def rename(table, item, id):
    del table[item.id]
    item.id = id
    table[id] = item
