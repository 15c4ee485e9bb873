#include <map>

#include "components/component.h"
#include "components/parts/certificate.h"
#include "components/parts/data_names.h"
#include "components/parts/firewall.h"
#include "components/parts/pods.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

bool is_auto(const spec::Platform& platform) { return platform.cluster.mode.value == spec::ClusterMode::Auto; }

/// Workloads with a route, by namespace: an Ingress leads to Services of its own namespace only.
using Routes = std::map<std::string, std::vector<const spec::Named<spec::Workload>::Entry*>>;
Routes routes_of(const spec::Platform& platform) {
  Routes routes;
  for (const auto& entry : platform.workloads)
    if (!entry.value.route.value.empty()) routes[entry.value.name_space.value].push_back(&entry);
  return routes;
}

class Edge {
 public:
  Edge(Expansion& in, const spec::Edge& edge) : in_(in), edge_(edge), routes_(routes_of(in.platform)) {}

  void add() {
    if (routes_.empty()) {
      in_.diagnostics.warning("CMP160", edge_.host.where ? edge_.host.where : edge_.where,
                              "no workload has a route: " + edge_.host.value + " leads nowhere",
                              "give a workload `route: /v1/…`");
      return;
    }
    certificate_ = certificate_of(in_, edge_);
    if (edge_.waf.value) firewall_ = add_firewall(in_, edge_.waf.where).interpolated("arn");
    if (is_auto(in_.platform)) add_ingress_class();
    for (const auto& [name_space, workloads] : routes_) add_ingress(name_space, workloads);
  }

 private:
  SourceRange where() const { return edge_.where ? edge_.where : in_.where; }

  /// Auto Mode's controller, under the name that the load balancer controller's chart uses.
  void add_ingress_class() {
    in_.add_object(doc::Map{{"apiVersion", "eks.amazonaws.com/v1"},
                            {"kind", "IngressClassParams"},
                            {"metadata", doc::Map{{"name", "alb"}}},
                            {"spec", doc::Map{{"scheme", edge_.scheme.value}}}},
                   where());
    in_.add_object(doc::Map{{"apiVersion", "networking.k8s.io/v1"},
                            {"kind", "IngressClass"},
                            {"metadata", doc::Map{{"name", "alb"}}},
                            {"spec", doc::Map{{"controller", "eks.amazonaws.com/alb"},
                                              {"parameters", doc::Map{{"apiGroup", "eks.amazonaws.com"},
                                                                      {"kind", "IngressClassParams"},
                                                                      {"name", "alb"}}}}}},
                   where());
  }

  std::string load_balancer_attributes() const {
    std::string list = "idle_timeout.timeout_seconds=" + std::to_string(edge_.idle_timeout_seconds.value) +
                       ",routing.http.drop_invalid_header_fields.enabled=true";
    if (!edge_.access_logs.value.empty())
      list += ",access_logs.s3.enabled=true,access_logs.s3.bucket=" +
              bucket_id(edge_.access_logs.value).interpolated("id") +
              ",access_logs.s3.prefix=" + in_.platform.name.value;
    return list;
  }

  std::string target_group_attributes() const {
    auto list = "deregistration_delay.timeout_seconds=" + std::to_string(edge_.deregistration_seconds.value);
    if (edge_.stickiness_seconds.value > 0)
      list += ",stickiness.enabled=true,stickiness.type=lb_cookie,stickiness.lb_cookie.duration_seconds=" +
              std::to_string(edge_.stickiness_seconds.value);
    return list;
  }

  doc::Map annotations() const {
    const std::string prefix = "alb.ingress.kubernetes.io/";
    doc::Map map;
    const auto set = [&](std::string_view name, std::string value) {
      map.set(prefix + std::string(name), std::move(value));
    };
    set("load-balancer-name", platform::at_most(in_.platform.name.value, 32));
    set("scheme", edge_.scheme.value);
    set("target-type", "ip");
    if (routes_.size() > 1) set("group.name", in_.platform.name.value);
    if (!certificate_.empty()) {
      set("certificate-arn", certificate_);
      set("listen-ports", R"([{"HTTP": 80}, {"HTTPS": 443}])");
      set("ssl-redirect", "443");
      set("ssl-policy", "ELBSecurityPolicy-TLS13-1-2-2021-06");
    }
    if (!edge_.health_path.value.empty()) set("healthcheck-path", edge_.health_path.value);
    set("healthcheck-interval-seconds", "15");
    set("healthcheck-timeout-seconds", "5");
    set("healthy-threshold-count", "2");
    set("unhealthy-threshold-count", "2");
    set("target-group-attributes", target_group_attributes());
    set("load-balancer-attributes", load_balancer_attributes());
    if (!firewall_.empty()) set("wafv2-acl-arn", firewall_);
    map.set("slipway.dev/expected-lcus", std::to_string(edge_.expected_lcus.value));
    return map;
  }

  void add_ingress(const std::string& name_space, const Routes::mapped_type& workloads) {
    doc::List paths;
    for (const auto* entry : workloads) {
      const doc::Map service{{"name", entry->name.value}, {"port", doc::Map{{"name", "http"}}}};
      paths.add(doc::Value(doc::Map{{"path", entry->value.route.value},
                                    {"pathType", "Prefix"},
                                    {"backend", doc::Map{{"service", service}}}})
                    .from(entry->value.route.where));
    }
    auto metadata = pods::metadata(in_.platform.name.value, name_space);
    metadata.set("annotations", annotations());
    doc::List rules;
    rules.add(doc::Map{{"host", edge_.host.value}, {"http", doc::Map{{"paths", std::move(paths)}}}});
    in_.add_check("the load balancer of " + name_space + " has an address",
                  platform::KubernetesQuestion{"networking.k8s.io/v1", "Ingress", name_space, in_.platform.name.value},
                  {"status.loadBalancer.ingress[].hostname"});
    in_.add_object(doc::Map{{"apiVersion", "networking.k8s.io/v1"},
                            {"kind", "Ingress"},
                            {"metadata", std::move(metadata)},
                            {"spec", doc::Map{{"ingressClassName", "alb"}, {"rules", std::move(rules)}}}},
                   where());
  }

  Expansion& in_;
  const spec::Edge& edge_;
  Routes routes_;
  std::string certificate_, firewall_;
};

void expand(Expansion& in) { Edge(in, in.platform.edge).add(); }

bool wanted(const spec::Platform& platform) { return !platform.edge.host.value.empty(); }

}  // namespace

extern const Component edge = {
    "edge", "load balancer with routes to workloads, certificate and firewall", Stage::Watching, {}, wanted, nullptr,
    expand, [](const spec::Platform& platform) { return platform.edge.where; }};

}  // namespace slipway::components
