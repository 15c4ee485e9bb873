#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

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
struct Throughputs {
  std::string_view deployment, storage;
  std::array<std::int64_t, 4> values;  // 0: no more
};
constexpr auto kThroughputs = std::to_array<Throughputs>({{"PERSISTENT_1", "SSD", {50, 100, 200, 0}},
                                                          {"PERSISTENT_1", "HDD", {12, 40, 0, 0}},
                                                          {"PERSISTENT_2", "SSD", {125, 250, 500, 1000}}});

struct Said {
  std::string_view text;  // "" not said, or not known
  SourceRange where;
};
struct Lustre {
  Said deployment, storage, throughput, capacity;
};

/// "125, 250, 500 or 1000"
std::string listed(const Throughputs& row) {
  std::string out;
  const auto count = static_cast<std::size_t>(std::ranges::find(row.values, 0) - row.values.begin());
  for (std::size_t i = 0; i < count; ++i)
    out += (i == 0 ? "" : i + 1 == count ? " or " : ", ") + std::to_string(row.values[i]);
  return out;
}

/// The next size that the API takes, in GiB; the same when it takes it.
std::int64_t next_size(std::int64_t gib, std::string_view deployment) {
  const std::int64_t step = deployment == "SCRATCH_1" ? 3600 : 2400;
  if (gib <= 1200) return 1200;
  if (gib <= 2400) return 2400;
  return (gib + step - 1) / step * step;
}

void judge(const Lustre& one, Findings& findings) {
  const std::string_view storage = one.storage.text.empty() ? "SSD" : one.storage.text;
  if (const auto throughput = whole_number(one.throughput.text)) {
    const auto row = std::ranges::find_if(kThroughputs, [&](const Throughputs& each) {
      return each.deployment == one.deployment.text && each.storage == storage;
    });
    if (one.deployment.text.starts_with("SCRATCH")) {
      findings.say(one.throughput.where, fmt::format("{} has no throughput to choose", one.deployment.text),
                   "its 200 MB/s a TiB are fixed", "take it out, or take PERSISTENT_2");
    } else if (row != kThroughputs.end() && std::ranges::find(row->values, *throughput) == row->values.end()) {
      findings.say(
          one.throughput.where,
          fmt::format("{} of {} has no throughput of {} MB/s a TiB", row->deployment, row->storage, *throughput), "",
          fmt::format("write {}", listed(*row)));
    }
  }
  if (const auto capacity = whole_number(one.capacity.text); capacity && storage == "SSD" && *capacity > 0) {
    const std::int64_t next = next_size(*capacity, one.deployment.text);
    if (next != *capacity)
      findings.say(one.capacity.where, fmt::format("FSx for Lustre has no file system of {} GiB", *capacity),
                   "1200, 2400 or a multiple of 2400", fmt::format("the next larger is {}", next));
  }
}

void check_plan(const Plan& plan, Findings& findings) {
  for (const PlannedResource* resource : plan.of("aws_fsx_lustre_file_system")) {
    const auto said = [&](std::string_view name) -> Said {
      const Node& value = (*resource)[name];
      return {text_of(value), place(*resource, value)};
    };
    judge(
        {said("deployment_type"), said("storage_type"), said("per_unit_storage_throughput"), said("storage_capacity")},
        findings);
    const Node& subnets = (*resource)["subnet_ids"];
    if (subnets.size() > 1)
      findings.say(place(*resource, subnets), "a file system of FSx for Lustre in several subnets",
                   "it stands in one zone", "name one subnet: that of the nodes that read most");
  }
}

void check_lustre(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) check_plan(plan, findings);
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem* top : text.resources("aws_fsx_lustre_file_system")) {
      const auto said = [&](std::string_view name) -> Said {
        const subject::TerraformItem* item = top->find(name);
        return item && !item->is_block ? Said{item->text, item->value_where} : Said{};
      };
      judge({said("deployment_type"), said("storage_type"), said("per_unit_storage_throughput"),
             said("storage_capacity")},
            findings);
    }
  for (const kube::Object* object : subject.of_kind("StorageClass")) {
    if (!is_text((*object->node)["provisioner"], "fsx.csi.aws.com")) continue;
    const auto said = [&](std::string_view name) -> Said {
      const Node& value = (*object->node)["parameters"][name];
      return {text_of(value), value.where()};
    };
    judge({said("deploymentType"), said("storageType"), said("perUnitStorageThroughput"), {}}, findings);
  }
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
