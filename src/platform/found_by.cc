#include "platform/found_by.h"

#include <algorithm>

namespace slipway::platform {

namespace {

constexpr FoundBy kRows[] = {
    {"eks", "DescribePodIdentityAssociation", "associationId", "clusterName", "ListPodIdentityAssociations",
     "associations[].associationId"},
    {"iam", "GetPolicyVersion", "VersionId", "PolicyArn", "GetPolicy", "Policy.DefaultVersionId"},
};

}  // namespace

const FoundBy* found_by(const AwsQuestion& question) {
  const auto row = std::ranges::find_if(kRows, [&](const FoundBy& one) {
    return one.service == question.service && one.operation == question.operation && !question.parameters.find(one.id);
  });
  return row == std::end(kRows) ? nullptr : &*row;
}

LiveCheck finding(const AwsQuestion& question, const FoundBy& by) {
  return {"", AwsQuestion{question.service, std::string(by.finds), question.parameters}, {std::string(by.path)}};
}

AwsQuestion with_id(const AwsQuestion& question, const FoundBy& by, std::string_view id) {
  AwsQuestion whole{question.service, question.operation, {}};
  if (const auto* known = question.parameters.find(by.both)) whole.parameters.set(std::string(by.both), *known);
  whole.parameters.set(std::string(by.id), id);
  return whole;
}

}  // namespace slipway::platform
