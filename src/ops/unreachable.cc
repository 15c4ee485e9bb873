#include "ops/unreachable.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

namespace slipway::ops {
namespace {

using Why = Unreachable::Why;

constexpr std::string_view kGoesOn = "; then the same command goes on from here";

constexpr const char* kTrust =
    "update-ca-certificates with the certificate of whoever signed it, or SSL_CERT_FILE=FILE";

bool has(std::string_view text, std::string_view what) { return text.find(what) != text.npos; }

/// The first whose words stand in the error; whatever a proxy is in comes before what is wrong with it.
constexpr struct {
  std::string_view said;
  Why why;
} kWords[] = {
    {"proxyconnect tcp", Why::Proxy},
    {"Proxy Authentication Required", Why::Proxy},
    {"no such host", Why::Name},
    {"server misbehaving", Why::Name},
    {"Temporary failure in name resolution", Why::Name},
    {"connection refused", Why::Refused},
    {"network is unreachable", Why::NoWay},
    {"no route to host", Why::NoWay},
    {"signed by unknown authority", Why::Authority},
    {"certificate is not trusted", Why::Authority},
    {"certificate has expired or is not yet valid", Why::Expired},
    {"x509: certificate is valid for", Why::OtherName},
    {"x509: certificate is not valid for", Why::OtherName},
    {"x509: cannot validate certificate for", Why::OtherName},
    {"server gave HTTP response to HTTPS client", Why::NoTls},
    {"first record does not look like a TLS handshake", Why::NoTls},
    {"TLS handshake timeout", Why::Slow},
    {"i/o timeout", Why::Slow},
    {"Client.Timeout exceeded while awaiting headers", Why::Slow},
    {"connection timed out", Why::Slow},
};

/// "s3.eu-west-1.amazonaws.com" of the text after `before`; "" when no host stands there.
std::string host_after(std::string_view text, std::string_view before) {
  const auto at = text.find(before);
  if (at == text.npos) return "";
  text.remove_prefix(at + before.size());
  const auto is_of_host = [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_'; };
  if (text.starts_with('[')) {  // an IPv6 address
    const auto end = text.find(']');
    return end == text.npos ? "" : std::string(text.substr(0, end + 1));
  }
  return std::string(text.begin(), std::ranges::find_if_not(text, is_of_host));
}

std::string port_after(std::string_view text, std::string_view host) {
  const auto at = text.find(host);
  if (host.empty() || at == text.npos || !text.substr(at + host.size()).starts_with(':')) return "";
  const auto digits = text.substr(at + host.size() + 1);
  const auto port = digits.substr(0, digits.find_first_not_of("0123456789"));
  return port.empty() || port == "443" ? "" : ":" + std::string(port);
}

std::string peer_after(std::string_view text, std::string_view before) {
  const auto host = host_after(text, before);
  return host + port_after(text.substr(std::min(text.find(before), text.size())), host);
}

/// Whose it is that should have answered. Another: it is named for a service of AWS.
enum class Whose { Aws, Registry, Metadata, Another, Unknown };

Whose whose(const Unreachable& peer, std::string_view service) {
  const std::string_view host = peer.host;
  if (host.empty()) return peer.is_registry ? Whose::Registry : Whose::Aws;
  if (host.starts_with("169.254.") || host.starts_with("[fd00:ec2:")) return Whose::Metadata;
  for (const std::string_view aws :
       {".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn"})
    if (host.ends_with(aws)) return Whose::Aws;
  if (!service.empty()) return Whose::Another;
  return peer.is_registry ? Whose::Registry : Whose::Unknown;
}

std::string name_of(const Unreachable& peer, std::string_view service, std::string_view region) {
  const auto of_service = fmt::format("{}{}", service.empty() ? "AWS" : service,
                                      region.empty() || service.empty() ? "" : fmt::format(" in {}", region));
  switch (whose(peer, service)) {
    case Whose::Aws:
      return peer.host.empty() ? of_service : fmt::format("{} ({})", peer.host, of_service);
    case Whose::Registry:
      return peer.host.empty() ? "where providers come from" : peer.host + " (where providers come from)";
    case Whose::Metadata:
      return fmt::format("{} (the role of this machine)", peer.host);
    case Whose::Another:
      return fmt::format("{} (which somebody has named for {})", peer.host, of_service);
    case Whose::Unknown:
      return peer.host;
  }
  return peer.host;
}

std::string cause_of(const Unreachable& peer, const std::string& name) {
  switch (peer.why) {
    case Why::Name:
      return fmt::format("no DNS here knows {}", name);
    case Why::Refused:
      return fmt::format("nothing listens at {}, or a firewall turns this machine away", name);
    case Why::NoWay:
      return fmt::format("there is no way from here to {}", name);
    case Why::Slow:
      return fmt::format("{} does not answer: something on the way drops what is sent to it", name);
    case Why::Proxy:
      return fmt::format("the proxy{} on the way to {} cannot be reached, or does not let this through",
                         peer.proxy.empty() ? "" : " " + peer.proxy, name);
    case Why::Authority:
      return fmt::format(
          "what answers as {} shows a certificate that this machine does not trust: mostly a proxy that "
          "looks inside",
          name);
    case Why::Expired:
      return fmt::format("the certificate that {} shows is over by this machine's clock, or has not begun", name);
    case Why::OtherName:
      return fmt::format("something else answers as {}: its certificate has another name", name);
    case Why::NoTls:
      return fmt::format("what answers at {} speaks no TLS: a proxy, or a server of another kind", name);
  }
  return name;
}

/// What is the same whoever should have answered.
std::string fix_of(Why why, std::string_view host) {
  switch (why) {
    case Why::Proxy:
      return fmt::format("is HTTPS_PROXY the right one, and does it run? NO_PROXY={} goes past it", host);
    case Why::Expired:
      return "is this machine's clock right? timedatectl set-ntp true";
    case Why::OtherName:
      return fmt::format("`getent hosts {}` shows whither the name leads here: /etc/hosts, a private zone, a proxy",
                         host);
    case Why::NoTls:
      return "is HTTPS_PROXY an http:// address where the proxy takes no TLS? and an endpoint without TLS begins with "
             "http://";
    default:
      return "";
  }
}

std::string fix_of(const Unreachable& peer, std::string_view service, std::string_view region) {
  const auto host = peer.host.empty() ? std::string("NAME") : peer.host.substr(0, peer.host.find(':'));
  const bool is_authority = peer.why == Why::Authority, is_name = peer.why == Why::Name;
  switch (whose(peer, service)) {
    case Whose::Metadata:
      return "this machine is none of AWS's, or its metadata is shut: log in another way (aws sso login, or keys in "
             "the "
             "environment)";
    case Whose::Another: {
      if (is_authority) return "AWS_CA_BUNDLE=FILE with the certificate of whoever signed it";
      if (const auto same = fix_of(peer.why, host); !same.empty()) return same;
      std::string variable = "AWS_ENDPOINT_URL_";
      for (const char c : service) variable += c == ' ' ? '_' : static_cast<char>(std::toupper(c));
      return fmt::format(
          "start what should answer there; or take the address away: AWS_ENDPOINT_URL, {}, endpoint_url of the AWS "
          "profile",
          variable);
    }
    case Whose::Registry:
      if (is_authority) return kTrust;
      if (const auto same = fix_of(peer.why, host); !same.empty()) return same;
      return "HTTPS_PROXY=http://HOST:PORT where a proxy leads out; else a mirror (provider_installation in "
             "~/.terraformrc)";
    case Whose::Unknown:
      if (is_authority) return kTrust;
      if (const auto same = fix_of(peer.why, host); !same.empty()) return same;
      return "start what should answer there, or put right where it is named (the backend of Terraform's state, a "
             "provider's setting); is the VPN up? HTTPS_PROXY=http://HOST:PORT where a proxy leads out";
    case Whose::Aws:
      break;
  }
  if (is_authority) return "AWS_CA_BUNDLE=FILE with the proxy's certificate";
  if (const auto same = fix_of(peer.why, host); !same.empty()) return same;
  if (is_name)
    return fmt::format(
        "is there a network and DNS (`getent hosts {}`), and is {} one of AWS's regions (`aws.region` in "
        "platform.yaml)? "
        "where only a proxy leads out: HTTPS_PROXY=http://HOST:PORT",
        host, region.empty() ? "the region" : region);
  return "where only a proxy leads out: HTTPS_PROXY=http://HOST:PORT; else the firewall, the VPN, or the security "
         "group "
         "of a VPC endpoint";
}

}  // namespace

bool tells_whose(const Unreachable& peer, std::string_view service) { return whose(peer, service) != Whose::Unknown; }

std::optional<Unreachable> read_unreachable(std::string_view error) {
  const auto known = std::ranges::find_if(kWords, [&](const auto& one) { return has(error, one.said); });
  if (known == std::end(kWords)) return std::nullopt;
  Unreachable peer{known->why, "", ""};
  constexpr std::string_view kOfProviders[] = {"provider packages", "install provider", "installing provider",
                                               "versions for provider", "registry"};
  peer.is_registry = std::ranges::any_of(kOfProviders, [&](const auto words) { return has(error, words); });
  for (const std::string_view before : {"\"https://", "\"http://", "dial tcp: lookup ", "lookup "})
    if (peer.host.empty()) peer.host = peer_after(error, before);
  const auto dialled = peer_after(error, "dial tcp ");
  if (peer.why == Why::Proxy)
    peer.proxy = dialled;
  else if (peer.host.empty())
    peer.host = dialled;
  return peer;
}

Cure cure_of(const Unreachable& peer, std::string_view service, std::string_view region) {
  const auto name = name_of(peer, service, region);
  return {whose(peer, service) == Whose::Metadata ? "nothing gives AWS credentials, at the end not " + name
                                                  : cause_of(peer, name),
          fix_of(peer, service, region) + std::string(kGoesOn)};
}

Cure cure_of_other(const Unreachable& peer, const std::string& name, const std::string& way, const std::string& trust) {
  auto fix = peer.why == Why::Authority ? trust : fix_of(peer.why, peer.host.substr(0, peer.host.find(':')));
  if (fix.empty()) fix = way;
  return {cause_of(peer, name), fix + std::string(kGoesOn)};
}

}  // namespace slipway::ops
