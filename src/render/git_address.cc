#include "render/git_address.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace slipway::render {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool has_control(std::string_view text) { return std::ranges::any_of(text, is_control); }
bool is_word_of_host(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/// host, host:port or [address]:port.
bool is_host(std::string_view text) {
  std::string_view name = text, port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return false;
    name = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (name.empty() || name.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) return false;
  } else {
    const auto colon = text.find(':');
    name = text.substr(0, colon);
    port = colon == std::string_view::npos ? "" : text.substr(colon);
    if (name.empty() || !std::ranges::all_of(name, is_word_of_host)) return false;
  }
  return port.empty() ||
         (port.size() > 1 && port.size() <= 6 && port.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

std::string about_url(std::string_view url, Delivery delivery) {
  if (url.empty()) return "is empty";
  if (has_control(url) || url.find_first_of(" \"'<>\\^`{|}") != std::string_view::npos)
    return "has a character that no URL has: write it as %20 and the like";
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) {
    const auto at = url.find('@'), colon = url.find(':');
    const bool is_short = at != std::string_view::npos && at > 0 && colon != std::string_view::npos && at < colon &&
                          colon + 1 < url.size() && is_host(url.substr(at + 1, colon - at - 1));
    if (!is_short) return "is no URL: it begins with https://, http:// or ssh://";
    if (delivery == Delivery::Flux)
      return fmt::format("is no URL to Flux: write ssh://{}/{}", url.substr(0, colon), url.substr(colon + 1));
    return "";
  }
  const auto name = url.substr(0, scheme);
  if (name != "https" && name != "http" && name != "ssh") return "begins with none of https://, http://, ssh://";
  const auto rest = url.substr(scheme + 3);
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  const auto at = authority.rfind('@');
  const auto user = at == std::string_view::npos ? "" : authority.substr(0, at);
  if (user.find(':') != std::string_view::npos || (!user.empty() && name != "ssh"))
    return "holds a name or password, which would be in Git: give the controller credentials of its own";
  if (!is_host(at == std::string_view::npos ? authority : authority.substr(at + 1))) return "names no host";
  return "";
}

std::string about_branch(std::string_view branch) {
  if (branch.empty()) return "is empty";
  const bool is_branch = !has_control(branch) && branch.find_first_of(" ~^:?*[\\") == std::string_view::npos &&
                         branch != "@" && branch.find("..") == std::string_view::npos &&
                         branch.find("@{") == std::string_view::npos && !branch.starts_with('-') &&
                         !branch.ends_with('.') && std::ranges::none_of(split(branch, '/'), [](auto part) {
                           return part.empty() || part.starts_with('.') || part.ends_with(".lock");
                         });
  return is_branch ? "" : "is no name that a branch can have";
}

std::string about_path(std::string_view path) {
  if (has_control(path) || path.find('\\') != std::string_view::npos) return "has a character that no folder has";
  if (std::ranges::count(split(path, '/'), "..") > 0) return "leads out of the repository";
  return "";
}

}  // namespace

std::string complaint_about(const Git& git, Delivery delivery) {
  const auto said = [](std::string_view flag, const std::string& value, const std::string& complaint) {
    return complaint.empty() ? "" : fmt::format("{} '{}' {}", flag, printable(value), complaint);
  };
  if (auto text = about_url(git.url, delivery); !text.empty()) {
    const bool is_secret = text.starts_with("holds");
    return is_secret ? "--git-url " + text : said("--git-url", git.url, text);
  }
  if (auto text = about_branch(git.revision); !text.empty()) return said("--git-revision", git.revision, text);
  return said("--git-path", git.path, about_path(git.path));
}

}  // namespace slipway::render
