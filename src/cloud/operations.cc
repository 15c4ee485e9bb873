#include "cloud/operations.h"

namespace slipway::cloud {

namespace {

// Of botocore 1.40's service models.
constexpr Service kServices[] = {
    {"cloudwatch", "monitoring", "monitoring", Protocol::Query, "2010-08-01"},
    {"ecr", "api.ecr", "ecr", Protocol::Json, "AmazonEC2ContainerRegistry_V20150921"},
    {"efs", "elasticfilesystem", "elasticfilesystem", Protocol::RestJson, ""},
    {"eks", "eks", "eks", Protocol::RestJson, ""},
    {"elasticache", "elasticache", "elasticache", Protocol::Query, "2015-02-02"},
    {"fsx", "fsx", "fsx", Protocol::Json, "AWSSimbaAPIService_v20180301"},
    {"iam", "iam", "iam", Protocol::Query, "2010-05-08", true},
    {"rds", "rds", "rds", Protocol::Query, "2014-10-31"},
    {"resourcegroupstaggingapi", "tagging", "tagging", Protocol::Json, "ResourceGroupsTaggingAPI_20170126"},
    {"s3", "s3", "s3", Protocol::RestXml, ""},
    {"sqs", "sqs", "sqs", Protocol::Json, "AmazonSQS"},
    {"sts", "sts", "sts", Protocol::Query, "2011-06-15"},
};

constexpr Operation kOperations[] = {
    {"cloudwatch", "DescribeAlarms"},
    {"ecr", "DescribeRepositories"},
    {"efs", "DescribeFileSystems", "/2015-02-01/file-systems?FileSystemId"},
    {"eks", "DescribeAddon", "/clusters/{clusterName}/addons/{addonName}"},
    {"eks", "DescribeCluster", "/clusters/{name}"},
    {"eks", "DescribeNodegroup", "/clusters/{clusterName}/node-groups/{nodegroupName}"},
    {"eks", "ListPodIdentityAssociations",
     "/clusters/{clusterName}/pod-identity-associations?namespace&serviceAccount"},
    {"elasticache", "DescribeReplicationGroups"},
    {"fsx", "DescribeFileSystems"},
    {"iam", "GetRole"},
    {"rds", "DescribeDBInstances"},
    {"resourcegroupstaggingapi", "GetResources"},
    {"s3", "GetBucketEncryption", "/{Bucket}?encryption=", "ServerSideEncryptionConfiguration", "Rule=Rules"},
    {"s3", "GetBucketLifecycleConfiguration", "/{Bucket}?lifecycle=", "", "Rule=Rules"},
    {"s3", "GetBucketVersioning", "/{Bucket}?versioning=", "", ""},
    {"s3", "GetPublicAccessBlock", "/{Bucket}?publicAccessBlock=", "PublicAccessBlockConfiguration", ""},
    {"sqs", "GetQueueAttributes"},
    {"sts", "GetCallerIdentity"},
};

}  // namespace

const Service* find_service(std::string_view name) {
  for (const Service& service : kServices)
    if (service.name == name) return &service;
  return nullptr;
}

const Operation* find_operation(std::string_view service, std::string_view name) {
  for (const Operation& operation : kOperations)
    if (operation.service == service && operation.name == name) return &operation;
  return nullptr;
}

}  // namespace slipway::cloud
