#include "kube/image.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "base/text.h"

namespace slipway::kube {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower_alnum(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_host_part(std::string_view text) {
  return !text.empty() && is_alnum(text.front()) && is_alnum(text.back()) &&
         std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
  std::string_view host = text;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == text.npos || close == 1) return false;
    host = text.substr(0, close + 1);
    const std::string_view address = text.substr(1, close - 1);
    if (!std::ranges::all_of(address, [](char c) { return is_hex(c) || c == ':'; })) return false;
  } else {
    host = text.substr(0, text.find(':'));
    if (!std::ranges::all_of(split(host, '.'), is_host_part)) return false;
  }
  const std::string_view port = text.substr(host.size());
  return port.empty() || (port.size() > 1 && port[0] == ':' && std::ranges::all_of(port.substr(1), is_digit));
}

/// Lower case letters and digits, joined by one of ".", "_", "__" or any number of "-".
bool is_path_part(std::string_view text) {
  while (true) {
    const auto end = std::ranges::find_if_not(text, is_lower_alnum);
    if (end == text.begin()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
    if (text.empty()) return true;
    std::size_t joint = 1;
    if (text[0] == '-')
      joint = std::min(text.find_first_not_of('-'), text.size());
    else if (text.starts_with("__"))
      joint = 2;
    else if (text[0] != '.' && text[0] != '_')
      return false;
    text.remove_prefix(joint);
  }
}

bool is_path(std::string_view text) { return std::ranges::all_of(split(text, '/'), is_path_part); }

bool is_tag(std::string_view text) {
  const auto is_word = [](char c) { return is_alnum(c) || c == '_'; };
  return !text.empty() && text.size() <= 128 && is_word(text[0]) &&
         std::ranges::all_of(text, [&](char c) { return is_word(c) || c == '.' || c == '-'; });
}

/// The shape of a digest: an algorithm's name in parts, a colon, at least 32 hexadecimal digits.
bool is_digest(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos || text.size() - colon - 1 < 32) return false;
  bool starts_part = true;
  for (const char c : text.substr(0, colon)) {
    const bool is_joint = c == '-' || c == '_' || c == '+' || c == '.';
    if (starts_part ? !is_alpha(c) : !is_alnum(c) && !is_joint) return false;
    starts_part = is_joint;
  }
  return !starts_part && std::ranges::all_of(text.substr(colon + 1), is_hex);
}

/// Why a digest of the right shape is none after all; empty when it is one. (opencontainers/go-digest 1.0)
std::string_view digest_error(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view algorithm = text.substr(0, colon), hex = text.substr(colon + 1);
  const std::size_t length = algorithm == "sha256" ? 64 : algorithm == "sha384" ? 96 : algorithm == "sha512" ? 128 : 0;
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (length == 0)
    return std::ranges::any_of(algorithm, is_upper) ? "invalid checksum digest format" : "unsupported digest algorithm";
  if (hex.size() != length) return "invalid checksum digest length";
  return std::ranges::any_of(hex, is_upper) ? "invalid checksum digest format" : "";
}

/// Splits the whole name; false when it has not the shape of one.
bool split_reference(std::string_view text, ImageReference& out) {
  std::string_view name = text.substr(0, text.find('@'));
  if (name.size() < text.size()) {
    out.digest = text.substr(name.size() + 1);
    if (!is_digest(out.digest)) return false;
  }
  const std::size_t slash = name.rfind('/');
  const std::size_t colon = name.find(':', slash == name.npos ? 0 : slash);
  if (colon != name.npos) {
    out.tag = name.substr(colon + 1);
    if (!is_tag(out.tag)) return false;
    name = name.substr(0, colon);
  }
  const std::size_t first = name.find('/');
  if (first != name.npos && is_domain(name.substr(0, first)) && is_path(name.substr(first + 1))) {
    out.domain = name.substr(0, first);
    name.remove_prefix(first + 1);
  } else if (!is_path(name)) {
    return false;
  }
  out.path = name;
  return true;
}

constexpr std::string_view kDockerHub = "docker.io";
constexpr std::string_view kOfficial = "library/";

/// The name with its registry written out.
std::string with_registry(std::string_view text) {
  const std::string hub = std::string(kDockerHub) + "/";
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return hub + std::string(kOfficial) + std::string(text);
  std::string_view domain = text.substr(0, slash), rest = text.substr(slash + 1);
  if (domain == "index.docker.io") {
    domain = kDockerHub;
  } else if (domain != "localhost" && domain.find_first_of(".:") == domain.npos && go_lower(domain) == domain) {
    domain = kDockerHub;
    rest = text;
  }
  const bool is_official = domain == kDockerHub && rest.find('/') == rest.npos;
  return std::string(domain) + "/" + std::string(is_official ? kOfficial : "") + std::string(rest);
}

std::string with_tag_and_digest(std::string name, const ImageReference& image) {
  if (!image.tag.empty()) name += ":" + image.tag;
  if (!image.digest.empty()) name += "@" + image.digest;
  return name;
}

}  // namespace

Result<ImageReference, ParseError> ImageReference::parse(std::string_view text) {
  const auto is_lower_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  if (text.size() == 64 && std::ranges::all_of(text, is_lower_hex))
    return ParseError{0, fmt::format("invalid repository name ({}), cannot specify 64-byte hexadecimal strings", text)};
  const std::string whole = with_registry(text);
  std::string_view remote = std::string_view(whole).substr(whole.find('/') + 1);
  remote = remote.substr(0, remote.find(':'));
  if (go_lower(remote) != remote)
    return ParseError{0, fmt::format("invalid reference format: repository name ({}) must be lowercase", remote)};
  ImageReference out;
  if (!split_reference(whole, out)) {
    ImageReference ignored;
    if (split_reference(go_lower(whole), ignored)) return ParseError{0, "repository name must be lowercase"};
    return ParseError{0, "invalid reference format"};
  }
  if (out.path.size() > 255) return ParseError{0, "repository name must not be more than 255 characters"};
  if (!out.digest.empty())
    if (const std::string_view error = digest_error(out.digest); !error.empty())
      return ParseError{text.find('@') + 1, std::string(error)};
  return out;
}

std::string ImageReference::to_string() const { return with_tag_and_digest(name(), *this); }

std::string ImageReference::familiar() const {
  if (domain != kDockerHub) return to_string();
  std::string_view shorter = path;
  if (shorter.starts_with(kOfficial) && shorter.substr(kOfficial.size()).find('/') == shorter.npos)
    shorter.remove_prefix(kOfficial.size());
  return with_tag_and_digest(std::string(shorter), *this);
}

std::string kubelet_image_error(std::string_view image, const ParseError& error) {
  return fmt::format("couldn't parse image name {}: {}", go_quoted(image), error.message);
}

std::string_view default_pull_policy(std::string_view image) {
  const auto reference = ImageReference::parse(image);
  return reference && reference->pulled_tag() == "latest" ? "Always" : "IfNotPresent";
}

}  // namespace slipway::kube
