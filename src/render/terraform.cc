#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "render/hcl.h"
#include "render/origins.h"
#include "render/plan_assertions.h"
#include "render/provider_versions.h"
#include "render/state_backend.h"
#include "render/terraform_outputs.h"
#include "render/tree.h"

namespace slipway::render {

namespace {

constexpr const char* kHeader = "Written by slipway: change platform.yaml and render again, not this file.";

bool is_data(const platform::Resource& resource) { return resource.id.type.starts_with("data."); }

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
  hcl.comment("platform.yaml aws");
  doc::Map arguments{{"region", graph.setting.region}};
  if (!graph.setting.account_id.empty()) {
    doc::List accounts;
    accounts.add(graph.setting.account_id);
    arguments.set("allowed_account_ids", std::move(accounts));
  }
  // By the first, `slipway destroy` finds what is left.
  doc::Map tags{{"slipway.dev/platform", graph.setting.platform}};
  for (const auto& [key, value] : graph.setting.tags.entries()) tags.set(key, value);
  arguments.set("default_tags",
                doc::Map{{"tags", doc::Expression{"merge(" + hcl.object(tags, 2).text + ", var.tags)"}}});
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

/// What Terraform leaves in its folder. State and plans hold whatever the provider has read, passwords too.
File ignored() {
  return {"terraform/.gitignore",
          "# State and plans may hold secrets; the rest is fetched again.\n"
          ".terraform/\n*.tfstate\n*.tfstate.*\n*.tfplan\n"};
}

/// The data sources that a file reads, by address.
void find_data_sources(std::string_view text, std::set<std::string, std::less<>>& found) {
  const auto is_name = [](char c) { return c == '_' || c == '-' || std::isalnum(static_cast<unsigned char>(c)); };
  constexpr std::string_view kStart = "data.aws_";
  for (auto at = text.find(kStart); at != std::string_view::npos; at = text.find(kStart, at + 1)) {
    auto end = at + kStart.size();
    while (end < text.size() && is_name(text[end])) ++end;
    if (end == text.size() || text[end] != '.') continue;
    for (++end; end < text.size() && is_name(text[end]);) ++end;
    found.emplace(text.substr(at, end - at));
  }
}

/// What a component makes, in order of creation.
File component_file(const platform::Graph& graph, const std::string& component, Origins& origins) {
  HclWriter hcl(graph);
  hcl.comment(kHeader);
  for (const auto& resource : graph.resources()) {
    if (resource.component != component || is_data(resource)) continue;
    hcl.blank_line();
    hcl.comment(origins.comment(resource.component, resource.origin));
    hcl.resource(resource);
  }
  return {"terraform/" + component + ".tf", hcl.take()};
}

/// Data sources by name, each with the components that read it.
File data_file(const platform::Graph& graph, const std::map<std::string, std::string>& readers) {
  std::vector<const platform::Resource*> all;
  for (const auto& resource : graph.resources())
    if (is_data(resource)) all.push_back(&resource);
  std::ranges::sort(all, {}, [](const platform::Resource* resource) { return resource->id; });
  HclWriter hcl(graph);
  hcl.comment(kHeader);
  for (const auto* resource : all) {
    hcl.blank_line();
    const auto found = readers.find(resource->id.to_string());
    hcl.comment(found == readers.end() ? resource->component : found->second);
    hcl.resource(*resource);
  }
  return {"terraform/data.tf", hcl.take()};
}

/// One file for each component; data sources are shared by whoever asks, so they stand together.
std::vector<File> resources(const platform::Graph& graph) {
  std::set<std::string> components;
  bool any_data = false;
  for (const auto& resource : graph.resources()) {
    if (is_data(resource))
      any_data = true;
    else
      components.insert(resource.component);
  }
  std::vector<File> files;
  std::map<std::string, std::string> readers;  // address of a data source → "batch, karpenter"
  Origins origins;
  for (const auto& component : components) {
    const auto& file = files.emplace_back(component_file(graph, component, origins));
    std::set<std::string, std::less<>> read;
    find_data_sources(file.text, read);
    for (const auto& address : read) {
      auto& text = readers[address];
      text += (text.empty() ? "" : ", ") + component;
    }
  }
  if (any_data) files.push_back(data_file(graph, readers));
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
  files.push_back(ignored());
  std::ranges::sort(files, {}, &File::path);
  return files;
}

}  // namespace slipway::render
