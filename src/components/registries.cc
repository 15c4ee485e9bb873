#include "components/component.h"
#include "components/parts/data_names.h"
#include "components/parts/keys.h"

namespace slipway::components {

namespace {

/// What nobody can pull by a tag any more goes after a day, beyond that the oldest.
doc::Map lifecycle_policy(const spec::Registry& registry) {
  doc::List rules;
  rules.add(doc::Map{
      {"rulePriority", 1},
      {"description", "untagged images"},
      {"selection",
       doc::Map{
           {"tagStatus", "untagged"}, {"countType", "sinceImagePushed"}, {"countUnit", "days"}, {"countNumber", 1}}},
      {"action", doc::Map{{"type", "expire"}}}});
  rules.add(doc::Map{{"rulePriority", 2},
                     {"description", "all but the newest"},
                     {"selection", doc::Map{{"tagStatus", "any"},
                                            {"countType", "imageCountMoreThan"},
                                            {"countNumber", registry.keep_images.value}}},
                     {"action", doc::Map{{"type", "expire"}}}});
  return {{"rules", std::move(rules)}};
}

void expand(Expansion& in) {
  for (const auto& [name, registry] : in.platform.registries) {
    const auto where = registry.where ? registry.where : name.where;
    const auto& full_name = registry.repository_name.value.empty() ? name.value : registry.repository_name.value;
    const auto id = in.add("aws_ecr_repository", registry_id(name.value).name,
                           {{"name", full_name},
                            {"image_tag_mutability", registry.immutable_tags.value ? "IMMUTABLE" : "MUTABLE"},
                            {"image_scanning_configuration", doc::Map{{"scan_on_push", registry.scan.value}}},
                            {"encryption_configuration", doc::Map{{"encryption_type", "AES256"}}}},
                           where);
    in.find(id.type, id.name)->facts.set("expectedGigabytes", gibibytes(registry.expected_data.value));
    in.add_check("repository " + full_name + " is there",
                 platform::AwsQuestion{"ecr", "DescribeRepositories", {{"repositoryNames", doc::List{full_name}}}},
                 {"repositories[].repositoryUri"});
    in.add("aws_ecr_lifecycle_policy", id.name,
           {{"repository", id.attribute("name")}, {"policy", lifecycle_policy(registry)}}, where);
  }
}

bool wanted(const spec::Platform& platform) { return !platform.registries.empty(); }

}  // namespace

extern const Component registries = {
    "registries", "ECR repositories for the platform's own images", Stage::Foundation, {}, wanted, nullptr, expand};

}  // namespace slipway::components
