#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/network.h"
#include "components/parts/pods.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

using chart_values::only;

constexpr const char* kLocal = "websocket";

const spec::Named<spec::Workload>::Entry* receiver(const spec::Platform& platform) {
  const auto& wanted = platform.edge.web_socket_to.value;
  for (const auto& entry : platform.workloads)
    if (wanted.empty() ? !entry.value.route.value.empty() : entry.name.value == wanted) return &entry;
  return nullptr;
}

/// API Gateway, which lives outside of the VPC, reaches a workload through a VPC link to a network load balancer. The
/// balancer is made here and not by a Service, so that the link can name it; the controller in the cluster only fills
/// its target group.
class WebSocketApi {
 public:
  WebSocketApi(Expansion& in, const spec::Named<spec::Workload>::Entry& to)
      : in_(in), to_(to), where_(in.platform.edge.web_socket_api.where), port_(to.value.serve.port.value) {}

  void add() {
    const auto link = add_link();
    const auto api = in_.add("aws_apigatewayv2_api", kLocal,
                             {{"name", in_.platform.name.value + "-websocket"},
                              {"protocol_type", "WEBSOCKET"},
                              {"route_selection_expression", "$request.body.action"}},
                             where_);
    const auto integration = in_.add(
        "aws_apigatewayv2_integration", kLocal,
        {{"api_id", api.attribute("id")},
         {"integration_type", "HTTP_PROXY"},
         {"integration_method", "POST"},
         {"connection_type", "VPC_LINK"},
         {"connection_id", link.attribute("id")},
         {"integration_uri", "http://" + balancer_.interpolated("dns_name") + ":" + std::to_string(port_) + path()},
         // By this id the workload answers later, over the API's own endpoint.
         {"request_parameters", doc::Map{{"integration.request.header.connectionId", "context.connectionId"}}}},
        where_);
    for (const auto* key : {"connect", "disconnect", "default"})
      in_.add("aws_apigatewayv2_route", std::string(kLocal) + "_" + key,
              {{"api_id", api.attribute("id")},
               {"route_key", "$" + std::string(key)},
               {"target", "integrations/" + integration.interpolated("id")}},
              where_);
    in_.add("aws_apigatewayv2_stage", kLocal,
            {{"api_id", api.attribute("id")},
             {"name", "live"},
             {"auto_deploy", true},
             {"default_route_settings", doc::Map{{"throttling_rate_limit", 500}, {"throttling_burst_limit", 1000}}}},
            where_);
  }

 private:
  std::string path() const { return to_.value.route.value.empty() ? "/" : to_.value.route.value; }

  platform::ResourceId add_link() {
    const auto name = platform::at_most(in_.platform.name.value + "-ws", 32);
    const auto network = network_of(in_.platform);
    balancer_ = in_.add("aws_lb", kLocal,
                        {{"name", name},
                         {"load_balancer_type", "network"},
                         {"internal", true},
                         {"subnets", ids_of(network.private_subnets)}},
                        where_);
    in_.find(balancer_.type, balancer_.name)->facts.set("expectedLcus", in_.platform.edge.expected_lcus.value);
    const auto group = in_.add("aws_lb_target_group", kLocal,
                               {{"name", name},
                                {"port", port_},
                                {"protocol", "TCP"},
                                {"target_type", "ip"},
                                {"vpc_id", network.vpc_id},
                                {"deregistration_delay", in_.platform.edge.deregistration_seconds.value}},
                               where_);
    in_.add("aws_lb_listener", kLocal,
            {{"load_balancer_arn", balancer_.attribute("arn")},
             {"port", port_},
             {"protocol", "TCP"},
             {"default_action", doc::Map{{"type", "forward"}, {"target_group_arn", group.attribute("arn")}}}},
            where_);
    add_binding(group);
    return in_.add("aws_api_gateway_vpc_link", kLocal,
                   {{"name", name}, {"target_arns", only(balancer_.attribute("arn"))}}, where_);
  }

  void add_binding(const platform::ResourceId& group) {
    const bool is_auto = in_.platform.cluster.mode.value == spec::ClusterMode::Auto;
    doc::Map spec{{"serviceRef", doc::Map{{"name", to_.name.value}, {"port", port_}}},
                  {"targetGroupARN", group.interpolated("arn")},
                  {"targetType", "ip"}};
    if (!is_auto) {
      const auto cidr = network_of(in_.platform).vpc_cidr;
      const doc::Map from{
          {"ipBlock", doc::Map{{"cidr", cidr.string() ? *cidr.string() : "${" + cidr.expression()->text + "}"}}}};
      spec.set("networking",
               doc::Map{{"ingress", only(doc::Map{{"from", only(from)},
                                                  {"ports", only(doc::Map{{"protocol", "TCP"}, {"port", port_}})}})}});
    }
    in_.add_object(doc::Map{{"apiVersion", is_auto ? "eks.amazonaws.com/v1" : "elbv2.k8s.aws/v1beta1"},
                            {"kind", "TargetGroupBinding"},
                            {"metadata", pods::metadata(to_.name.value + "-websocket", to_.value.name_space.value)},
                            {"spec", std::move(spec)}},
                   where_);
  }

  Expansion& in_;
  const spec::Named<spec::Workload>::Entry& to_;
  SourceRange where_;
  std::int64_t port_;
  platform::ResourceId balancer_;
};

void expand(Expansion& in) {
  const auto* to = receiver(in.platform);
  if (!to || to->value.serve.port.value == 0) {
    in.diagnostics.error("CMP161", in.platform.edge.web_socket_api.where,
                         "no workload takes what comes in by the WebSocket API",
                         "name one that listens on a port in edge.webSocketTo, or give one a route");
    return;
  }
  WebSocketApi(in, *to).add();
}

bool wanted(const spec::Platform& platform) { return platform.edge.web_socket_api.value; }

}  // namespace

extern const Component web_socket_api = {"web-socket-api",
                                         "API Gateway WebSocket API in front of an internal load balancer",
                                         Stage::Watching,
                                         {},
                                         wanted,
                                         nullptr,
                                         expand};

}  // namespace slipway::components
