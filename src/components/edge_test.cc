#include "components/testing/expanded.h"

namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

std::string edge(const std::string& edge, const std::string& more = "") {
  return "edge: {host: api.example.com" + (edge.empty() ? "" : ", " + edge) +
         "}\nworkloads: {general: {serve: {image: \"g:1\", port: 8080, readiness: /ready}, route: /v1/general}" + more +
         "}";
}
std::string annotation(const Expanded& e, const std::string& name) {
  return e.field("Ingress", "demo", "metadata.annotations.alb.ingress.kubernetes.io/" + name);
}

TEST(Edge, RoutesPathsToWorkloads) {
  const Expanded e(edge("", ", code: {serve: {image: \"c:1\", port: 9090}, route: /v1/code}"));
  EXPECT_EQ(e.field("Ingress", "demo", "spec.rules.0.host"), "api.example.com");
  EXPECT_EQ(e.field("Ingress", "demo", "spec.rules.0.http.paths.1"),
            R"({"path":"/v1/code","pathType":"Prefix","backend":{"service":{"name":"code","port":{"name":"http"}}}})");
  EXPECT_EQ(annotation(e, "target-type"), "ip");
  EXPECT_EQ(annotation(e, "ssl-redirect"), "443");
  EXPECT_EQ(annotation(e, "listen-ports"), R"([{"HTTP": 80}, {"HTTPS": 443}])");
}

TEST(Edge, IsOneLoadBalancerForSeveralNamespaces) {
  const Expanded e(edge("", ", code: {namespace: other, serve: {image: \"c:1\"}, route: /v1/code}"));
  EXPECT_EQ(e.graph.of_kind("Ingress").size(), 2u);
  EXPECT_EQ(annotation(e, "group.name"), "demo");
  EXPECT_EQ(annotation(Expanded(edge("")), "group.name"), "");
}

TEST(Edge, HasACertificateThatTheHostedZoneValidates) {
  const Expanded e(edge("hostedZone: example.com"));
  EXPECT_EQ(e.argument("aws_acm_certificate.edge", "domain_name"), "api.example.com");
  EXPECT_EQ(e.argument("aws_route53_record.edge_validation", "zone_id"), "data.aws_route53_zone.edge.zone_id");
  EXPECT_EQ(annotation(e, "certificate-arn"), "${aws_acm_certificate_validation.edge.certificate_arn}");
  EXPECT_EQ(e.value("external-dns", "domainFilters"), R"(["example.com"])");
}

TEST(Edge, MayBringItsOwnCertificateOrNone) {
  const Expanded own(
      edge("certificate: \"arn:aws:acm:us-west-2:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab\""));
  EXPECT_EQ(annotation(own, "certificate-arn"),
            "arn:aws:acm:us-west-2:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab");
  const Expanded none(edge("certificate: none"));
  EXPECT_EQ(annotation(none, "listen-ports"), "");
  EXPECT_EQ(none.names("aws_acm_certificate"), Names{});
}

TEST(Edge, LetsLongAnswersFinish) {
  const Expanded e(edge("idleTimeoutSeconds: 300, deregistrationSeconds: 120, stickinessSeconds: 3600"));
  EXPECT_EQ(annotation(e, "load-balancer-attributes"),
            "idle_timeout.timeout_seconds=300,routing.http.drop_invalid_header_fields.enabled=true");
  EXPECT_EQ(annotation(e, "target-group-attributes"),
            "deregistration_delay.timeout_seconds=120,stickiness.enabled=true,stickiness.type=lb_cookie,"
            "stickiness.lb_cookie.duration_seconds=3600");
}

TEST(Edge, WritesAccessLogsToABucketThatTakesThem) {
  const Expanded e(edge("accessLogs: logs") + "\nbuckets: {logs: {accessLogsTarget: true}}");
  EXPECT_NE(annotation(e, "load-balancer-attributes").find("access_logs.s3.bucket=${aws_s3_bucket.logs.id}"),
            std::string::npos);
}

TEST(Edge, StandsBehindAFirewallThatLetsPromptsThrough) {
  const Expanded e(edge("waf: true"));
  EXPECT_EQ(annotation(e, "wafv2-acl-arn"), "${aws_wafv2_web_acl.edge.arn}");
  EXPECT_EQ(
      e.argument("aws_wafv2_web_acl.edge", "rule.1.statement.managed_rule_group_statement.rule_action_override.name"),
      "SizeRestrictions_BODY");
}

TEST(Edge, WithoutRoutesSaysSo) {
  const Expanded e("edge: {host: api.example.com}");
  EXPECT_EQ(e.findings(), Names{"CMP160 no workload has a route: api.example.com leads nowhere"});
}

TEST(Edge, OfAutoModeIsTheClustersOwn) {
  const Expanded e("cluster: {mode: auto}\nautoscaler: {nodes: auto}\n" + edge(""));
  EXPECT_EQ(e.field("IngressClass", "alb", "spec.controller"), "eks.amazonaws.com/alb");
  for (const auto& release : e.releases()) EXPECT_NE(release, "kube-system/aws-load-balancer-controller");
}

TEST(WebSocketApi, ReachesAWorkloadThroughALinkAndAnInternalLoadBalancer) {
  const Expanded e(edge("webSocketApi: true"));
  EXPECT_EQ(e.argument("aws_apigatewayv2_api.websocket", "protocol_type"), "WEBSOCKET");
  EXPECT_EQ(e.argument("aws_apigatewayv2_integration.websocket", "connection_type"), "VPC_LINK");
  EXPECT_EQ(e.argument("aws_apigatewayv2_integration.websocket", "integration_uri"),
            "http://${aws_lb.websocket.dns_name}:8080/v1/general");
  EXPECT_EQ(e.argument("aws_lb.websocket", "internal"), "true");
  EXPECT_EQ(e.names("aws_apigatewayv2_route"),
            (Names{"websocket_connect", "websocket_disconnect", "websocket_default"}));
  EXPECT_EQ(e.field("TargetGroupBinding", "general-websocket", "spec.targetGroupARN"),
            "${aws_lb_target_group.websocket.arn}");
}

TEST(WebSocketApi, NeedsSomebodyWhoListens) {
  const Expanded e(
      "edge: {host: api.example.com, webSocketApi: true}\n"
      "queues: {q: {}}\nworkloads: {a: {serve: {image: \"a:1\", port: 0}, route: /}}");
  EXPECT_EQ(e.findings().back(), "CMP161 no workload takes what comes in by the WebSocket API");
}

}  // namespace
}  // namespace slipway::components
