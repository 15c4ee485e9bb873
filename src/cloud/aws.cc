#include "cloud/aws.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/percent.h"
#include "base/text.h"
#include "catalog/service_names.h"
#include "cloud/operations.h"
#include "cloud/reasons.h"
#include "cloud/xml.h"
#include "doc/base64.h"
#include "doc/json.h"

namespace slipway::cloud {

namespace {

constexpr int kTries = 5;

std::string text_of(const doc::Value& value) {
  if (const auto* text = value.string()) return *text;
  if (const auto* number = value.integer()) return std::to_string(*number);
  if (const auto* flag = value.boolean()) return *flag ? "true" : "false";
  return "";
}

/// "/clusters/{name}?maxResults" with its parameters. REQUIRES: it has a place for each of them: these requests have no
/// body.
std::string target_of(std::string_view pattern, const doc::Map& parameters) {
  std::string target;
  doc::Map rest = parameters;
  const auto question = std::min(pattern.find('?'), pattern.size());
  for (std::string_view path = pattern.substr(0, question); !path.empty();) {
    const auto brace = std::min(path.find('{'), path.size());
    target += path.substr(0, brace);
    path.remove_prefix(brace);
    if (path.empty()) break;
    const std::string_view name = path.substr(1, path.find('}') - 1);
    const doc::Value* value = parameters.find(name);
    target += percent_escaped(value ? text_of(*value) : "");
    rest.remove(name);
    path.remove_prefix(name.size() + 2);
  }
  char before = '?';
  const auto add = [&](const std::string& pair) { target += std::exchange(before, '&') + pair; };
  for (const std::string_view name : split(pattern.substr(std::min(question + 1, pattern.size())), '&')) {
    if (name.empty()) continue;
    if (name.ends_with('=')) {
      add(std::string(name));
      continue;
    }
    const doc::Value* value = parameters.find(name);
    rest.remove(name);
    if (!value) continue;
    const std::vector<doc::Value> sent = value->list() ? value->list()->items() : std::vector<doc::Value>{*value};
    for (const doc::Value& one : sent) add(std::string(name) + "=" + percent_escaped(text_of(one)));
  }
  assert(rest.entries().empty() && "operations.cc has a place for each parameter");
  return target;
}

/// Lists as AWS's query protocol counts them: AlarmNames.member.1; EC2 does without the word: SubnetId.1.
void add_form(const doc::Value& value, const std::string& name, std::string_view between, std::string& body) {
  if (const doc::Map* map = value.map()) {
    for (const auto& [member, inner] : map->entries()) add_form(inner, name + "." + member, between, body);
  } else if (const doc::List* list = value.list()) {
    int number = 0;
    for (const doc::Value& item : list->items())
      add_form(item, fmt::format("{}{}.{}", name, between, ++number), between, body);
  } else {
    body += "&" + name + "=" + percent_escaped(text_of(value));
  }
}

std::string query_body(const Service& service, std::string_view operation, const doc::Map& parameters) {
  std::string body = fmt::format("Action={}&Version={}", operation, service.version);
  for (const auto& [name, value] : parameters.entries())
    add_form(value, name, service.protocol == Protocol::Ec2 ? "" : ".member", body);
  return body;
}

io::HttpRequest request_of(const Service& service, const Operation& operation, const doc::Map& parameters,
                           const std::string& base) {
  io::HttpRequest request{.url = base + "/"};
  switch (service.protocol) {
    case Protocol::Json:
      request.method = "POST";
      request.headers = {
          {"Content-Type", service.name == "sqs" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1"},
          {"X-Amz-Target", fmt::format("{}.{}", service.version, operation.name)}};
      request.body = doc::write_json(doc::Value(parameters), doc::JsonLayout::Compact);
      break;
    case Protocol::Query:
    case Protocol::Ec2:
      request.method = "POST";
      request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
      request.body = query_body(service, operation.name, parameters);
      break;
    case Protocol::RestJson:
    case Protocol::RestXml:
      request.url = base + target_of(operation.path, parameters);
      request.headers = {{"Accept", service.protocol == Protocol::RestJson ? "application/json" : "application/xml"}};
      break;
  }
  return request;
}

doc::Document parsed(const std::string& text, Diagnostics& mistakes) {
  return doc::read_json(std::make_shared<const SourceText>("answer", text), mistakes);
}

/// IAM answers with policies as percent-encoded JSON: `PolicyDocument`, a version's `Document`.
void decode_policies(doc::Value& value) {
  if (doc::List* list = value.list())
    for (std::size_t i = 0; doc::Value* item = list->find(i); ++i) decode_policies(*item);
  doc::Map* map = value.map();
  if (!map) return;
  const doc::Map before = *map;
  for (const auto& [name, unused] : before.entries()) {
    doc::Value& member = *map->find(name);
    const std::string* text = member.string();
    if (text && name.ends_with("Document")) {
      Diagnostics mistakes;
      const doc::Document policy = parsed(percent_unescaped(*text), mistakes);
      if (!mistakes.has_errors()) member = doc::Value(policy.root());
    } else {
      decode_policies(member);
    }
  }
}

/// The result out of what XML wraps around it: NameResponse > NameResult.
doc::Value result_of(const Operation& operation, doc::Value answer) {
  const doc::Map* root = answer.map();
  if (!root || root->entries().empty()) return doc::Map{};
  doc::Value inner = root->entries().front().second;
  if (const doc::Value& result = inner[std::string(operation.name) + "Result"]; !result.is_null())
    inner = doc::Value(result);
  for (const std::string_view pair : split(operation.lists, ' ')) {
    const auto equals = pair.find('=');
    doc::Map* map = inner.map();
    if (equals == pair.npos || !map) continue;
    const doc::Value* found = map->find(pair.substr(0, equals));
    if (!found) continue;
    const doc::List list = found->list() ? *found->list() : doc::List{*found};
    map->remove(pair.substr(0, equals));
    map->set(pair.substr(equals + 1), list);
  }
  decode_policies(inner);
  if (inner.string()) inner = doc::Map{};  // an empty element
  if (operation.wrapped_as.empty()) return inner;
  return doc::Map{{std::string(operation.wrapped_as), std::move(inner)}};
}

CallFailure failure_of(const Service& service, std::string_view operation, const std::string& region,
                       const io::HttpResponse& response, std::int64_t now) {
  CallFailure failure{response.status, "", "", ""};
  const auto take = [&](const doc::Value& code, const doc::Value& message) {
    if (code.string()) failure.code = *code.string();
    if (message.string()) failure.message = *message.string();
  };
  if (service.protocol != Protocol::Json && service.protocol != Protocol::RestJson) {
    if (const auto read = read_xml(response.body)) {
      const doc::Value& whole = *read;
      if (const doc::List* of_ec2 = whole["Response"]["Errors"].list(); of_ec2 && !of_ec2->empty())
        take(of_ec2->items().front()["Code"], of_ec2->items().front()["Message"]);
      const doc::Value& error = whole["Error"].is_null() ? whole["ErrorResponse"]["Error"] : whole["Error"];
      take(error["Code"], error["Message"]);
    }
  } else {
    Diagnostics mistakes;
    const doc::Document body = parsed(response.body, mistakes);
    const doc::Node& root = body.root();
    std::string_view code = response.header("x-amzn-ErrorType");
    if (code.empty()) code = root["__type"].text();
    code = code.substr(0, code.find(':'));
    if (const auto hash = code.find('#'); hash != code.npos) code.remove_prefix(hash + 1);
    failure.code = code;
    failure.message = root["message"].text().empty() ? root["Message"].text() : root["message"].text();
  }
  failure.fix = advice(
      {response.status, failure.code, service.name, service.is_global ? "" : region, io::clock_skew(response, now)});
  if (failure.message.empty() && failure.code.empty())
    failure.message = io::status_in_words(response.status) + " and no word of why";
  const bool has_both = !failure.code.empty() && !failure.message.empty();
  failure.message =
      fmt::format("{} {}: {}{}{}", service.name, operation, failure.code, has_both ? ": " : "", failure.message);
  if (const auto action = action_of(service.name, operation);
      is_denial(response.status, failure.code) && failure.message.find(action) == std::string::npos)
    failure.message += fmt::format(" (it needs {})", action);
  return failure;
}

/// Where a service of a region is asked, and which region a signature for it names: one of the partition where the
/// service has none.
struct Place {
  std::string url, signing_region;
};
Place place_of(const Service& service, const std::string& region) {
  if (!service.is_global) return {catalog::service_url(service.host, region), region};
  const std::string_view partition = catalog::partition_of(region);
  if (partition == "aws-cn") return {catalog::service_url(service.host, "cn-north-1"), "cn-north-1"};
  if (partition == "aws-us-gov") return {fmt::format("https://{}.us-gov.amazonaws.com", service.host), "us-gov-west-1"};
  return {fmt::format("https://{}.amazonaws.com", service.host), "us-east-1"};
}

}  // namespace

Aws::Aws(Doors doors, CredentialChain& chain, std::string region)
    : doors_(doors), chain_(chain), region_(region.empty() ? chain.region() : std::move(region)) {}

bool Aws::knows(std::string_view service, std::string_view operation) {
  return find_operation(service, operation) != nullptr;
}

Result<doc::Document, CallFailure> Aws::call(std::string_view service_name, std::string_view name,
                                             const doc::Map& parameters) {
  const Service* service = find_service(service_name);
  const Operation* operation = find_operation(service_name, name);
  assert(service && operation && "operations.cc has a row for it");
  if (region_.empty() && !service->is_global)
    return CallFailure{0, "Region", "no AWS region is set", "set AWS_REGION, or aws.region in platform.yaml"};
  const Place place = place_of(*service, region_);
  const Endpoint endpoint = chain_.endpoint(std::string(service->name));
  const std::string& base = endpoint.url.empty() ? place.url : endpoint.url;
  const auto tls = chain_.trust();
  if (!tls) return tls.error();
  auto credentials = chain_.get();
  if (!credentials) return credentials.error();
  bool was_renewed = false;
  for (int tried = 0;; ++tried) {
    io::HttpRequest request = request_of(*service, *operation, parameters, base);
    request.tls = *tls;
    sign(request, credentials->keys, {place.signing_region, std::string(service->signing), doors_.clock.now()});
    const auto response = doors_.http.send(request);
    const bool is_last = tried + 1 >= kTries;
    const std::int64_t pause = pause_after(tried + 1, doors_.clock.now());
    if (!response) {
      if (is_last || response.error().kind != FailureKind::Unreachable)
        return CallFailure{0, "Unreachable", fmt::format("{} {}: {}", service->name, name, response.error().message),
                           advice_for_silence(response.error(), endpoint)};
      doors_.clock.sleep(pause);
      continue;
    }
    if (io::is_web_page(*response))
      return CallFailure{0, "WebPage", fmt::format("{} {}: {}", service->name, name, io::web_page_in_words("AWS")),
                         advice_for_another(endpoint)};
    if (!response->header("Date").empty()) skew_ = io::clock_skew(*response, doors_.clock.now());
    if (response->status == 200) {
      chain_.accepted();
      std::string wrong = "the answer cannot be read";
      if (service->protocol == Protocol::Json || service->protocol == Protocol::RestJson) {
        Diagnostics mistakes;
        doc::Document document = parsed(response->body, mistakes);
        const bool has_all = operation->holds.empty() || document.root().find(operation->holds);
        if (!mistakes.has_errors() && document.root().is_map() && has_all) return document;
        if (!mistakes.has_errors()) wrong = fmt::format("the answer has no {}", operation->holds);
      } else if (auto read = read_xml(response->body)) {
        return doc::freeze(result_of(*operation, std::move(read).value()), {});
      }
      return CallFailure{200, "Malformed", fmt::format("{} {}: {}", service->name, name, wrong),
                         endpoint.url.empty()
                             ? advice({.status = 200, .code = {}, .service = service->name, .region = region_})
                             : advice_for_another(endpoint)};
    }
    CallFailure failure = failure_of(*service, name, region_, *response, doors_.clock.now());
    if (failure.code.empty() && !endpoint.url.empty()) failure.fix = advice_for_another(endpoint);
    if (failure.code.find("Expired") != std::string::npos && !was_renewed) {
      was_renewed = true;
      auto renewed = chain_.renew(credentials->keys);
      if (!renewed) return renewed.error();
      const bool is_other = !(renewed->keys == credentials->keys);
      credentials = std::move(renewed);
      if (is_other) continue;
      return failure;
    }
    if (is_last || !(is_throttled(failure.code) || response->status == 429 || response->status >= 500)) return failure;
    doors_.clock.sleep(pause);
  }
}

Result<std::string, CallFailure> eks_token(CredentialChain& chain, const std::string& cluster,
                                           const std::string& region, std::int64_t now) {
  const auto credentials = chain.get();
  if (!credentials) return credentials.error();
  const std::string url =
      presigned(place_of(*find_service("sts"), region).url + "/?Action=GetCallerIdentity&Version=2011-06-15",
                {"x-k8s-aws-id", cluster}, 60, credentials->keys, {region, "sts", now});
  std::string encoded = doc::encode_base64(url);
  while (encoded.ends_with('=')) encoded.pop_back();
  std::ranges::replace(encoded, '+', '-');
  std::ranges::replace(encoded, '/', '_');
  return "k8s-aws-v1." + encoded;
}

}  // namespace slipway::cloud
