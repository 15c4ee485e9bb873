#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/text.h"
#include "rules/plans/plan.h"
#include "rules/reading.h"
#include "rules/rule.h"

/// File systems of FSx for Lustre, wherever they are asked for: plans, Terraform text, classes of the CSI driver.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// FSx API CreateFileSystemLustreConfiguration (PerUnitStorageThroughput), MB/s for each TiB.
constexpr std::int64_t kOfSsd1[] = {50, 100, 200}, kOfHdd1[] = {12, 40}, kOfSsd2[] = {125, 250, 500, 1000};
struct Throughputs {
  std::string_view deployment, storage;
  std::span<const std::int64_t> values;
};
constexpr Throughputs kThroughputs[] = {
    {"PERSISTENT_1", "SSD", kOfSsd1}, {"PERSISTENT_1", "HDD", kOfHdd1}, {"PERSISTENT_2", "SSD", kOfSsd2}};

/// FSx API CreateFileSystem (StorageCapacity), GiB: a few small sizes, then the multiples of a step.
constexpr std::int64_t kSmall[] = {1200, 2400};
struct Sizes {
  std::string_view deployment, storage, throughput;  // throughput: "" any
  std::span<const std::int64_t> small;
  std::int64_t step;
};
constexpr Sizes kSizes[] = {
    {"SCRATCH_1", "SSD", "", kSmall, 3600},    {"SCRATCH_2", "SSD", "", kSmall, 2400},
    {"PERSISTENT_1", "SSD", "", kSmall, 2400}, {"PERSISTENT_2", "SSD", "", kSmall, 2400},
    {"PERSISTENT_1", "HDD", "12", {}, 6000},   {"PERSISTENT_1", "HDD", "40", {}, 1800},
};
constexpr std::int64_t kBeyondAll = 1'000'000'000;  // GiB

/// What an argument says: as written where that is a plain value, `otherwise` where nothing is, "" when it is not
/// known.
struct Said {
  std::string_view text;
  SourceRange where;
};
struct Lustre {
  Said deployment, storage, throughput, capacity;
};

/// "125, 250, 500 or 1000"
std::string listed(std::span<const std::int64_t> values) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i)
    out += (i == 0 ? "" : i + 1 == values.size() ? " or " : ", ") + std::to_string(values[i]);
  return out;
}

/// The next size that the API takes; the same when it takes it.
std::int64_t next_size(std::int64_t gib, const Sizes& sizes) {
  for (const std::int64_t small : sizes.small)
    if (gib <= small) return small;
  return std::max<std::int64_t>(1, (gib + sizes.step - 1) / sizes.step) * sizes.step;
}

void judge_throughput(const Lustre& one, Findings& findings) {
  const auto throughput = whole_number(one.throughput.text);
  if (!throughput) return;
  const auto row = std::ranges::find_if(kThroughputs, [&](const Throughputs& each) {
    return each.deployment == one.deployment.text && each.storage == one.storage.text;
  });
  if (one.deployment.text.starts_with("SCRATCH")) {
    findings.say(one.throughput.where, fmt::format("{} has no throughput to choose", one.deployment.text),
                 "its 200 MB/s a TiB are fixed", "take it out, or take PERSISTENT_2");
  } else if (row != std::end(kThroughputs) && std::ranges::find(row->values, *throughput) == row->values.end()) {
    findings.say(one.throughput.where,
                 fmt::format("{} of {} has no throughput of {} MB/s a TiB", row->deployment, row->storage, *throughput),
                 "", fmt::format("write {}", listed(row->values)));
  }
}

void judge_size(const Lustre& one, Findings& findings) {
  const auto capacity = whole_number(one.capacity.text);
  const auto row = std::ranges::find_if(kSizes, [&](const Sizes& each) {
    return each.deployment == one.deployment.text && each.storage == one.storage.text &&
           (each.throughput.empty() || each.throughput == one.throughput.text);
  });
  if (!capacity || row == std::end(kSizes)) return;
  const bool is_beyond_all = *capacity > kBeyondAll;
  const std::int64_t next = is_beyond_all ? kBeyondAll : next_size(*capacity, *row);
  if (next == *capacity) return;
  std::string sizes;
  for (const std::int64_t small : row->small) sizes += fmt::format("{}, ", small);
  if (!sizes.empty()) sizes.replace(sizes.size() - 2, 2, " or ");
  findings.say(one.capacity.where,
               fmt::format("FSx for Lustre has no {} of {} of {} GiB", row->deployment, row->storage, *capacity),
               fmt::format("{}a multiple of {}", sizes, row->step),
               is_beyond_all ? std::string() : fmt::format("the next larger is {}", next));
}

