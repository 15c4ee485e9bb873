"""Which IAM actions a call to AWS takes, and on what: (action, ARN or None where the call does not tell, service that a role is passed to or None).

Names follow the Service Authorization Reference; what is not listed here is the operation's own name. Rights that a service asks for on the
caller's behalf in a way that no request shows (ec2:RunInstances for a node group's launch template) are not here.
"""
PREFIX = {"efs": "elasticfilesystem", "elbv2": "elasticloadbalancing", "service-quotas": "servicequotas", "resourcegroupstaggingapi": "tag"}
GLOBAL = ("iam", "route53", "sts", "budgets")

S3 = {  # operation: action
    "HeadBucket": "ListBucket", "HeadObject": "GetObject", "ListObjectsV2": "ListBucket", "ListObjectVersions": "ListBucketVersions", "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketEncryption": "PutEncryptionConfiguration", "GetBucketEncryption": "GetEncryptionConfiguration", "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration", "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls", "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock", "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration", "GetBucketCors": "GetBucketCORS", "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration", "GetBucketNotificationConfiguration": "GetBucketNotification",
    "PutBucketNotificationConfiguration": "PutBucketNotification", "DeleteBucketTagging": "PutBucketTagging", "DeleteBucketIntelligentTieringConfiguration":
    "PutIntelligentTieringConfiguration", "GetBucketIntelligentTieringConfiguration": "GetIntelligentTieringConfiguration",
    "PutBucketIntelligentTieringConfiguration": "PutIntelligentTieringConfiguration"}
BUDGETS = {"CreateBudget": "ModifyBudget", "UpdateBudget": "ModifyBudget", "DeleteBudget": "ModifyBudget", "CreateNotification": "ModifyBudget", "DescribeBudget": "ViewBudget",
           "DescribeNotificationsForBudget": "ViewBudget", "DescribeSubscribersForNotification": "ViewBudget"}
LINKS = {"CreateVpcLink": "POST", "DeleteVpcLink": "DELETE", "GetVpcLink": "GET", "UpdateVpcLink": "PATCH"}
TAGGED = {  # service: the action that tags beside a creation
    "ec2": "ec2:CreateTags", "eks": "eks:TagResource", "sqs": "sqs:TagQueue", "sns": "sns:TagResource", "kms": "kms:TagResource", "ecr": "ecr:TagResource", "logs": "logs:TagResource",
    "events": "events:TagResource", "cloudwatch": "cloudwatch:TagResource", "secretsmanager": "secretsmanager:TagResource", "batch": "batch:TagResource", "rds": "rds:AddTagsToResource",
    "elasticache": "elasticache:AddTagsToResource", "efs": "elasticfilesystem:TagResource", "fsx": "fsx:TagResource", "acm": "acm:AddTagsToCertificate", "wafv2": "wafv2:TagResource",
    "elbv2": "elasticloadbalancing:AddTags"}
TAGGED_IAM = {"CreateRole": "TagRole", "CreatePolicy": "TagPolicy", "CreateInstanceProfile": "TagInstanceProfile", "CreateOpenIDConnectProvider": "TagOpenIDConnectProvider"}
PASSED = {  # operation: the parameter with a role, and whom it is passed to
    ("eks", "CreateCluster"): ("roleArn", "eks.amazonaws.com"), ("eks", "CreateNodegroup"): ("nodeRole", "eks.amazonaws.com"),
    ("eks", "CreatePodIdentityAssociation"): ("roleArn", "pods.eks.amazonaws.com"), ("eks", "CreateAddon"): ("serviceAccountRoleArn", "eks.amazonaws.com"),
    ("ec2", "CreateFlowLogs"): ("DeliverLogsPermissionArn", "vpc-flow-logs.amazonaws.com"), ("batch", "CreateComputeEnvironment"): ("serviceRole", "batch.amazonaws.com")}
# Without a resource in AWS's reference, beside the operations that only describe in EC2 and load balancing.
UNSCOPED = {"acm:RequestCertificate", "autoscaling:DescribeTags", "batch:DescribeComputeEnvironments", "batch:DescribeJobDefinitions", "batch:DescribeJobQueues",
            "elasticfilesystem:CreateFileSystem", "eks:CreateCluster", "eks:DescribeAddonVersions", "eks:DescribeClusterVersions", "eks:ListClusters", "fsx:DescribeDataRepositoryAssociations",
            "fsx:DescribeFileSystems", "iam:ListInstanceProfiles", "iam:ListOpenIDConnectProviders", "iam:ListPolicies", "iam:ListRoles", "kms:CreateKey", "kms:ListAliases", "logs:DeleteQueryDefinition", "logs:DescribeLogGroups", "logs:DescribeQueryDefinitions",
            "logs:PutQueryDefinition", "route53:ListHostedZones", "secretsmanager:GetRandomPassword", "servicequotas:GetServiceQuota", "servicequotas:GetAWSDefaultServiceQuota",
            "sns:GetSubscriptionAttributes", "sns:Unsubscribe", "sts:GetCallerIdentity", "tag:GetResources"}


