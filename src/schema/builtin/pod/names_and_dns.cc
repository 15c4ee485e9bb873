// How a pod is called, and how it finds others.
#include <string>

#include "schema/builtin/fields.h"
#include "schema/builtin/pod/pod_parts.h"

namespace slipway::schema::builtin {
namespace {

std::string_view without_final_dot(std::string_view domain) {
  return domain.ends_with('.') ? domain.substr(0, domain.size() - 1) : domain;
}

void check_searches(const doc::Node& searches, const Path& path, Errors& errors) {
  constexpr std::size_t kMost = 32, kMostBytes = 2048;
  if (searches.size() > kMost) errors.invalid(path, searches, "must not have more than 32 search paths");
  std::size_t bytes = searches.size() > 0 ? searches.size() - 1 : 0;
  for (const doc::Node& search : searches.items()) bytes += text_of(search).size();
  if (bytes > kMostBytes)
    errors.invalid(path, searches, "must not have more than 2048 characters (including spaces) in the search list");
  std::size_t index = 0;
  for (const doc::Node& search : searches.items()) {
    const Path at(path, index++);
    if (text_of(search) != ".")
      check_text(without_final_dot(text_of(search)), kube::check_dns1123_subdomain_with_underscore, at, errors);
  }
}

}  // namespace

void check_dns(const doc::Node& spec, const Path& path, Errors& errors) {
  constexpr std::size_t kMostServers = 3;
  const doc::Node &config = spec["dnsConfig"], &servers = config["nameservers"];
  const Path servers_path(path, "nameservers"), options_path(path, "options");
  if (text_of(spec["dnsPolicy"]) == "None") {
    if (config.is_null()) return errors.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
    if (servers.size() == 0)
      return errors.required(servers_path, "must provide at least one DNS nameserver when `dnsPolicy` is None");
  }
  if (config.is_null()) return;
  if (servers.size() > kMostServers) errors.invalid(servers_path, servers, "must not have more than 3 nameservers");
  std::size_t index = 0;
  for (const doc::Node& server : servers.items()) check_ip(text_of(server), Path(servers_path, index++), errors);
  check_searches(config["searches"], Path(path, "searches"), errors);
  index = 0;
  for (const doc::Node& option : config["options"].items()) {
    if (text_of(option["name"]).empty()) errors.required(Path(options_path, index), "must not be empty");
    ++index;
  }
}

void check_host_names(const doc::Node& spec, const PodPlace& place, const Path& path, Errors& errors) {
  constexpr std::size_t kLongest = 64;
  if (const doc::Node& name = spec["hostnameOverride"]; !name.is_null()) {
    const Path at(path, "hostnameOverride");
    if (flag_of(spec["setHostnameAsFQDN"])) errors.forbidden(at, "may not be specified when setHostnameAsFQDN is true");
    if (flag_of(spec["hostNetwork"])) errors.forbidden(at, "may not be specified when hostNetwork is true");
    if (text_of(name).size() > kLongest) errors.too_long(at, kLongest);
    check_text(text_of(name), kube::check_dns1123_subdomain, at, errors);
  }
  if (place.claim_templates) return;  // a set's pods are named by the set
  for (const char* field : {"hostname", "subdomain"})
    if (const std::string_view name = text_of(spec[field]); !name.empty())
      check_text(name, kube::check_dns1123_label, Path(path, field), errors);
}

}  // namespace slipway::schema::builtin
