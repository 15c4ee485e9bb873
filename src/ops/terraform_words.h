#pragma once

#include <string_view>

#include "io/trouble.h"
#include "ops/said.h"

/// What Terraform, its AWS provider (6.x) and AWS are known to say, and what people do about it. The first row whose
/// words stand in an error counts: what is narrower stands first.
namespace slipway::ops {

inline constexpr std::string_view kPageNotAws =
    "something between here and AWS (or the provider's registry) answered with a web page: a proxy or a captive portal";

inline constexpr const char* kStandsAlready =
    "something of this name stands there already: others made it, or an apply from here whose answer was lost";

inline constexpr KnownWords kTerraformWords[] = {
    // Whoever stands between: as encoding/json, encoding/xml and the SDK's middleware have it.
    {"invalid character '<' looking for beginning of value", kPageNotAws, io::kThroughPortal},
    {"have <html>", kPageNotAws, io::kThroughPortal},
    {"have <HTML>", kPageNotAws, io::kThroughPortal},
    {"<html", kPageNotAws, io::kThroughPortal},
    {"<!DOCTYPE html", kPageNotAws, io::kThroughPortal},
    {"<!doctype html", kPageNotAws, io::kThroughPortal},
    {"Content-Type \"text/html", kPageNotAws, io::kThroughPortal},
    // Who we are, and what we may do.
    {"explicit deny in a service control policy",
     "a policy of the AWS organization forbids it, whatever the account allows",
     "whoever manages the organization must let the account do it: no policy of the deployer's own helps"},
    {"with an explicit deny", "a policy forbids it by name: that weighs more than any that allows it",
     "find the statement with Deny among the identity's policies, its permissions boundary and the resource's policy"},
    {"no permissions boundary allows", "the identity's permissions boundary leaves it out",
     "widen the boundary by what `slipway render --deployer-policy` prints"},
    {"Encoded authorization failure message",
     "the identity that applies lacks a right, which AWS names in a message in code",
     "aws sts decode-authorization-message --encoded-message TEXT says which; `slipway render --deployer-policy` "
     "prints "
     "what the deployer must be allowed to do"},
    {"ServiceLinkedRoleCreationNotPermitted",
     "the account has no service-linked role for it yet, and the identity may make none",
     "whoever may: aws iam create-service-linked-role --aws-service-name NAME.amazonaws.com; or allow what `slipway "
     "render --deployer-policy` prints"},
    {"PassRole", "the identity may not hand that role to the service",
     "`slipway render --deployer-policy` prints iam:PassRole for the roles that are passed on"},
    {"ExpiredToken", "the credentials ended while Terraform was at work",
     "log in again, then the same command goes on from here"},
    {"security token included in the request is expired", "the credentials ended while Terraform was at work",
     "log in again, then the same command goes on from here"},
    {"InvalidClientTokenId", "AWS does not know these credentials, or the region is not enabled for the account",
     "log in again, then `slipway apply`; aws sts get-caller-identity shows who you are"},
    {"No valid credential sources", "Terraform's provider finds no AWS credentials",
     "log in (aws sso login, or keys in the environment), then `slipway apply`"},
    {"failed to refresh cached credentials", "the credentials of the profile cannot be renewed",
     "log in again (aws sso login), then `slipway apply`"},
    {"AccessDenied", "the identity that applies lacks a right",
     "`slipway render --deployer-policy` prints what the deployer must be allowed to do"},
    {"UnauthorizedOperation", "the identity that applies lacks a right",
     "`slipway render --deployer-policy` prints what the deployer must be allowed to do"},
    {"not authorized to perform", "the identity that applies lacks a right",
     "`slipway render --deployer-policy` prints what the deployer must be allowed to do"},
    // Terraform's own.
    // Terraform reads the state to lock it: a state that cannot be read is nobody's lock.
    {"Unsupported state file format", "Terraform's state is damaged: what it holds cannot be read",
     "put the last good one in its place: terraform.tfstate.backup beside it, or an earlier version in the backend's "
     "bucket; there is no lock to take away"},
    {"Lock Info:", "another Terraform is at work on this state, or one was killed and left its lock",
     "wait for it; if none is at work, `terraform force-unlock` with the ID that is shown"},
    {"ConditionalCheckFailedException",
     "another Terraform is at work on this state, or one was killed and left its lock",
     "wait for it; if none is at work, `terraform force-unlock` with the ID that is shown"},
    {"errored.tfstate", "Terraform could not write its state to the backend, and left it in a file",
     "`slipway apply` puts that file back first: do not remove it"},
    {"Saved plan is stale", "something was changed between plan and apply", "`slipway apply` plans anew"},
    {"Backend configuration changed", "the backend in platform.yaml is another than the state is in",
     "`terraform init -migrate-state` moves the state; or put platform.yaml back"},
    {"Failed to query available provider packages", "the provider's registry cannot be reached",
     "HTTPS_PROXY, or a mirror (provider_installation in ~/.terraformrc)"},
    {"Failed to install provider", "the provider cannot be fetched, or is not what its lock file says",
     "HTTPS_PROXY, or a mirror (provider_installation in ~/.terraformrc); then the same command"},
    {"Inconsistent dependency lock file", "the lock file of the tree lacks a provider",
     "`slipway apply` writes it anew when .terraform.lock.hcl of the tree is moved away"},
    {"Unsupported Terraform Core version", "this Terraform is older than what is rendered needs",
     "install Terraform or OpenTofu, 1.10 or later; --terraform names another"},
    {"Failed to load plugin schemas", "a provider does not start: broken, of another kind of machine, or killed",
     "move .terraform of the tree away, then the same command fetches it anew; it needs 1 GiB of memory"},
    {"Plugin did not respond", "the AWS provider ended in the middle: it crashed, or the machine has too little memory",
     "`dmesg | grep -i 'out of memory'` says if it was memory; then the same command goes on from here"},
    {"Provider produced inconsistent", "a fault of the AWS provider: what it did is not what it planned",
     "the same command plans anew, and mostly ends it; else another version of the provider"},
    {"Instance cannot be destroyed", "the resource is protected against destruction",
     "take its protection out of platform.yaml if it shall go, apply that, then go on"},
    {"no space left on device", "the disk is full", "make room, then the same command goes on from here"},
    // What is in the way.
    {"BucketNotEmpty", "the bucket holds something, and no bucket that does is deleted",
     "empty it, or move what it holds, then go on"},
    {"RepositoryNotEmptyException", "the repository holds images", "delete them, then go on"},
    {"BucketAlreadyExists", "some account in the world has a bucket of this name",
     "name it otherwise in platform.yaml"},
    {"AlreadyExists", kStandsAlready, "`terraform import ADDRESS ID` takes it over, or name it otherwise", true},
    {"already exists", kStandsAlready, "`terraform import ADDRESS ID` takes it over, or name it otherwise", true},
    {"AlreadyOwnedByYou", kStandsAlready, "`terraform import ADDRESS ID` takes it over, or name it otherwise", true},
    {"AlreadyAssociated", "the address is in use: by what was deleted a moment ago, or by others",
     "`aws ec2 describe-addresses` shows by what: wait until that is gone, or release it; then go on"},
    {"DependencyViolation", "something that Terraform does not know still uses it",
     "`slipway destroy` lists what is left; delete that, then go on"},
    {"has nodegroups attached", "the cluster has node groups that others made",
     "aws eks list-nodegroups --cluster-name CLUSTER names them: delete them, then go on"},
    {"scheduled for deletion", "a secret or key of this name is being deleted, and holds the name until then",
     "restore it, wait, or name it otherwise"},
    {"OperationAborted", "AWS is at work on the same bucket: one of this name was deleted a moment ago",
     "wait some minutes (up to an hour), then the same command goes on from here"},
    // What there is not enough of.
    {"InsufficientInstanceCapacity", "AWS has none of this type there now",
     "other zones or types in platform.yaml, a reservation, or later"},
    {"InsufficientFreeAddressesInSubnet", "the subnet has too few free addresses",
     "larger or more subnets; `slipway preflight` counts what is needed"},
    {"UnsupportedAvailabilityZoneException", "EKS has no room for control planes in one of the zones",
     "the message names zones that have: take these in platform.yaml"},
    {"LimitExceeded", "a quota of the account is reached", "`slipway preflight` says which, and how to ask for more"},
    {"QuotaExceeded", "a quota of the account is reached", "`slipway preflight` says which, and how to ask for more"},
    {"InstanceCountExceeded", "a quota of the account is reached",
     "`slipway preflight` says which, and how to ask for more"},
    // What AWS began and did not end.
    {"failed to join the kubernetes cluster", "nodes came up and did not reach the cluster",
     "a NAT gateway or VPC endpoints for their subnets, and the role's access entry: `slipway preflight`; then the "
     "same "
     "command makes the node group anew"},
    {"PENDING_VALIDATION", "the certificate waits for its record in DNS",
     "is the hosted zone the one that the domain's registrar names? then the same command goes on from here"},
    {"timeout while waiting for", "AWS took longer than Terraform waits; it may be at work yet",
     "look at it in AWS: when it is ready, or has failed, the same command goes on from here"},
    {"unexpected state '", "AWS began to make it and gave up",
     "its own words say why: mend that, then the same command makes "
     "it anew"},
    // Nobody holds it, and nothing above says why it is not to be had.
    {"Error acquiring the state lock",
     "where the state is kept, no lock can be made; it is not said that another has it",
     "the message says why: is the bucket or the folder of the state there, and may it be written? then the same "
     "command"},
};

/// What net/http, the AWS SDK for Go v2 and AWS say of a connection that broke or of being busy, when the SDK's own
/// tries were not enough.
inline constexpr std::string_view kTransientWords[] = {
    "unexpected EOF",
    ": EOF",
    "connection reset by peer",
    "use of closed network connection",
    "broken pipe",
    "i/o timeout",
    "TLS handshake timeout",
    "Client.Timeout exceeded",
    "http2: client connection lost",
    "server closed idle connection",
    "ThrottlingException",
    "Throttling: Rate exceeded",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "StatusCode: 500",
    "StatusCode: 502",
    "StatusCode: 503",
    "StatusCode: 504",
};

}  // namespace slipway::ops
