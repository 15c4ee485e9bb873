#include <fmt/core.h>

#include <charconv>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "base/ascii.h"
#include "base/text.h"
#include "catalog/ebs_volume_types.h"
#include "rules/plans/plan.h"
#include "rules/reading.h"
#include "rules/rule.h"

/// Volumes of EBS that EC2 does not make, whoever asks for them: node classes, launch templates, Terraform, eksctl,
/// StorageClasses.
namespace slipway::rules {
namespace {

using catalog::EbsVolumeType;
using doc::Node;
using subject::Subject;
using subject::TerraformItem;

/// A field of a volume. What is said by an expression is said, and its value nobody knows.
struct Said {
  std::string_view text = {};
  SourceRange where = {};
  bool is_there = false;

  bool is_known() const { return !text.empty(); }
};

struct Volume {
  Said type = {}, size = {}, iops = {}, throughput = {};
  SourceRange where = {};              // of what has no field of its own
  std::string owner = {};              // "EC2NodeClass gpu"
  std::string_view default_type = {};  // what no type means; "" not known
  bool is_in_gib = false;              // the size is a number of GiB, not a quantity
  bool may_be_computed = false;        // numbers may be what EC2 answered, not what somebody wrote
  bool is_cut_to_fit = false;          // the EBS driver cuts IOPS down to what the type has
  bool has_iops_otherwise = false;     // by the size
};

std::optional<double> number(const Said& said) {
  double value = 0;
  const char* const end = said.text.data() + said.text.size();
  const auto [stop, error] = std::from_chars(said.text.data(), end, value);
  return said.is_known() && error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

std::optional<double> gib_of(const Volume& volume) {
  if (volume.is_in_gib) return number(volume.size);
  const auto quantity = kube::Quantity::parse(volume.size.text);
  if (!volume.size.is_known() || !quantity) return std::nullopt;
  return quantity->approximate() / (1 << 30);
}

std::string_view a_or_an(std::string_view name) { return name.starts_with("i") ? "an" : "a"; }

void judge_size(const EbsVolumeType& type, const Volume& volume, Findings& findings) {
  const auto size = gib_of(volume);
  if (!size || (*size >= static_cast<double>(type.least_gib) && *size <= static_cast<double>(type.most_gib))) return;
  // The driver rounds a claim up, and so does Karpenter what is less than a GiB.
  if (*size > 0 && *size < 1 && type.least_gib == 1) return;
  findings.say(volume.size.where,
               fmt::format("{} {} volume has {} to {} GiB, not {}", a_or_an(type.name), type.name, type.least_gib,
                           type.most_gib, short_number(*size)),
               volume.owner);
}

void judge_iops(const EbsVolumeType& type, const Volume& volume, Findings& findings) {
  const auto iops = number(volume.iops);
  if (!type.takes_iops()) {
    if (volume.iops.is_there && !volume.may_be_computed && iops.value_or(1) != 0)
      findings.say(volume.iops.where, fmt::format("{} takes no IOPS: they follow from its size", type.name),
                   volume.owner, "leave iops out, or take gp3");
    return;
  }
  const bool is_needed = !type.takes_throughput();  // gp3 has some of its own
  if (is_needed && !volume.iops.is_there && !volume.has_iops_otherwise && !volume.may_be_computed) {
    // What a driver adds of its own another release may.
    findings.say(volume.is_cut_to_fit ? Severity::Warning : Severity::Error,
                 volume.type.is_there ? volume.type.where : volume.where,
                 fmt::format("{} needs a number of IOPS, and none is said", type.name), volume.owner,
                 fmt::format("say iops, {} to {}", type.least_iops, type.most_iops));
    return;
  }
  if (!iops || *iops == 0) return;
  const bool is_more = *iops > static_cast<double>(type.most_iops);
  if (*iops < static_cast<double>(type.least_iops) || is_more) {
    const bool is_cut = is_more && volume.is_cut_to_fit;
    findings.say(
        is_cut ? Severity::Warning : Severity::Error, volume.iops.where,
        fmt::format("{} takes {} to {} IOPS, not {}", type.name, type.least_iops, type.most_iops, volume.iops.text),
        is_cut ? "the driver cuts them down without a word" : volume.owner);
    return;
  }
  const auto size = gib_of(volume);
  if (!size || *size <= 0) return;
  const std::int64_t most = type.most_iops_of(static_cast<std::int64_t>(std::min(*size, 1e6)));
  if (*iops > static_cast<double>(most))
    findings.say(volume.iops.where,
                 fmt::format("{} IOPS of a volume of {}{}: {} has {} a GiB", volume.iops.text, volume.size.text,
                             volume.is_in_gib ? " GiB" : "", type.name, type.iops_per_gib),
                 fmt::format("at most {} here", most));
}

void judge_throughput(const EbsVolumeType& type, const Volume& volume, Findings& findings) {
  const auto throughput = number(volume.throughput);
  if (!type.takes_throughput()) {
    if (volume.throughput.is_there && !volume.may_be_computed && throughput.value_or(1) != 0)
      findings.say(volume.throughput.where, fmt::format("{} takes no throughput: it follows from its IOPS", type.name),
                   volume.owner, "leave throughput out, or take gp3");
    return;
  }
  if (!throughput || *throughput == 0) return;
  if (*throughput < static_cast<double>(type.least_throughput) ||
      *throughput > static_cast<double>(type.most_throughput)) {
    findings.say(volume.throughput.where,
                 fmt::format("{} takes a throughput of {} to {} MiB/s, not {}", type.name, type.least_throughput,
                             type.most_throughput, volume.throughput.text),
                 volume.owner);
    return;
  }
  if ((volume.iops.is_there && !number(volume.iops)) || volume.has_iops_otherwise) return;
  const double iops = number(volume.iops).value_or(static_cast<double>(type.least_iops));
  if (*throughput * static_cast<double>(type.iops_per_throughput) > std::max(iops, 0.0) && iops > 0)
    findings.say(volume.throughput.where,
                 fmt::format("{} MiB/s of {} IOPS: {} gives at most 0.25 MiB/s for each", volume.throughput.text,
                             short_number(iops), type.name),
                 fmt::format("at most {} here", short_number(iops / static_cast<double>(type.iops_per_throughput))),
                 fmt::format("set iops to {} or more",
                             short_number(*throughput * static_cast<double>(type.iops_per_throughput))));
}

void judge(const Volume& volume, Findings& findings) {
  if (volume.type.is_there && !volume.type.is_known()) return;
  const std::string_view name = volume.type.is_there ? volume.type.text : volume.default_type;
  if (name.empty()) return;
  const EbsVolumeType* type = catalog::find_ebs_volume_type(name);
  if (!type) {
    std::string names;
    for (const EbsVolumeType& one : catalog::ebs_volume_types())
      names += (names.empty() ? "" : ", ") + std::string(one.name);
    findings.say(volume.type.where, fmt::format("EBS has no volume type '{}'", printable(name)),
                 fmt::format("there are {}", names));
    return;
  }
  judge_size(*type, volume, findings);
  judge_iops(*type, volume, findings);
  judge_throughput(*type, volume, findings);
}

// ---- where volumes are asked for -----------------------------------------------------------------------------------

Said said(const Node& node) {
  if (node.is_null()) return {};
  return {text_of(node), node.where(), true};
}

Volume of_node_class(const kube::Object& owner, const Node& ebs) {
  Volume volume{said(ebs["volumeType"]), said(ebs["volumeSize"]), said(ebs["iops"]), said(ebs["throughput"])};
  volume.where = ebs.where();
  volume.owner = title_of(owner);
  volume.default_type = "gp3";
  return volume;
}

/// An argument of a planned resource's block. One that is in the plan and in no configuration was computed.
Said said(const Node& values, const Node& expressions, std::string_view argument) {
  if (Said value = said(values[argument]); value.is_there) return value;
  const Node& expression = expressions[argument];
  return {{}, expression.where(), !expression.is_absent()};
}

Volume planned(const PlannedResource& resource, const Node& values, const Node& expressions, std::string_view type,
               std::string_view size) {
  Volume volume{said(values, expressions, type), said(values, expressions, size), said(values, expressions, "iops"),
                said(values, expressions, "throughput")};
  volume.where = values.where();
  volume.owner = std::string(resource.address);
  volume.is_in_gib = true;
  const auto is_computed = [&](const Said& one, std::string_view name) {
    return one.is_there && !resource.expressions->is_absent() && expressions[name].is_absent();
  };
  volume.may_be_computed = is_computed(volume.iops, "iops") || is_computed(volume.throughput, "throughput");
  return volume;
}

/// What Terraform's text says: plain values are known, expressions are not.
Said said(const TerraformItem& block, std::string_view argument) {
  const TerraformItem* item = block.find(argument);
  if (!item || item->is_block || item->text == "null") return {};
  const bool is_plain = item->is_text
                            ? item->text.find("${") == std::string::npos
                            : !item->text.empty() && item->text.find_first_not_of("0123456789.") == std::string::npos;
  return {is_plain ? std::string_view(item->text) : std::string_view(), item->value_where, true};
}

Volume written(const TerraformItem& block, std::string_view type, std::string_view size) {
  Volume volume{said(block, type), said(block, size), said(block, "iops"), said(block, "throughput")};
  volume.where = block.where;
  volume.is_in_gib = true;
  return volume;
}

/// Calls `visit` for an item and all those in it.
void walk(const TerraformItem& item, const std::function<void(const TerraformItem&)>& visit) {
  visit(item);
  for (const TerraformItem& inner : item.items) walk(inner, visit);
}

void judge_text(const subject::TerraformText& text, Findings& findings) {
  for (const TerraformItem& top : text.items) {
    if (top.is("resource", "aws_ebs_volume")) {
      Volume volume = written(top, "type", "size");
      volume.default_type = "gp2";
      volume.owner = "aws_ebs_volume";
      judge(volume, findings);
      continue;
    }
    if (!top.is_block ||
        (top.name != "module" && !top.is("resource", "aws_launch_template") && !top.is("resource", "aws_instance")))
      continue;
    walk(top, [&](const TerraformItem& item) {
      if (item.items.empty() ||
          (item.name != "ebs" && item.name != "root_block_device" && item.name != "ebs_block_device"))
        return;
      Volume volume = written(item, "volume_type", "volume_size");
      volume.owner = top.name == "module" ? "module" : top.labels[0];
      judge(volume, findings);
    });
  }
}

void judge_plan(const Plan& plan, Findings& findings) {
  const Node absent;
  for (const PlannedResource* resource : plan.of("aws_ebs_volume")) {
    Volume volume = planned(*resource, *resource->values, *resource->expressions, "type", "size");
    volume.default_type = volume.may_be_computed ? "" : "gp2";
    judge(volume, findings);
  }
  for (const std::string_view type : {"aws_launch_template", "aws_instance"})
    for (const PlannedResource* resource : plan.of(type))
      for (const std::string_view name : {"block_device_mappings", "root_block_device", "ebs_block_device"}) {
        const auto configured = blocks(*resource->expressions, name);
        std::size_t index = 0;
        for (const Node& device : blocks(*resource->values, name)) {
          const Node& expressions = index < configured.size() ? configured[index] : absent;
          ++index;
          const bool is_nested = name == "block_device_mappings";
          const Node& values = is_nested ? block(device, "ebs") : device;
          if (values.is_map())
            judge(planned(*resource, values, is_nested ? block(expressions, "ebs") : expressions, "volume_type",
                          "volume_size"),
                  findings);
        }
      }
}

/// A parameter of a StorageClass, whatever its case.
Said parameter(const Node& parameters, std::string_view name) {
  for (const doc::Member& one : parameters.members())
    if (one.key.text().size() == name.size() && ascii_lower(one.key.text()) == name) return said(one.value);
  return {};
}

void judge_storage_class(const kube::Object& object, Findings& findings) {
  const std::string_view provisioner = text_of((*object.node)["provisioner"]);
  if (provisioner != "ebs.csi.aws.com" && provisioner != "ebs.csi.eks.amazonaws.com") return;
  const Node& parameters = (*object.node)["parameters"];
  Volume volume{parameter(parameters, "type"), {}, parameter(parameters, "iops"), parameter(parameters, "throughput")};
  const Said by_size = parameter(parameters, "iopspergb");
  for (const Said& one : {volume.iops, volume.throughput, by_size})
    if (one.is_there && (!number(one) || one.text.find('.') != std::string_view::npos))
      findings.say(one.where, fmt::format("'{}' is no whole number", printable(one.text)), title_of(object));
  if (volume.iops.is_there && by_size.is_there)
    findings.say(by_size.where, "iops and iopsPerGB: the driver takes one of them", title_of(object));
  volume.where = object.node->where();
  volume.owner = title_of(object);
  volume.default_type = "gp3";
  volume.is_cut_to_fit = true;
  volume.has_iops_otherwise = by_size.is_there;
  judge(volume, findings);
}

template <class Say>
void each_eksctl_group(const Subject& subject, Say say) {
  for (const kube::Object* config : subject.of_kind("ClusterConfig", "eksctl.io"))
    for (const std::string_view field : {"managedNodeGroups", "nodeGroups"})
      for (const Node& group : (*config->node)[field].items()) say(group);
}

void judge_eksctl(const Node& group, const Node& owner, Findings& findings) {
  Volume volume{said(group["volumeType"]), said(group["volumeSize"]), said(group["volumeIOPS"]),
                said(group["volumeThroughput"])};
  volume.where = group.where();
  volume.owner = fmt::format("node group {}", text_of(owner["name"]));
  volume.default_type = "gp3";
  volume.is_in_gib = true;
  // eksctl gives io1 100 IOPS where nothing is said.
  volume.has_iops_otherwise = true;
  judge(volume, findings);
}

void check_volumes(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("EC2NodeClass", "karpenter.k8s.aws"))
    for (const Node& device : (*object->node)["spec"]["blockDeviceMappings"].items())
      if (device["ebs"].is_map()) judge(of_node_class(*object, device["ebs"]), findings);
  for (const kube::Object* object : subject.of_kind("NodeClass", "eks.amazonaws.com"))
    if (const Node& disk = (*object->node)["spec"]["ephemeralStorage"]; disk.is_map()) {
      Volume volume{{}, said(disk["size"]), said(disk["iops"]), said(disk["throughput"])};
      volume.where = disk.where();
      volume.owner = title_of(*object);
      volume.default_type = "gp3";
      judge(volume, findings);
    }
  for (const kube::Object* object : subject.of_kind("StorageClass", "storage.k8s.io"))
    judge_storage_class(*object, findings);
  each_eksctl_group(subject, [&](const Node& group) {
    judge_eksctl(group, group, findings);
    for (const Node& more : group["additionalVolumes"].items()) judge_eksctl(more, group, findings);
  });
  for (const Plan& plan : plans(subject)) judge_plan(plan, findings);
  for (const subject::TerraformText& text : subject.configurations()) judge_text(text, findings);
}

// ---- names of devices ----------------------------------------------------------------------------------------------

class Names {
 public:
  explicit Names(Findings& findings) : findings_(&findings) {}
  void add(const Said& name, const std::string& owner) {
    if (!name.is_known() || taken_.insert(name.text).second) return;
    findings_->say(name.where, fmt::format("a second volume is to be {}", printable(name.text)), owner);
  }

