#include "spec/dotenv/import.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/instance_types.h"
#include "catalog/on_demand_price.h"
#include "catalog/regions.h"
#include "doc/json.h"
#include "doc/yaml.h"
#include "spec/dotenv/values.h"
#include "spec/reader.h"

namespace slipway::spec {
namespace {

// What a variable that is not there stands for: section 5.1 of the design.
constexpr std::string_view kGpuType = "p5en.48xlarge";
constexpr std::string_view kGpuGroup = "gpu-compute";
constexpr std::int64_t kGpuMax = 10;
constexpr std::int64_t kIo2Iops = 10000;
constexpr std::int64_t kRootGib = 200, kDataGib = 1000;
// Its "high IOPS" volumes, section 4.2.6.
constexpr std::int64_t kGpuIops = 16000, kGpuThroughput = 1000;
constexpr std::int64_t kGp3IopsPerGib = 500, kGp3IopsPerThroughput = 4;
// What io2 takes: EC2's CreateVolume. The design's own range, 1000 to 64000, is narrower.
constexpr std::int64_t kLeastIo2 = 100, kMostIo2 = 256000;

bool is_plain(std::string_view text) {
  if (text.empty() || !((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'))) return false;
  static constexpr std::string_view kWords[] = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
  for (const auto word : kWords) {
    if (text.size() != word.size()) continue;
    bool same = true;
    for (std::size_t i = 0; i < word.size(); ++i) same &= (text[i] | 0x20) == word[i];
    if (same) return false;
  }
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '/';
  });
}

std::string scalar(std::string_view text) { return is_plain(text) ? std::string(text) : doc::json_quote(text); }

/// Lines of the file with comments in one column.
class Lines {
 public:
  void line(int indent, std::string text, std::string comment = {}) {
    std::string out(static_cast<std::size_t>(indent), ' ');
    out += text;
    if (!comment.empty()) {
      constexpr std::size_t kCommentColumn = 56;
      if (out.size() + 2 < kCommentColumn) out.resize(kCommentColumn - 2, ' ');
      out += "  # " + comment;
    }
    text_ += out + "\n";
  }
  void comment(int indent, std::string_view text) { line(indent, "# " + std::string(text)); }
  void blank() { text_ += "\n"; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

class Import {
 public:
  Import(const std::shared_ptr<const SourceText>& source, Diagnostics& diagnostics)
      : whole_file_{source.get()},
        diagnostics_(diagnostics),
        variables_(read_dotenv(source, diagnostics)),
        env_(variables_, whole_file_, diagnostics) {}

  std::string run() {
    read_gpu_type();
    karpenter_ = env_.flag("INSTALL_KARPENTER");
    out_.comment(0, fmt::format("Made by `slipway init --from {}`. The comments name the variables.",
                                printable(whole_file_.source->name())));
    out_.line(0, "apiVersion: slipway.dev/v1alpha1");
    out_.line(0, "kind: Platform");
    names();
    network();
    groups();
    autoscaling();
    storage();
    components();
    std::string text = out_.take();
    if (!diagnostics_.has_errors()) check(text);
    return text;
  }

 private:
  /// What is wrong with the platform that came of it, said at the variables that its lines name.
  void check(const std::string& text) {
    Diagnostics of_platform;
    const auto made = std::make_shared<const SourceText>("platform.yaml", text);
    read_platform(doc::read_yaml_document(made, of_platform), of_platform);
    of_platform.sort();
    for (const Diagnostic& found : of_platform.all()) {
      if (found.severity != Severity::Error) continue;
      SourceRange where = whole_file_;
      const auto line = made->line(found.where.line);
      const auto comment = line.rfind("  # ");
      if (comment != std::string_view::npos)
        for (const auto name : split(line.substr(comment + 4), ','))
          if (const auto* variable = env_.find(trim(name)); variable && where == whole_file_)
            where = variable->value_where;
      diagnostics_.error("ENV017", where, found.message, found.fix);
    }
  }

  void missing(std::string_view name, std::string_view what) {
    diagnostics_.error("ENV013", whole_file_, fmt::format("{} is missing: {}", name, what));
  }

  /// The comment behind a line: the variable, or that it is what the design takes without one.
  std::string from(std::string_view name) const {
    return env_.has(name) ? env_.spelled(name) : fmt::format("{} is not set", name);
  }

  void names() {
    const std::string cluster = env_.text("CLUSTER_NAME");
    std::string name;
    for (const char c : cluster) {
      const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      name += (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9') ? low : '-';
    }
    while (name.starts_with('-')) name.erase(0, 1);
    while (name.ends_with('-')) name.pop_back();
    if (cluster.empty()) missing("CLUSTER_NAME", "the platform needs a name");
    out_.line(0, "metadata:");
    out_.line(2, "name: " + scalar(name), from("CLUSTER_NAME"));
    out_.line(0, "spec:");
    out_.line(2, "aws:");
    const std::string region = env_.text("AWS_REGION");
    if (region.empty()) missing("AWS_REGION", "where the cluster stands");
    if (!region.empty() && !catalog::find_region(region)) {
      Diagnostic diagnostic{"ENV011", Severity::Error, env_.where("AWS_REGION"),
                            fmt::format("there is no AWS region '{}'", printable(region.substr(0, 60)))};
      if (const auto near = catalog::region_like(region)) diagnostic.hint = fmt::format("did you mean {}?", *near);
      diagnostics_.add(std::move(diagnostic));
    }
    out_.line(4, "region: " + scalar(region), from("AWS_REGION"));
    if (const auto account = env_.text("AWS_ACCOUNT_ID", format::kAccountId))
      out_.line(4, fmt::format("accountId: \"{}\"", *account), env_.spelled("AWS_ACCOUNT_ID"));
    out_.blank();
    out_.line(2, "cluster:");
    if (name != cluster) out_.line(4, "name: " + scalar(cluster), from("CLUSTER_NAME"));
    if (const auto version = env_.text("K8S_VERSION", format::kKubernetesVersion))
      out_.line(4, fmt::format("version: \"{}\"", *version), env_.spelled("K8S_VERSION"));
    out_.line(4, "endpoint: {private: true, public: false}", "the design's API server is private");
    out_.line(2, "identity: podIdentity", "no OIDC provider");
    out_.blank();
  }

  std::vector<std::string> subnet_ids(std::string_view series, std::vector<std::string>& names) {
    std::vector<std::string> ids;
    for (const EnvVariable* variable : env_.series(series)) {
      const auto value = env_.text(variable->name, format::kSubnetId);
      if (!value) continue;
      names.push_back(variable->name);
      if (std::ranges::find(ids, *value) == ids.end()) ids.push_back(*value);
    }
    return ids;
  }

  void network() {
    std::vector<std::string> private_names, public_names;
    const auto private_ids = subnet_ids("PRIVATE_SUBNET", private_names);
    const auto public_ids = subnet_ids("PUBLIC_SUBNET", public_names);
    out_.line(2, "network:");
    if (!env_.has("VPC_ID") && env_.series("PRIVATE_SUBNET").empty() && !env_.has("GPU_SUBNET_A")) {
      out_.line(4, "create:", "no VPC_ID and no subnets: a VPC is made");
      const auto range = env_.text("VPC_CIDR", format::kCidr);
      out_.line(6, "cidr: " + range.value_or("10.0.0.0/16"), from("VPC_CIDR"));
      out_.blank();
      return;
    }
    out_.line(4, "existing:");
    const auto vpc = env_.text("VPC_ID", format::kVpcId);
    if (!env_.has("VPC_ID")) missing("VPC_ID", "subnets are named, but not their VPC");
    out_.line(6, "vpcId: " + scalar(vpc.value_or("")), from("VPC_ID"));
    if (private_ids.size() < 2 && env_.series("PRIVATE_SUBNET").size() < 2)
      missing("PRIVATE_SUBNET_B", "EKS needs private subnets in two zones");
    out_.line(6, fmt::format("privateSubnetIds: [{}]", join(private_ids, ", ")), join(private_names, ", "));
    if (!public_ids.empty())
      out_.line(6, fmt::format("publicSubnetIds: [{}]", join(public_ids, ", ")), join(public_names, ", "));
    out_.blank();
  }

  bool wants_gpu_group() const {
    return std::ranges::any_of(variables_,
                               [](const EnvVariable& variable) { return variable.name.starts_with("GPU_"); });
  }

  void read_gpu_type() {
    gpu_type_ = env_.text("GPU_INSTANCE_TYPE", kGpuType);
    gpu_ = catalog::find_instance_type(gpu_type_);
    if (gpu_) {
      if (!gpu_->is_accelerated())
        diagnostics_.error("ENV011", env_.where("GPU_INSTANCE_TYPE"), fmt::format("{} has no GPU", gpu_type_));
      return;
    }
    Diagnostic diagnostic{"ENV011", Severity::Error, env_.where("GPU_INSTANCE_TYPE"),
                          fmt::format("there is no instance type '{}'", printable(gpu_type_.substr(0, 60)))};
    if (const auto near = catalog::instance_type_like(gpu_type_)) {
      diagnostic.hint = fmt::format("did you mean {}?", *near);
      diagnostic.fixes.push_back({diagnostic.where, std::string(*near)});
    }
    diagnostics_.add(std::move(diagnostic));
  }

  void groups() {
    out_.line(2, "nodeGroups:");
    out_.line(4, "eks-utils:", "Cluster Autoscaler, load balancer controller, metrics-server");
    out_.line(6, "instanceTypes: [m7i.large]", "no variable names its size");
    out_.line(6, "min: 2");
    // With two autoscalers only one may answer for pods that tolerate nothing.
    if (karpenter_)
      out_.line(6, "max: 2", "what more is needed, Karpenter buys");
    else
      out_.line(6, "max: 4");
    if (wants_gpu_group()) gpu_group();
    out_.blank();
  }

  void gpu_group() {
    std::string name = env_.text("GPU_NODE_GROUP_NAME", kGpuGroup);
    if (env_.has("GPU_NODE_GROUP_NAME"))
      if (const auto checked = env_.text("GPU_NODE_GROUP_NAME", format::kDnsLabel); !checked) name = kGpuGroup;
    out_.line(4, scalar(name) + ":", from("GPU_NODE_GROUP_NAME"));
    out_.line(6, fmt::format("instanceTypes: [{}]", scalar(gpu_type_)), from("GPU_INSTANCE_TYPE"));
    sizes();
    interfaces();
    subnet();
    out_.line(6, "labels: {nvidia.com/gpu: \"true\"}");
    out_.line(6, "taints: [\"nvidia.com/gpu=true:NoSchedule\"]");
    out_.line(6, "volumes:");
    volume("root", "GPU_ROOT_VOLUME_SIZE", env_.number("GPU_ROOT_VOLUME_SIZE", kRootGib, 20, 65536));
    const auto data = env_.number("GPU_DATA_VOLUME_SIZE", kDataGib, 0, 65536);
    if (data > 0) volume("data", "GPU_DATA_VOLUME_SIZE", data);
    drivers();
    out_.line(6, "sysctls: {net.core.default_qdisc: fq, net.ipv4.tcp_congestion_control: bbr}");
  }

  void sizes() {
    const auto least = env_.number("GPU_MIN_SIZE", 0, 0, 1000);
    const auto most = env_.number("GPU_MAX_SIZE", kGpuMax, 1, 1000);
    const auto desired = env_.number("GPU_DESIRED_SIZE", least, 0, 1000);
    const auto reservation = env_.text("GPU_CAPACITY_RESERVATION_ID", format::kReservationId);
    if (reservation) {
      out_.line(6, "capacity: reserved");
      out_.line(6, "reservation: " + *reservation, env_.spelled("GPU_CAPACITY_RESERVATION_ID"));
    }
    out_.line(6, fmt::format("min: {}", least), from("GPU_MIN_SIZE"));
    out_.line(6, fmt::format("desired: {}", desired), from("GPU_DESIRED_SIZE"));
    out_.line(6, fmt::format("max: {}", most), from("GPU_MAX_SIZE"));
    const bool disordered = least > most || desired < least || desired > most;
    if (disordered) {
      diagnostics_.error("ENV012", env_.where(least > most ? "GPU_MIN_SIZE" : "GPU_DESIRED_SIZE"),
                         fmt::format("GPU_MIN_SIZE is {}, GPU_DESIRED_SIZE {}, GPU_MAX_SIZE {}", least, desired, most),
                         "min <= desired <= max");
    }
    if (reservation || disordered) return;
    const auto price = catalog::on_demand_price(gpu_type_, env_.text("AWS_REGION"));
    if (!price) return;
    diagnostics_.warning("ENV015",
                         env_.has("GPU_MAX_SIZE") ? env_.where("GPU_MAX_SIZE") : env_.where("GPU_INSTANCE_TYPE"),
                         fmt::format("{} × {} on demand is up to {}${}/h, while AWS has any", most, gpu_type_,
                                     price->is_estimate ? "~" : "", (price->amount * most).to_string(2)),
                         "lower GPU_MAX_SIZE, or reserve capacity: set GPU_CAPACITY_RESERVATION_ID");
  }

  /// How many network cards a type has is no choice: 32 on p5.48xlarge, 16 on p5en.48xlarge, 1 on p5.4xlarge.
  void interfaces() {
    const int cards = gpu_ ? gpu_->efa_interfaces : 0;
    if (env_.has("GPU_NUM_ENIS")) {
      const auto count = env_.number("GPU_NUM_ENIS", cards, 0, 64);
      diagnostics_.warning(
          "ENV014", env_.where("GPU_NUM_ENIS"),
          count == cards
              ? fmt::format("GPU_NUM_ENIS says nothing: that {} has {} EFA interfaces is known", gpu_type_, cards)
              : fmt::format("GPU_NUM_ENIS is {}, but {} has {} EFA interfaces: these are used", count, gpu_type_,
                            cards),
          "take it out");
    }
    if (cards > 0) out_.line(6, "efa: true", fmt::format("{} EFA interfaces on {}", cards, gpu_type_));
  }

  /// All interfaces of an instance are in its zone, and nodes with EFA talk within one.
  void subnet() {
    std::optional<std::string> first;
    std::string first_name;
    for (const std::string_view name : {"GPU_SUBNET_A", "GPU_SUBNET_B", "GPU_SUBNET_C"}) {
      const auto id = env_.text(name, format::kSubnetId);
      if (!id) continue;
      if (!first) {
        first = id;
        first_name = name;
      } else if (*id != *first) {
        diagnostics_.warning("ENV014", env_.where(name),
                             fmt::format("{} is not used: all network interfaces of a node are in its zone", name),
                             "for GPU nodes in another zone make a group of its own");
      }
    }
    if (first) out_.line(6, fmt::format("subnetIds: [{}]", *first), first_name);
  }

  void volume(std::string_view name, std::string_view variable, std::int64_t gib) {
    const auto iops = std::max<std::int64_t>(3000, std::min(kGpuIops, gib * kGp3IopsPerGib));
    const auto throughput = std::min(kGpuThroughput, iops / kGp3IopsPerThroughput);
    out_.line(8, fmt::format("{}: {{size: {}Gi, iops: {}, throughput: {}}}", name, gib, iops, throughput),
              from(variable));
  }

  void drivers() {
    struct Driver {
      std::string_view field, variable;
    };
    std::vector<std::string> parts, names;
    for (const Driver& driver : {Driver{"nvidia", "NVIDIA_DRIVER_VERSION"}, Driver{"efa", "EFA_DRIVER_VERSION"},
                                 Driver{"nccl", "NCCL_VERSION"}}) {
      const auto version = env_.text(driver.variable, format::kVersion);
      if (!version || *version == "latest") continue;
      parts.push_back(fmt::format("{}: {}", driver.field, doc::json_quote(*version)));
      names.emplace_back(driver.variable);
      diagnostics_.note(
          "ENV014", env_.where(driver.variable),
          driver.field == "nccl"
              ? "NCCL belongs in the container image: nothing is installed on the node"
              : fmt::format("EKS's accelerated AMI brings its own: {} is checked, not installed", driver.variable));
    }
    if (!parts.empty()) out_.line(6, fmt::format("drivers: {{{}}}", join(parts, ", ")), join(names, ", "));
  }

  void autoscaling() {
    if (karpenter_) {
      out_.line(2, "nodePools:", env_.spelled("INSTALL_KARPENTER"));
      out_.line(4, "general:", "the tainted GPU group stays Cluster Autoscaler's");
      out_.line(6, "families: [m7i, c7i, r7i]");
      out_.line(6, "sizes: [large, xlarge, 2xlarge]");
      out_.line(6, "limits: {cpu: 100}");
      out_.blank();
    } else if (env_.has("KARPENTER_VERSION")) {
      diagnostics_.note("ENV016", env_.where("KARPENTER_VERSION"),
                        "KARPENTER_VERSION says nothing: INSTALL_KARPENTER is not true");
    }
    out_.line(2, "autoscaler: {nodes: clusterAutoscaler}", "Karpenter is optional beside it");
    out_.blank();
  }

  void storage() {
    std::vector<std::string> drivers = {"ebs"}, names;
    for (const auto& [driver, variable] :
         {std::pair{"efs", "INSTALL_EFS_CSI"}, std::pair{"fsx", "INSTALL_FSX_CSI"}, std::pair{"s3", "INSTALL_S3_CSI"}})
      if (env_.flag(variable)) {
        drivers.emplace_back(driver);
        names.emplace_back(variable);
      }
    out_.line(2, "storage:");
    out_.line(4, "defaultClass: gp3");
    out_.line(4, fmt::format("csi: [{}]", join(drivers, ", ")), join(names, ", "));
    const auto iops = env_.number("IO2_IOPS", kIo2Iops, kLeastIo2, kMostIo2);
    if (env_.flag("INSTALL_IO2_STORAGECLASS")) {
      out_.line(4, "classes:", "INSTALL_IO2_STORAGECLASS");
      out_.line(6, fmt::format("io2: {{type: io2, iops: {}}}", iops), from("IO2_IOPS"));
    }
    buckets(std::ranges::find(drivers, "s3") != drivers.end());
    out_.blank();
  }

  void buckets(bool has_driver) {
    const auto* variable = env_.find("S3_CSI_BUCKET_ARNS");
    if (variable) {
      std::vector<std::string> arns;
      std::string text = variable->value;
      std::ranges::replace(text, ',', ' ');
      for (const auto part : split(text, ' ')) {
        const auto arn = trim(part);
        if (arn.empty()) continue;
        if (const auto error = format::kBucketArn.check(arn))
          diagnostics_.error("ENV011", variable->value_where,
                             fmt::format("'{}' is not {}: {}", printable(arn.substr(0, 80)),
                                         format::kBucketArn.expected, error->message));
        else
          arns.emplace_back(arn);
      }
      out_.line(4, "mountableBuckets:", variable->name);
      for (const auto& arn : arns) out_.line(6, "- " + doc::json_quote(arn));
    } else if (has_driver) {
      out_.line(4, "mountableBuckets: []", "ARNs of buckets that pods may mount; nothing else");
      diagnostics_.warning("ENV016", env_.where("INSTALL_S3_CSI"), "the S3 CSI driver may mount no bucket yet",
                           "set S3_CSI_BUCKET_ARNS, or fill storage.mountableBuckets");
    }
  }

  void components() {
    out_.line(2, "components:");
    out_.line(4, "- metrics-server");
    out_.line(4, "- aws-load-balancer-controller");
    if (wants_gpu_group()) out_.line(4, "- nvidia-device-plugin");
    if (!karpenter_) return;
    const auto version = env_.text("KARPENTER_VERSION", format::kVersion);
    if (version)
      out_.line(4, fmt::format("- karpenter: {{version: {}}}", doc::json_quote(*version)), "KARPENTER_VERSION");
    else
      out_.line(4, "- karpenter", "INSTALL_KARPENTER");
  }

  SourceRange whole_file_;
  Diagnostics& diagnostics_;
  std::vector<EnvVariable> variables_;
  EnvValues env_;
  Lines out_;
  std::string gpu_type_;
  const catalog::InstanceType* gpu_ = nullptr;
  bool karpenter_ = false;
};

}  // namespace

std::string import_dotenv(const std::shared_ptr<const SourceText>& source, Diagnostics& diagnostics) {
  return Import(source, diagnostics).run();
}

}  // namespace slipway::spec
