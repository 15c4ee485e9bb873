#include <algorithm>
#include <map>

#include "render/hcl.h"
#include "render/origins.h"
#include "render/plan_assertions.h"
#include "render/provider_versions.h"
#include "render/terraform_outputs.h"
#include "render/tree.h"

namespace slipway::render {

namespace {

constexpr const char* kHeader = "Written by slipway: change platform.yaml and render again, not this file.";

bool is_data(const platform::Resource& resource) { return resource.id.type.starts_with("data."); }

/// Data sources are shared by whoever asks, so they stand together; all else with the component that makes it.
std::string file_of(const platform::Resource& resource) {
  return is_data(resource) ? "data.tf" : resource.component + ".tf";
}

File versions(const platform::Graph& graph) {
  HclWriter hcl(graph);
  hcl.comment(kHeader);
  hcl.blank_line();
  const doc::Map aws{{"source", "hashicorp/aws"}, {"version", provider_constraint(graph)}};
  hcl.block("terraform", "",
            {{"required_version", ">= 1.10"}, {"required_providers", doc::Map{{"aws", hcl.object(aws, 2)}}}});
  return {"terraform/versions.tf", hcl.take()};
}

File providers(const platform::Graph& graph) {
  HclWriter hcl(graph);
  hcl.comment(kHeader);
  hcl.blank_line();
  doc::Map arguments{{"region", graph.setting.region}};
  if (!graph.setting.account_id.empty()) {
    doc::List accounts;
    accounts.add(graph.setting.account_id);
    arguments.set("allowed_account_ids", std::move(accounts));
  }
  const auto own = hcl.object(graph.setting.tags, 2).text;
  arguments.set(
      "default_tags",
      doc::Map{{"tags", doc::Expression{graph.setting.tags.empty() ? "var.tags" : "merge(" + own + ", var.tags)"}}});
  hcl.block("provider \"aws\"", "provider", arguments);
  return {"terraform/providers.tf", hcl.take()};
}

File variables(const platform::Graph& graph) {
  HclWriter hcl(graph);
  hcl.comment(kHeader);
  hcl.blank_line();
  hcl.block("variable \"tags\"", "",
            {{"description", "Tags for every resource, beside those of platform.yaml."},
             {"type", doc::Expression{"map(string)"}},
             {"default", doc::Expression{"{}"}}});
  return {"terraform/variables.tf", hcl.take()};
}

File backend_example(const platform::Graph& graph) {
  HclWriter hcl(graph);
  hcl.comment("State in S3, locked by a file beside it. Copy to backend.tf and name a bucket that has versioning on.");
  hcl.block("terraform", "",
            {{"backend \"s3\"", doc::Map{{"bucket", "my-terraform-states"},
                                         {"key", graph.setting.platform + "/terraform.tfstate"},
                                         {"region", graph.setting.region},
                                         {"encrypt", true},
                                         {"use_lockfile", true}}}});
  return {"terraform/backend.tf.example", hcl.take()};
}

/// One file for each component, in order of creation; data sources by name.
std::vector<File> resources(const platform::Graph& graph) {
  std::map<std::string, std::vector<const platform::Resource*>> by_file;
  for (const auto& resource : graph.resources()) by_file[file_of(resource)].push_back(&resource);
  std::vector<File> files;
  Origins origins;
  for (auto& [name, resources] : by_file) {
    HclWriter hcl(graph);
    hcl.comment(kHeader);
    if (is_data(*resources.front()))
      std::ranges::sort(resources, {}, [](const platform::Resource* resource) { return resource->id; });
    for (const auto* resource : resources) {
      hcl.blank_line();
      if (!is_data(*resource)) hcl.comment(origins.comment(resource->component, resource->origin));
      hcl.resource(*resource);
    }
    files.push_back({"terraform/" + name, hcl.take()});
  }
  return files;
}

}  // namespace

std::vector<File> terraform(const platform::Graph& graph) {
  auto files = resources(graph);
  files.push_back(versions(graph));
  files.push_back(providers(graph));
  files.push_back(variables(graph));
  files.push_back({"terraform/outputs.tf", terraform_outputs(graph)});
  files.push_back({"terraform/tests/plan.tftest.hcl", plan_assertions(graph)});
  files.push_back(backend_example(graph));
  std::ranges::sort(files, {}, &File::path);
  return files;
}

}  // namespace slipway::render
