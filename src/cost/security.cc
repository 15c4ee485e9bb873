// Keys, secrets, firewalls and names.
#include "cost/parts.h"

namespace slipway::cost {

void price_key(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const Number millions = arguments.fact("millionRequestsPerMonth");
  LineWriter line(in, "keys", resource.id.name, resource);
  line.what("1 customer managed key");
  line.charge(always(quantity(1)), "kms/key");
  line.charge(when_used({millions * 100, millions.to_exact_string() + " million ÷ 10 thousand"}), "kms/requests");
  if (arguments.flag("enable_key_rotation"))
    line.note("each of the first two yearly rotations adds the price of one key");
  line.note("the account's 20,000 free requests a month are not taken off");
  std::move(line).finish();
}

void price_secret(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto replicas = static_cast<std::int64_t>(blocks(arguments.at("replica")).size());
  LineWriter line(in, "secrets", arguments.name("name"), resource);
  line.what(replicas > 0 ? "1 secret in " + std::to_string(1 + replicas) + " regions" : "1 secret");
  line.charge(always(quantity(1 + replicas)), "secrets-manager/secret");
  std::move(line).finish();
}

void price_parameter(const platform::Resource& resource, Pricing& in) {
  if (Arguments(resource, in.diagnostics).text("tier", "Standard") == "Standard") return;
  LineWriter line(in, "secrets", resource.id.name, resource);
  line.what("1 advanced parameter");
  line.charge(always(quantity(1)), "ssm/advanced-parameter");
  std::move(line).finish();
}

void price_web_acl(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto rules = static_cast<std::int64_t>(blocks(arguments.at("rule")).size());
  const Number millions = arguments.fact("millionRequestsPerMonth");
  LineWriter line(in, "web firewall", arguments.name("name"), resource);
  line.what("1 web ACL, " + std::to_string(rules) + (rules == 1 ? " rule" : " rules"));
  line.charge(always(quantity(1)), "waf/web-acl");
  line.charge(always(quantity(rules, rules == 1 ? "rule" : "rules")), "waf/rule");
  line.charge(when_used(quantity(millions, "million")), "waf/requests");
  line.note("bot and fraud control are billed apart");
  std::move(line).finish();
}

void price_zone(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  LineWriter line(in, "names", arguments.name("name"), resource);
  line.what("1 hosted zone");
  line.charge(always(quantity(1)), "route53/zone");
  line.charge(when_used(quantity(arguments.fact("millionQueriesPerMonth"), "million")), "route53/queries");
  line.note("queries of aliases to AWS resources are free");
  std::move(line).finish();
}

void price_health_check(const platform::Resource& resource, Pricing& in) {
  LineWriter line(in, "names", resource.id.name, resource);
  line.what("1 health check");
  line.charge(always(quantity(1)), "route53/health-check");
  std::move(line).finish();
}

}  // namespace slipway::cost