def of(call, account):
    service, operation, region, named = call.get("service"), call["operation"], call["region"], call.get("parameters", {})
    if service is None:  # API Gateway's own paths
        verb, path = operation.split(" ", 1)
        return [(f"apigateway:{verb}", None, None)] if path.startswith("/v2/") else []
    prefix = PREFIX.get(service, service)
    name = {"s3": S3, "budgets": BUDGETS, "apigateway": LINKS}.get(service, {}).get(operation, operation)
    action = f"{prefix}:{name}"
    found = [(action, resource(service, operation, action, named, region, account), None)]
    if any(key.lower() in ("tags", "tagspecifications", "tagspecification", "tag", "tags.member") for key in named) and operation.startswith(("Create", "Run", "Allocate", "Request", "Put", "Register")):
        if service == "iam":
            found.append((f"iam:{TAGGED_IAM[operation]}", found[0][1], None))
        elif service in TAGGED and operation not in ("CreateTags", "CreateOrUpdateTags"):
            found.append((TAGGED[service], None, None))
    role, to = PASSED.get((service, operation), (None, None))
    if role and named.get(role):
        found.append(("iam:PassRole", named[role], to))
    if operation == "AddRoleToInstanceProfile":
        found.append(("iam:PassRole", f"arn:aws:iam::{account}:role/{named['RoleName']}", None))
    return found


def resource(service, operation, action, named, region, account):
    """The ARN that is asked for, "*" where there is none to ask for, None where the call does not tell."""
    if action in UNSCOPED or (service in ("ec2", "elbv2") and operation.startswith("Describe") and operation != "DescribeVpcAttribute"):
        return "*"
    here = f"arn:aws:{PREFIX.get(service, service)}:{region}:{account}"

    def first(*names):
        for name in names:
            value = named.get(name)
            if value:
                return value[0] if isinstance(value, list) else value
        return None

    if service == "iam":
        for parameter, kind in (("RoleName", "role"), ("InstanceProfileName", "instance-profile"), ("PolicyName", "policy")):
            if parameter == "PolicyName" and operation != "CreatePolicy":
                continue
            if operation.endswith("InstanceProfile") and parameter == "RoleName":
                continue
            if named.get(parameter):
                return f"arn:aws:iam::{account}:{kind}/{named[parameter]}"
        return first("PolicyArn", "OpenIDConnectProviderArn", "PolicySourceArn")
    if service == "s3":
        return f"arn:aws:s3:::{named['Bucket']}" + (f"/{named['Key']}" if named.get("Key") else "") if named.get("Bucket") else None
    if service == "eks":
        cluster = first("clusterName", "name")
        if operation.startswith(("Create", "ListPod")) or (cluster and not any(named.get(k) for k in ("nodegroupName", "addonName", "associationId", "principalArn"))):
            return f"{here}:cluster/{cluster}"
        for parameter, kind in (("nodegroupName", "nodegroup"), ("addonName", "addon"), ("associationId", "podidentityassociation"), ("principalArn", "access-entry")):
            if named.get(parameter):
                return f"{here}:{kind}/{cluster}/{named[parameter]}/x"
    if service == "sqs":
        queue = first("QueueName", "QueueUrl")
        return f"{here}:{queue.rsplit('/', 1)[-1]}" if queue else None
    if service == "sns":
        return first("TopicArn", "ResourceArn") or (f"{here}:{named['Name']}" if named.get("Name") else None)
    if service == "kms":
        key = first("KeyId", "TargetKeyId")
        if key:
            return key if key.startswith("arn:") else f"{here}:{key}" if key.startswith("alias/") else f"{here}:key/{key}"
    names = {"logs": (("logGroupName", "log-group:"),), "events": (("Name", "rule/"), ("Rule", "rule/")), "ecr": (("repositoryName", "repository/"), ("repositoryNames", "repository/")),
             "cloudwatch": (("AlarmName", "alarm:"), ("AlarmNames", "alarm:")), "rds": (("DBInstanceIdentifier", "db:"), ("DBSubnetGroupName", "subgrp:")),
             "elasticache": (("ReplicationGroupId", "replicationgroup:"), ("CacheSubnetGroupName", "subnetgroup:")), "efs": (("FileSystemId", "file-system/"),),
             "batch": (("jobQueueName", "job-queue/"), ("jobDefinitionName", "job-definition/"), ("computeEnvironmentName", "compute-environment/"))}
    for parameter, kind in names.get(service, ()):
        if first(parameter) and not first(parameter).startswith("arn:"):
            return f"{here}:{kind}{first(parameter)}"
    if service == "cloudwatch" and first("DashboardName", "DashboardNames"):
        return f"arn:aws:cloudwatch::{account}:dashboard/{first('DashboardName', 'DashboardNames')}"
    if service == "budgets" and named.get("BudgetName"):
        return f"arn:aws:budgets::{account}:budget/{named['BudgetName']}"
    if service == "secretsmanager":
        secret = first("SecretId", "Name")
        return secret if secret and secret.startswith("arn:") else f"{here}:secret:{secret}-AbCdEf" if secret else None
    if service == "ssm" and first("Names"):
        return f"arn:aws:ssm:{region}::parameter{first('Names')}"
    if service == "route53":
        zone = first("HostedZoneId", "Id")
        return f"arn:aws:route53:::{'change' if operation == 'GetChange' else 'hostedzone'}/{zone.rsplit('/', 1)[-1]}" if zone else None
    if service == "ec2":
        return f"{here}:anything/x"
    return next((v for k, v in named.items() if isinstance(v, str) and v.startswith("arn:") and k.lower().endswith("arn")), None)
