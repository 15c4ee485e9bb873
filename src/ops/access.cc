#include "ops/access.h"

#include <fmt/core.h>

#include "doc/base64.h"
#include "doc/json.h"
#include "doc/write_yaml.h"

namespace slipway::ops {
namespace {

constexpr std::int64_t kTokenLife = 14 * 60'000;

}  // namespace

Result<cluster::Token> make_token(cloud::CredentialChain& chain, const ClusterName& cluster, io::Clock& clock) {
  const auto now = clock.now();
  auto token = cloud::eks_token(chain, cluster.name, cluster.region, now);
  if (!token)
    return Failure{FailureKind::Denied,
                   token.error().message + (token.error().fix.empty() ? "" : " (" + token.error().fix + ")")};
  return cluster::Token{std::move(token).value(), now + kTokenLife};
}

Result<std::unique_ptr<cluster::Api>, StepFailure> find_cluster(const ClusterName& cluster, cloud::Aws& aws,
                                                                cloud::CredentialChain& chain,
                                                                const cloud::Doors& doors) {
  const auto answer = aws.call("eks", "DescribeCluster", {{"name", cluster.name}});
  if (!answer) {
    if (answer.error().code == "ResourceNotFoundException") return std::unique_ptr<cluster::Api>();
    return StepFailure{answer.error().message, answer.error().fix};
  }
  const doc::Node& found = answer->root()["cluster"];
  const auto status = found["status"].text();
  if (status != "ACTIVE" && status != "UPDATING") return std::unique_ptr<cluster::Api>();
  cluster::Access access;
  access.context = cluster.name;
  access.server = found["endpoint"].text();
  while (access.server.ends_with('/')) access.server.pop_back();
  access.ns = "default";
  const auto authorities = doc::decode_base64(found["certificateAuthority"]["data"].text());
  if (access.server.empty() || !authorities)
    return StepFailure{fmt::format("AWS describes cluster {} without endpoint or authority", cluster.name),
                       fmt::format("it is only just coming or going: aws eks describe-cluster --name {} says more; "
                                   "then the same command",
                                   cluster.name)};
  access.tls.authorities = *authorities;
  access.credentials.token_source = [&chain, cluster, &clock = doors.clock] {
    return make_token(chain, cluster, clock);
  };
  return std::make_unique<cluster::Api>(std::move(access),
                                        cluster::Doors{doors.files, doors.http, doors.processes, doors.clock});
}

std::string kubeconfig_of(const cluster::Access& access, const ClusterName& cluster, const std::string& program) {
  using doc::List, doc::Map;
  List words{"token", "--cluster", cluster.name, "--region", cluster.region};
  if (!cluster.profile.empty()) {
    words.add("--profile");
    words.add(cluster.profile);
  }
  const std::string& name = cluster.name;
  const std::string authority = doc::encode_base64(access.tls.authorities);
  return "# Written by slipway apply. Tokens are made when they are needed; no secret is in here.\n" +
         doc::write_yaml(doc::Value(
             Map{{"apiVersion", "v1"},
                 {"kind", "Config"},
                 {"clusters",
                  List{Map{{"name", name},
                           {"cluster", Map{{"server", access.server}, {"certificate-authority-data", authority}}}}}},
                 {"users", List{Map{{"name", name},
                                    {"user", Map{{"exec", Map{{"apiVersion", "client.authentication.k8s.io/v1"},
                                                              {"command", program},
                                                              {"args", std::move(words)},
                                                              {"interactiveMode", "Never"}}}}}}}},
                 {"contexts", List{Map{{"name", name}, {"context", Map{{"cluster", name}, {"user", name}}}}}},
                 {"current-context", name}}));
}

std::string exec_credential(const cluster::Token& token) {
  return doc::write_json(doc::Value(doc::Map{{"apiVersion", "client.authentication.k8s.io/v1"},
                                             {"kind", "ExecCredential"},
                                             {"status", doc::Map{{"token", token.text},
                                                                 {"expirationTimestamp", io::utc_time(token.until)}}}}),
                         doc::JsonLayout::Compact) +
         "\n";
}

}  // namespace slipway::ops
