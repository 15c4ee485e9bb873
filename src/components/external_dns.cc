#include "components/component.h"
#include "components/parts/certificate.h"
#include "components/parts/chart_values.h"
#include "components/parts/iam_statements.h"
#include "components/parts/identity.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"

namespace slipway::components {

namespace {

/// Keeps the record of the edge's host pointed to the load balancer, whose name is known only when its controller has
/// made it.
void expand(Expansion& in) {
  auto zone = hosted_zone_id(in, in.platform.edge);
  std::vector<platform::Statement> statements{platform::allow(
      {"route53:ListHostedZones", "route53:ListResourceRecordSets", "route53:ListTagsForResources"}, {"*"})};
  if (!zone.is_null())
    statements.insert(
        statements.begin(),
        platform::allow({"route53:ChangeResourceRecordSets"},
                        {fill(in, "arn:{partition}:route53:::hostedzone/{zone}", {{"zone", std::move(zone)}})}));
  const auto made = role_for_service_accounts(in, {"external-dns", std::move(statements), {}, {}},
                                              {{"external-dns", "external-dns"}});
  add_namespace_of_chart(in, "external-dns", "restricted");
  doc::Map account{{"name", "external-dns"}};
  if (!made.annotations.empty()) account.set("annotations", made.annotations);
  doc::Map values{
      {"serviceAccount", std::move(account)},     {"provider", doc::Map{{"name", "aws"}}},
      {"sources", chart_values::only("ingress")}, {"policy", "sync"},
      {"txtOwnerId", in.graph.setting.cluster},   {"tolerations", chart_values::on_system_nodes(in.platform)}};
  if (const auto& host = in.platform.edge.host.value; !host.empty()) {
    const auto dot = host.find('.');
    values.set("domainFilters", chart_values::only(dot == std::string::npos ? host : host.substr(dot + 1)));
  }
  in.add_release("external-dns", "external-dns", std::move(values));
  check_deployment(in, "external-dns", "external-dns");
}

bool wanted(const spec::Platform& platform) {
  return !platform.edge.host.value.empty() && !platform.edge.hosted_zone.value.empty();
}

}  // namespace

extern const Component external_dns = {"external-dns",
                                       "Route 53 records of the load balancer",
                                       Stage::Controllers,
                                       {},
                                       wanted,
                                       nullptr,
                                       expand,
                                       [](const spec::Platform& platform) { return platform.edge.where; }};

}  // namespace slipway::components
