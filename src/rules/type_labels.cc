#include "rules/type_labels.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/text.h"
#include "rules/reading.h"
#include "subject/filled_in.h"

namespace slipway::rules {
namespace {

constexpr std::string_view kKarpenter = "karpenter.k8s.aws/instance-";
constexpr std::string_view kAutoMode = "eks.amazonaws.com/instance-";
constexpr std::string_view kInstanceType = "node.kubernetes.io/instance-type";

std::string number(std::optional<int> figure) { return figure ? std::to_string(*figure) : std::string(); }
std::string positive(int figure) { return figure > 0 ? std::to_string(figure) : std::string(); }

std::string hyphenated(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, ' ', '-');
  return out;
}

std::optional<long> whole(std::string_view text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool compares(std::string_view label, std::string_view op, const doc::Node& values) {
  if (values.items().size() != 1) return true;  // the API server refuses it: nothing is known
  const auto have = whole(label), bound = whole(text_of(values.items()[0]));
  if (!bound) return true;
  if (!have) return false;
  if (op == "Gt") return *have > *bound;
  if (op == "Lt") return *have < *bound;
  if (op == "Gte") return *have >= *bound;
  return *have <= *bound;
}

}  // namespace

std::string_view instance_word(std::string_view key) {
  if (key.starts_with(kKarpenter)) return key.substr(kKarpenter.size());
  if (key.starts_with(kAutoMode)) return key.substr(kAutoMode.size());
  return {};
}

bool is_type_label(std::string_view key) {
  static constexpr std::string_view kWords[] = {"category",
                                                "family",
                                                "size",
                                                "generation",
                                                "hypervisor",
                                                "cpu",
                                                "cpu-manufacturer",
                                                "memory",
                                                "gpu-name",
                                                "gpu-manufacturer",
                                                "gpu-count",
                                                "gpu-memory",
                                                "accelerator-name",
                                                "accelerator-manufacturer",
                                                "accelerator-count",
                                                "local-nvme",
                                                "network-bandwidth",
                                                "ebs-bandwidth"};
  if (key == kInstanceType || key == "kubernetes.io/arch") return true;
  const std::string_view word = instance_word(key);
  return !word.empty() && std::ranges::find(kWords, word) != std::end(kWords);
}

std::string type_label(const catalog::InstanceType& type, std::string_view key) {
  if (key == kInstanceType) return std::string(type.name);
  if (key == "kubernetes.io/arch") return std::string(type.arch);
  const std::string_view word = instance_word(key);
  if (word == "family") return std::string(type.family);
  if (word == "size") return std::string(type.size);
  if (word == "category") return std::string(type.category);
  if (word == "generation") return std::string(type.generation);
  if (word == "hypervisor") return std::string(type.hypervisor);
  if (word == "cpu") return number(type.vcpus);
  if (word == "cpu-manufacturer") return std::string(type.cpu_manufacturer);
  if (word == "memory") return number(type.memory_mib);
  if (word == "gpu-name") return hyphenated(type.gpu_name);
  if (word == "gpu-manufacturer") return hyphenated(type.gpu_manufacturer);
  if (word == "gpu-count") return positive(type.gpus);
  if (word == "gpu-memory") return number(type.gpu_memory_mib);
  if (word == "accelerator-name") return hyphenated(type.accelerator_name);
  if (word == "accelerator-manufacturer") return hyphenated(type.accelerator_manufacturer);
  if (word == "accelerator-count") return positive(type.accelerators);
  if (word == "local-nvme") return positive(type.local_nvme_gb);
  if (word == "network-bandwidth") return number(type.network_mbps);
  if (word == "ebs-bandwidth") return number(type.ebs_mbps);
  return {};
}

std::set<std::string> type_labels(std::string_view key) {
  std::set<std::string> labels;
  for (const catalog::InstanceType& type : catalog::instance_types())
    if (std::string label = type_label(type, key); !label.empty()) labels.insert(std::move(label));
  return labels;
}

bool admits(const doc::Node& requirement, const catalog::InstanceType& type) {
  const std::string_view key = text_of(requirement["key"]);
  if (!is_type_label(key)) return true;
  const std::string_view op = text_of(requirement["operator"]);
  const doc::Node& values = requirement["values"];
  const std::string label = type_label(type, key);
  if (op == "In") return !label.empty() && holds(values, label);
  if (op == "NotIn") return label.empty() || !holds(values, label);
  if (op == "Exists") return !label.empty();
  if (op == "DoesNotExist") return label.empty();
  if (op == "Gt" || op == "Lt" || op == "Gte" || op == "Lte") return compares(label, op, values);
  return true;
}

namespace {
bool is_filled_in(const doc::Node& value) { return subject::filler_of(text_of(value)) != subject::Filler::Nobody; }
}  // namespace

std::string_view meant_value(std::string_view written, std::span<const std::string_view> known) {
  constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {{"x86_64", "amd64"},  {"x86-64", "amd64"},
                                                                           {"x64", "amd64"},     {"x86", "amd64"},
                                                                           {"aarch64", "arm64"}, {"win", "windows"}};
  for (const auto& [other, name] : kOtherNames)
    if (ascii_lower(written) == other && std::ranges::count(known, name) > 0) return name;
  return near_miss(written, known).value_or(std::string_view());
}

std::vector<const catalog::InstanceType*> admitted_types(const doc::Node& requirements) {
  std::vector<const doc::Node*> items;
  for (const doc::Node& one : requirements.items())
    if (std::ranges::none_of(one["values"].items(), is_filled_in)) items.push_back(&one);  // else any type may meet it
  std::vector<const catalog::InstanceType*> out;
  const auto take = [&](const catalog::InstanceType& type) {
    if (std::ranges::all_of(items, [&](const doc::Node* one) { return admits(*one, type); })) out.push_back(&type);
  };
  // A list of names or families saves looking at all 1,435.
  for (const bool by_name : {true, false}) {
    for (const doc::Node* one : items) {
      const std::string_view key = text_of((*one)["key"]);
      if (!is_text((*one)["operator"], "In") || (by_name ? key != kInstanceType : instance_word(key) != "family"))
        continue;
      for (const doc::Node& value : (*one)["values"].items()) {
        if (by_name) {
          if (const auto* type = catalog::find_instance_type(text_of(value))) take(*type);
        } else {
          for (const catalog::InstanceType& type : catalog::types_of_family(text_of(value))) take(type);
        }
      }
      std::ranges::sort(out, {}, [](const catalog::InstanceType* type) { return type->name; });
      const auto repeated = std::ranges::unique(out);
      out.erase(repeated.begin(), repeated.end());
      return out;
    }
  }
  for (const catalog::InstanceType& type : catalog::instance_types()) take(type);
  return out;
}

}  // namespace slipway::rules
