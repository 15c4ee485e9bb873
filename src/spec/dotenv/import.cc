#include "spec/dotenv/import.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/eks_versions.h"
#include "catalog/regions.h"
#include "doc/json.h"
#include "doc/yaml.h"
#include "spec/dotenv/commented_yaml.h"
#include "spec/dotenv/gpu_group.h"
#include "spec/dotenv/values.h"
#include "spec/reader.h"

namespace slipway::spec {
namespace {

// What a variable that is not there stands for: section 5.1 of the design.
constexpr std::int64_t kIo2Iops = 10000;
// What io2 takes: EC2's CreateVolume. The design's own range, 1000 to 64000, is narrower.
constexpr std::int64_t kLeastIo2 = 100, kMostIo2 = 256000;

class Import {
 public:
  Import(const std::shared_ptr<const SourceText>& source, std::string_view today, Diagnostics& diagnostics)
      : whole_file_{source.get()},
        today_(today),
        diagnostics_(diagnostics),
        variables_(read_dotenv(source, diagnostics)),
        env_(variables_, whole_file_, diagnostics),
        gpu_(env_, diagnostics) {}

  std::string run() {
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
      for (const auto name : split(CommentedYaml::comment_of(made->line(found.where.line)), ','))
        if (const auto* variable = env_.find(trim(name)); variable && where == whole_file_)
          where = variable->value_where;
      diagnostics_.error("ENV017", where, found.message, found.fix);
    }
  }

  void judge_support(std::string_view version) {
    const auto tier = catalog::support_tier(version, today_);
    const catalog::EksVersion* newest = catalog::newest_supported(today_);
    const std::string fix = newest ? fmt::format("take {}", newest->version) : std::string();
    if (tier == catalog::SupportTier::Ended || tier == catalog::SupportTier::NotYet)
      diagnostics_.error(
          "ENV017", env_.where("K8S_VERSION"),
          fmt::format("EKS makes no cluster of Kubernetes {}: {}", version,
                      tier == catalog::SupportTier::Ended ? "its support has ended" : "it is not released yet"),
          fix);
    if (tier == catalog::SupportTier::Extended)
      diagnostics_.warning("ENV015", env_.where("K8S_VERSION"),
                           fmt::format("Kubernetes {} is in extended support: the control plane costs six times as "
                                       "much, and AWS upgrades it after {}",
                                       version, catalog::find_eks_version(version)->end_of_extended_support),
                           fix);
  }

  void missing(std::string_view name, std::string_view what) {
    diagnostics_.error("ENV013", whole_file_, fmt::format("{} is missing: {}", name, what));
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
    out_.line(2, "name: " + yaml_scalar(name), env_.comment("CLUSTER_NAME"));
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
    out_.line(4, "region: " + yaml_scalar(region), env_.comment("AWS_REGION"));
    if (const auto account = env_.text("AWS_ACCOUNT_ID", format::kAccountId))
      out_.line(4, fmt::format("accountId: \"{}\"", *account), env_.spelled("AWS_ACCOUNT_ID"));
    out_.blank();
    out_.line(2, "cluster:");
    if (name != cluster) out_.line(4, "name: " + yaml_scalar(cluster), env_.comment("CLUSTER_NAME"));
    if (const auto version = env_.text("K8S_VERSION", format::kKubernetesVersion)) {
      out_.line(4, fmt::format("version: \"{}\"", *version), env_.spelled("K8S_VERSION"));
      judge_support(*version);
    }
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
      out_.line(6, "cidr: " + range.value_or("10.0.0.0/16"), env_.comment("VPC_CIDR"));
      out_.blank();
      return;
    }
    out_.line(4, "existing:");
    const auto vpc = env_.text("VPC_ID", format::kVpcId);
    if (!env_.has("VPC_ID")) missing("VPC_ID", "subnets are named, but not their VPC");
    out_.line(6, "vpcId: " + yaml_scalar(vpc.value_or("")), env_.comment("VPC_ID"));
    if (private_ids.size() < 2 && env_.series("PRIVATE_SUBNET").size() < 2)
      missing("PRIVATE_SUBNET_B", "EKS needs private subnets in two zones");
    out_.line(6, fmt::format("privateSubnetIds: [{}]", join(private_ids, ", ")), join(private_names, ", "));
    if (!public_ids.empty())
      out_.line(6, fmt::format("publicSubnetIds: [{}]", join(public_ids, ", ")), join(public_names, ", "));
    out_.blank();
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
    if (gpu_.is_wanted()) gpu_.write(out_);
    out_.blank();
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
      out_.line(6, fmt::format("io2: {{type: io2, iops: {}}}", iops), env_.comment("IO2_IOPS"));
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
    if (gpu_.is_wanted()) out_.line(4, "- nvidia-device-plugin");
    if (!karpenter_) return;
    const auto version = env_.text("KARPENTER_VERSION", format::kVersion);
    if (version)
      out_.line(4, fmt::format("- karpenter: {{version: {}}}", doc::json_quote(*version)), "KARPENTER_VERSION");
    else
      out_.line(4, "- karpenter", "INSTALL_KARPENTER");
  }

  SourceRange whole_file_;
  std::string_view today_;
  Diagnostics& diagnostics_;
  std::vector<EnvVariable> variables_;
  EnvValues env_;
  GpuGroup gpu_;
  CommentedYaml out_;
  bool karpenter_ = false;
};

}  // namespace

std::string import_dotenv(const std::shared_ptr<const SourceText>& source, std::string_view today,
                          Diagnostics& diagnostics) {
  return Import(source, today, diagnostics).run();
}

}  // namespace slipway::spec
