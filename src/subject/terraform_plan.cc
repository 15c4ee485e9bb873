#include "subject/terraform_plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace slipway::subject {
namespace {

constexpr std::size_t kMostResources = 100'000;
constexpr int kDeepestModule = 50;

const doc::Node& absent() {
  static const doc::Node node;
  return node;
}

/// `module.a["x"].aws_b.c[0]` without the instance keys: `module.a.aws_b.c`.
std::string plain(std::string_view address) {
  std::string out;
  bool quoted = false;
  int depth = 0;
  for (std::size_t i = 0; i < address.size(); ++i) {
    const char c = address[i];
    if (quoted && c == '\\') {
      ++i;
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (!quoted && c == '[') ++depth;
    if (depth == 0) out += c;
    if (!quoted && c == ']' && depth > 0) --depth;
  }
  return out;
}

std::string under(std::string_view module, std::string_view address) {
  return module.empty() ? std::string(address) : fmt::format("{}.{}", module, address);
}

/// All "references" below an expression.
void collect(const doc::Node& expression, std::vector<std::string_view>& into) {
  std::vector<const doc::Node*> waiting = {&expression};
  while (!waiting.empty()) {
    const doc::Node& node = *waiting.back();
    waiting.pop_back();
    for (const doc::Node& item : node.items()) waiting.push_back(&item);
    for (const doc::Member& member : node.members()) {
      if (member.key.text() == "references" && member.value.is_list()) {
        for (const doc::Node& reference : member.value.items()) into.push_back(reference.text());
      } else {
        waiting.push_back(&member.value);
      }
    }
  }
}

void step_into(const doc::Node& node, std::string_view name, std::vector<const doc::Node*>& into) {
  if (const doc::Node* found = node.find(name)) into.push_back(found);
  for (const doc::Node& item : node.items())
    if (const doc::Node* found = item.find(name)) into.push_back(found);
}

std::vector<std::string_view> references(const doc::Node& expressions, std::string_view argument) {
  std::vector<const doc::Node*> at = {&expressions};
  for (const std::string_view name : split(argument, '.')) {
    std::vector<const doc::Node*> next;
    for (const doc::Node* node : at) step_into(*node, name, next);
    at = std::move(next);
  }
  std::vector<std::string_view> out;
  for (const doc::Node* node : at) collect(*node, out);
  return out;
}

/// Whether a reference is to the resource or to something of it.
bool names(std::string_view reference, std::string_view resource) {
  return reference.starts_with(resource) && (reference.size() == resource.size() || reference[resource.size()] == '.' ||
                                             reference[resource.size()] == '[');
}

}  // namespace

bool TerraformPlan::looks_like_one(const doc::Node& root) {
  if (!root.is_map() || root.find("apiVersion")) return false;
  return root.find("planned_values") || (root.find("format_version") && root.find("terraform_version"));
}

TerraformPlan::TerraformPlan(doc::Document document, Diagnostics& diagnostics) : document_(std::move(document)) {
  const std::string_view format = root()["format_version"].text();
  if (!root()["planned_values"].is_map()) {
    diagnostics.error("TF001", root().where(),
                      root().find("values")    ? "this is Terraform's state, not a plan"
                      : looks_like_one(root()) ? "this plan has no planned_values"
                                               : "this is not what terraform show -json prints of a plan",
                      "terraform plan -out=FILE, then terraform show -json FILE");
    return;
  }
  if (!format.empty() && !format.starts_with("1.") && !format.starts_with("0."))
    diagnostics.error("TF001", root()["format_version"].where(),
                      fmt::format("a plan of the unknown format {}", printable(format)),
                      "use a slipway that knows it, or an older Terraform");
  read_modules(root()["planned_values"]["root_module"], diagnostics);
  for (std::size_t i = 0; i < resources_.size(); ++i) by_address_.emplace(plain(resources_[i].address), i);
  read_configuration();
  for (const doc::Member& provider : root()["configuration"]["provider_config"].members()) {
    if (provider.value["name"].text() != "aws") continue;
    const std::string_view region = provider.value["expressions"]["region"]["constant_value"].text();
    if (region_.empty() || provider.key.text() == "aws") region_ = region;
  }
}

void TerraformPlan::read_modules(const doc::Node& planned, Diagnostics& diagnostics) {
  struct Waiting {
    const doc::Node* module;
    int depth;
  };
  std::vector<Waiting> waiting = {{&planned, 0}};
  while (!waiting.empty()) {
    const auto [module, depth] = waiting.back();
    waiting.pop_back();
    const std::string address = plain((*module)["address"].text());
    for (const doc::Node& one : (*module)["resources"].items()) {
      if (resources_.size() == kMostResources) {
        diagnostics.error("TF001", one.where(), "too many resources in one plan");
        return;
      }
      if (one["type"].text().empty() || one["address"].text().empty()) {
        diagnostics.error("TF001", one.where(), "a resource of this plan has no type or no address");
        continue;
      }
      const doc::Node* values = one.find("values");
      resources_.push_back({one["address"].text(), one["type"].text(), one["name"].text(), one["mode"].text(), address,
                            &one, values ? values : &absent(), &absent(), &absent()});
    }
    if (depth == kDeepestModule) continue;
    const auto below = (*module)["child_modules"].items();
    for (std::size_t i = below.size(); i-- > 0;) waiting.push_back({&below[i], depth + 1});
  }
}

void TerraformPlan::read_configuration() {
  struct Waiting {
    const doc::Node* module;
    std::string address;
    int depth;
  };
  std::vector<Waiting> waiting = {{&root()["configuration"]["root_module"], "", 0}};
  while (!waiting.empty()) {
    const Waiting here = std::move(waiting.back());
    waiting.pop_back();
    for (const doc::Node& one : (*here.module)["resources"].items()) {
      const auto [from, to] = by_address_.equal_range(under(here.address, one["address"].text()));
      if (const doc::Node* expressions = one.find("expressions"))
        for (auto at = from; at != to; ++at) resources_[at->second].expressions = expressions;
    }
    for (const doc::Member& call : (*here.module)["module_calls"].members()) {
      const std::string address = under(here.address, "module." + std::string(call.key.text()));
      const doc::Node* expressions = call.value.find("expressions");
      module_calls_.push_back({address, call.key.text(), call.value["source"].text(),
                               call.value["version_constraint"].text(), &call.value,
                               expressions ? expressions : &absent()});
      if (here.depth < kDeepestModule && module_calls_.size() < kMostResources)
        waiting.push_back({&call.value["module"], address, here.depth + 1});
    }
  }
  std::map<std::string_view, const doc::Node*> changes;
  for (const doc::Node& one : root()["resource_changes"].items()) changes[one["address"].text()] = &one["change"];
  for (PlannedResource& one : resources_)
    if (const auto found = changes.find(one.address); found != changes.end()) one.change = found->second;
}

std::vector<const PlannedResource*> TerraformPlan::of_type(std::string_view type) const {
  std::vector<const PlannedResource*> out;
  for (const PlannedResource& one : resources_)
    if (one.type == type) out.push_back(&one);
  return out;
}

const PlannedResource* TerraformPlan::find(std::string_view address) const {
  const auto [from, to] = by_address_.equal_range(plain(address));
  for (auto at = from; at != to; ++at)
    if (resources_[at->second].address == address) return &resources_[at->second];
  return from == to ? nullptr : &resources_[from->second];
}

std::vector<const PlannedResource*> TerraformPlan::referred(const PlannedResource& from,
                                                            std::string_view argument) const {
  std::set<std::size_t> found;
  for (const std::string_view reference : references(*from.expressions, argument)) {
    // "aws_kms_key.eks.arn" names aws_kms_key.eks, "data.aws_a.b.c" data.aws_a.b
    const auto parts = split(reference, '.');
    const std::size_t count = !parts.empty() && parts[0] == "data" ? 3 : 2;
    if (parts.size() < count) continue;
    std::string address;
    for (std::size_t i = 0; i < count; ++i) address += (i ? "." : "") + std::string(parts[i]);
    const auto [begin, end] = by_address_.equal_range(under(from.module, plain(address)));
    for (auto at = begin; at != end; ++at) found.insert(at->second);
  }
  std::vector<const PlannedResource*> out;
  for (const std::size_t index : found) out.push_back(&resources_[index]);
  return out;
}

std::vector<const PlannedResource*> TerraformPlan::referring(const PlannedResource& to) const {
  const std::string whole = plain(to.address);
  const std::string_view address = std::string_view(whole).substr(to.module.empty() ? 0 : to.module.size() + 1);
  std::vector<const PlannedResource*> out;
  for (const PlannedResource& one : resources_) {
    if (one.module != to.module || &one == &to) continue;
    std::vector<std::string_view> all;
    collect(*one.expressions, all);
    if (std::ranges::any_of(all, [&](std::string_view reference) { return names(reference, address); }))
      out.push_back(&one);
  }
  return out;
}

}  // namespace slipway::subject