 private:
  Findings* findings_;
  std::set<std::string_view> taken_;
};

void check_device_names(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("EC2NodeClass", "karpenter.k8s.aws")) {
    Names names(findings);
    for (const Node& device : (*object->node)["spec"]["blockDeviceMappings"].items())
      names.add(said(device["deviceName"]), title_of(*object));
  }
  each_eksctl_group(subject, [&](const Node& group) {
    Names names(findings);
    for (const Node& more : group["additionalVolumes"].items())
      names.add(said(more["volumeName"]), fmt::format("node group {}", text_of(group["name"])));
  });
  for (const Plan& plan : plans(subject))
    for (const auto& [type, name] :
         {std::pair<std::string_view, std::string_view>{"aws_launch_template", "block_device_mappings"},
          {"aws_instance", "ebs_block_device"}})
      for (const PlannedResource* resource : plan.of(type)) {
        Names names(findings);
        for (const Node& device : blocks(*resource->values, name))
          names.add(said(device["device_name"]), std::string(resource->address));
      }
  for (const subject::TerraformText& text : subject.configurations())
    for (const auto& [type, name] :
         {std::pair<std::string_view, std::string_view>{"aws_launch_template", "block_device_mappings"},
          {"aws_instance", "ebs_block_device"}})
      for (const TerraformItem* resource : text.resources(type)) {
        Names names(findings);
        for (const TerraformItem* device : resource->all(name))
          names.add(said(*device, "device_name"), std::string(type));
      }
}

constexpr Rule kRules[] = {
    {"VOL008", "", Severity::Error, "a volume that EBS does not make",
     "Each volume type has its own range of sizes, IOPS and throughput, and IOPS are bound to the size (io2 1,000 a "
     "GiB, gp3 500 above its own 3,000, io1 50), throughput to the IOPS (gp3 0.25 MiB/s for each). EC2 refuses what is "
     "beyond: instances do not start, claims stay pending, apply stops.",
     "stay within the type's limits, or take a type that has more",
     "EC2 API reference, CreateVolume and EbsBlockDevice; EBS user guide, ebs-volume-types "
     "(catalog/data/ebs_volume_types.csv); aws-ebs-csi-driver, pkg/cloud/cloud.go (capIOPS)",
     check_volumes},
    {"VOL009", "", Severity::Error, "two volumes of one device name",
     "A device name stands for one volume of an instance: EC2 refuses the launch (InvalidBlockDeviceMapping), and no "
     "node is made.",
     "give each volume a name of its own: /dev/xvda, /dev/xvdb", "EC2 user guide, device naming; EC2 API RunInstances",
     check_device_names},
};

}  // namespace

std::span<const Rule> volume_rules() { return kRules; }

}  // namespace slipway::rules