void judge(const Lustre& one, Findings& findings) {
  judge_throughput(one, findings);
  judge_size(one, findings);
}

void say_subnets(SourceRange where, Findings& findings) {
  findings.say(where, "a file system of FSx for Lustre in several subnets", "it stands in one zone",
               "name one subnet: that of the nodes that read most");
}

/// Of a planned one the provider has written its defaults: what is not there is known after the apply.
void check_plan(const Plan& plan, Findings& findings) {
  for (const PlannedResource* resource : plan.of("aws_fsx_lustre_file_system")) {
    const auto said = [&](std::string_view name, std::string_view otherwise = {}) -> Said {
      const Node& value = (*resource)[name];
      return {value.is_null() ? otherwise : text_of(value), place(*resource, value)};
    };
    judge({said("deployment_type"), said("storage_type", "SSD"), said("per_unit_storage_throughput"),
           said("storage_capacity")},
          findings);
    const Node& subnets = (*resource)["subnet_ids"];
    if (subnets.size() > 1) say_subnets(place(*resource, subnets), findings);
  }
}

/// Whether a list as it is written has more than one item. What it is reckoned of may be any number.
bool has_several(std::string_view list) {
  list = trim(list);
  if (list.size() < 2 || list.front() != '[' || list.back() != ']') return false;
  list = trim(list.substr(1, list.size() - 2));
  if (list.starts_with("for ")) return false;
  std::string open;  // brackets, and the quotes of texts, which may have ${…} in them
  bool is_behind_comma = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const char c = list[i];
    if (open.ends_with('"')) {
      if (c == '\\') ++i;
      if (c == '"') open.pop_back();
      if (c == '$' && list.substr(i + 1).starts_with('{')) open += list[++i];
      continue;
    }
    if (c == '#' || list.substr(i).starts_with("//")) {
      i = std::min(list.find('\n', i), list.size());
      continue;
    }
    if (open.empty() && c == ',')
      is_behind_comma = true;
    else if (is_behind_comma && c != ' ' && c != '\t' && c != '\r' && c != '\n')
      return true;
    if (c == '"' || c == '[' || c == '(' || c == '{') open += c;
    if ((c == ']' || c == ')' || c == '}') && !open.empty()) open.pop_back();
  }
  return false;
}

void check_text(const subject::TerraformItem& resource, Findings& findings) {
  const bool is_restored = resource.find("backup_id") != nullptr;  // then its backup says what is not written
  const auto said = [&](std::string_view name, std::string_view otherwise) -> Said {
    const subject::TerraformItem* item = resource.find(name);
    if (!item) return {is_restored ? std::string_view() : otherwise, {}};
    return item->is_block ? Said{} : Said{item->text, item->value_where};
  };
  judge({said("deployment_type", "SCRATCH_1"), said("storage_type", "SSD"), said("per_unit_storage_throughput", ""),
         said("storage_capacity", "")},
        findings);
  if (const subject::TerraformItem* subnets = resource.find("subnet_ids"); subnets && has_several(subnets->text))
    say_subnets(subnets->value_where, findings);
}

/// Parameters of the CSI driver; the size is the claim's, which it rounds up.
void check_class(const kube::Object& object, Findings& findings) {
  const Node& parameters = (*object.node)["parameters"];
  const auto said = [&](std::string_view name, std::string_view otherwise) -> Said {
    const Node& value = parameters[name];
    return {value.is_null() ? otherwise : text_of(value), value.where()};
  };
  judge({said("deploymentType", "SCRATCH_1"), said("storageType", "SSD"), said("perUnitStorageThroughput", ""), {}},
        findings);
}

void check_lustre(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) check_plan(plan, findings);
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem* one : text.resources("aws_fsx_lustre_file_system")) check_text(*one, findings);
  for (const kube::Object* object : subject.of_kind("StorageClass"))
    if (is_text((*object->node)["provisioner"], "fsx.csi.aws.com")) check_class(*object, findings);
}

constexpr Rule kRules[] = {
    {"FSX002", "", Severity::Error, "a file system that FSx for Lustre does not make",
     "CreateFileSystem refuses another throughput than the deployment type has, another size, and more than one "
     "subnet. "
     "The driver asks for it when a claim comes: the claim stays pending.",
     "PERSISTENT_2: perUnitStorageThroughput 125, 250, 500 or 1000; 1200 GiB or a multiple of 2400; one subnet",
     "FSx API, CreateFileSystem and CreateFileSystemLustreConfiguration", check_lustre},
};

}  // namespace

std::span<const Rule> lustre_rules() { return kRules; }

}  // namespace slipway::rules
