#include "cloud/operations.h"

namespace slipway::cloud {

namespace {

// Of botocore 1.40's service models.
constexpr Service kServices[] = {
    {"cloudwatch", "monitoring", "monitoring", Protocol::Query, "2010-08-01"},
    {"ec2", "ec2", "ec2", Protocol::Ec2, "2016-11-15"},
    {"ecr", "api.ecr", "ecr", Protocol::Json, "AmazonEC2ContainerRegistry_V20150921"},
    {"efs", "elasticfilesystem", "elasticfilesystem", Protocol::RestJson, ""},
    {"eks", "eks", "eks", Protocol::RestJson, ""},
    {"elasticache", "elasticache", "elasticache", Protocol::Query, "2015-02-02"},
    {"elbv2", "elasticloadbalancing", "elasticloadbalancing", Protocol::Query, "2015-12-01"},
    {"fsx", "fsx", "fsx", Protocol::Json, "AWSSimbaAPIService_v20180301"},
    {"iam", "iam", "iam", Protocol::Query, "2010-05-08", true},
    {"kms", "kms", "kms", Protocol::Json, "TrentService"},
    {"rds", "rds", "rds", Protocol::Query, "2014-10-31"},
    {"resourcegroupstaggingapi", "tagging", "tagging", Protocol::Json, "ResourceGroupsTaggingAPI_20170126"},
    {"s3", "s3", "s3", Protocol::RestXml, ""},
    {"secretsmanager", "secretsmanager", "secretsmanager", Protocol::Json, "secretsmanager"},
    {"service-quotas", "servicequotas", "servicequotas", Protocol::Json, "ServiceQuotasV20190624"},
    {"sns", "sns", "sns", Protocol::Query, "2010-03-31"},
    {"sqs", "sqs", "sqs", Protocol::Json, "AmazonSQS"},
    {"ssm", "ssm", "ssm", Protocol::Json, "AmazonSSM"},
    {"sts", "sts", "sts", Protocol::Query, "2011-06-15"},
};

constexpr Operation kOperations[] = {
    {"cloudwatch", "DescribeAlarms"},
    {"ec2", "DescribeAddresses"},
    {"ec2", "DescribeAvailabilityZones"},
    {"ec2", "DescribeCapacityReservations"},
    {"ec2", "DescribeFlowLogs"},
    {"ec2", "DescribeImages"},
    {"ec2", "DescribeInstanceTypeOfferings"},
    {"ec2", "DescribeInstances"},
    {"ec2", "DescribeInternetGateways"},
    {"ec2", "DescribeNatGateways"},
    {"ec2", "DescribeRegions"},
    {"ec2", "DescribeRouteTables"},
    {"ec2", "DescribeSecurityGroups"},
    {"ec2", "DescribeSubnets"},
    {"ec2", "DescribeVpcAttribute"},
    {"ec2", "DescribeVpcEndpoints"},
    {"ec2", "DescribeVpcs"},
    {"ecr", "DescribeRepositories", "", "", "", "repositories"},
    {"efs", "DescribeFileSystems", "/2015-02-01/file-systems?FileSystemId", "", "", "FileSystems"},
    {"eks", "DescribeAddon", "/clusters/{clusterName}/addons/{addonName}", "", "", "addon"},
    {"eks", "DescribeAddonVersions", "/addons/supported-versions?addonName&kubernetesVersion&maxResults&nextToken", "",
     "", "addons"},
    {"eks", "DescribeCapability", "/clusters/{clusterName}/capabilities/{capabilityName}", "", "", "capability"},
    {"eks", "DescribeCluster", "/clusters/{name}", "", "", "cluster"},
    {"eks", "DescribeClusterVersions", "/cluster-versions?clusterVersions&includeAll", "", "", "clusterVersions"},
    {"eks", "DescribeNodegroup", "/clusters/{clusterName}/node-groups/{nodegroupName}", "", "", "nodegroup"},
    {"eks", "DescribePodIdentityAssociation", "/clusters/{clusterName}/pod-identity-associations/{associationId}", "",
     "", "association"},
    {"eks", "ListClusters", "/clusters?maxResults&nextToken", "", "", "clusters"},
    {"eks", "ListPodIdentityAssociations", "/clusters/{clusterName}/pod-identity-associations?namespace&serviceAccount",
     "", "", "associations"},
    {"elasticache", "DescribeReplicationGroups"},
    {"elbv2", "DescribeLoadBalancers"},
    {"fsx", "DescribeFileSystems", "", "", "", "FileSystems"},
    {"iam", "GetInstanceProfile"},
    {"iam", "GetOpenIDConnectProvider"},
    {"iam", "GetPolicy"},
    {"iam", "GetPolicyVersion"},
    {"iam", "GetRole"},
    {"iam", "GetRolePolicy"},
    {"iam", "ListAttachedRolePolicies"},
    {"iam", "ListEntitiesForPolicy"},
    {"iam", "ListInstanceProfiles"},
    {"iam", "ListInstanceProfilesForRole"},
    {"iam", "ListOpenIDConnectProviders"},
    {"iam", "ListPolicies"},
    {"iam", "ListPolicyVersions"},
    {"iam", "ListRolePolicies"},
    {"iam", "ListRoleTags"},
    {"iam", "ListRoles"},
    {"iam", "SimulatePrincipalPolicy"},
    {"kms", "DescribeKey", "", "", "", "KeyMetadata"},
    {"rds", "DescribeDBInstances"},
    {"resourcegroupstaggingapi", "GetResources", "", "", "", "ResourceTagMappingList"},
    {"s3", "GetBucketEncryption", "/{Bucket}?encryption=", "ServerSideEncryptionConfiguration", "Rule=Rules"},
    {"s3", "GetBucketLifecycleConfiguration", "/{Bucket}?lifecycle=", "", "Rule=Rules"},
    {"s3", "GetBucketVersioning", "/{Bucket}?versioning=", "", ""},
    {"s3", "GetPublicAccessBlock", "/{Bucket}?publicAccessBlock=", "PublicAccessBlockConfiguration", ""},
    {"secretsmanager", "DescribeSecret", "", "", "", "ARN"},
    {"service-quotas", "GetAWSDefaultServiceQuota", "", "", "", "Quota"},
    {"service-quotas", "GetServiceQuota", "", "", "", "Quota"},
    {"sns", "ListSubscriptionsByTopic"},
    {"sqs", "GetQueueAttributes"},
    {"ssm", "GetParameters", "", "", "", "Parameters"},
    {"sts", "GetCallerIdentity"},
};

}  // namespace

const Service* find_service(std::string_view name) {
  for (const Service& service : kServices)
    if (service.name == name) return &service;
  return nullptr;
}

std::string action_of(std::string_view service, std::string_view operation) {
  struct Name {
    std::string_view called, of_iam;
  };
  constexpr Name kNames[] = {{"s3 GetBucketEncryption", "s3:GetEncryptionConfiguration"},
                             {"s3 GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"},
                             {"s3 GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"},
                             {"efs", "elasticfilesystem"},
                             {"elbv2", "elasticloadbalancing"},
                             {"resourcegroupstaggingapi", "tag"},
                             {"service-quotas", "servicequotas"}};
  const std::string call = std::string(service) + " " + std::string(operation);
  for (const Name& name : kNames) {
    if (name.called == call) return std::string(name.of_iam);
    if (name.called == service) return std::string(name.of_iam) + ":" + std::string(operation);
  }
  return std::string(service) + ":" + std::string(operation);
}

const Operation* find_operation(std::string_view service, std::string_view name) {
  for (const Operation& operation : kOperations)
    if (operation.service == service && operation.name == name) return &operation;
  return nullptr;
}

}  // namespace slipway::cloud
