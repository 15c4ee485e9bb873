#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "cel/addresses.h"

namespace slipway::cel {
namespace {

enum class Part : std::uint8_t { Path, UserPassword, Host, QueryComponent };

struct Refused {
  std::string message;
};

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
int hex_value(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

/// Whether Go escapes a character there.
bool is_escaped(char c, Part part) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return false;
  if (part == Part::Host && std::string_view("!$&'()*+,;=:[]<>\"").find(c) != std::string_view::npos) return false;
  if (std::string_view("-_.~").find(c) != std::string_view::npos) return false;
  if (std::string_view("$&+,/:;=?@").find(c) != std::string_view::npos) {
    switch (part) {
      case Part::Path:
        return c == '?';
      case Part::UserPassword:
        return c == '@' || c == '/' || c == '?' || c == ':';
      default:
        return true;
    }
  }
  return true;
}

std::string unescaped(std::string_view text, Part part) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))
        throw Refused{"invalid URL escape " + go_quoted(text.substr(i, 3))};
      if (part == Part::Host && hex_value(text[i + 1]) < 8 && text.substr(i, 3) != "%25")
        throw Refused{"invalid URL escape " + go_quoted(text.substr(i, 3))};
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
      continue;
    }
    if (part == Part::Host && static_cast<unsigned char>(c) < 0x80 && is_escaped(c, part))
      throw Refused{"invalid character " + go_quoted(text.substr(i, 1)) + " in host name"};
    out += c == '+' && part == Part::QueryComponent ? ' ' : c;
  }
  return out;
}

std::string escaped(std::string_view text, Part part) {
  std::string out;
  for (const char c : text) {
    if (is_escaped(c, part))
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

bool is_port(std::string_view text) {
  if (text.empty()) return true;
  return text[0] == ':' && text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

std::string read_host(std::string_view scheme, std::string_view host) {
  const auto check_port = [](std::string_view port) {
    if (!is_port(port)) throw Refused{fmt::format("invalid port {} after host", go_quoted(port))};
  };
  const std::size_t open = host.rfind('[');
  if (open != std::string_view::npos && open > 0) throw Refused{"invalid IP-literal"};
  if (open == 0) {
    const std::size_t close = host.rfind(']');
    if (close == std::string_view::npos) throw Refused{"missing ']' in host"};
    check_port(host.substr(close + 1));
    const std::string inner = unescaped(host.substr(1, close - 1), Part::Host);
    const auto address = parse_address(inner.substr(0, inner.find('%')));
    if (address && address->v4) throw Refused{"invalid IP-literal"};
    if (!address && address.error().message.find("IPv4-mapped") == std::string::npos) {
      const std::size_t at = address.error().message.find("ParseAddr(");
      throw Refused{"invalid host: " + address.error().message.substr(at == std::string::npos ? 0 : at)};
    }
    return "[" + inner + "]" + std::string(host.substr(close + 1));
  }
  std::size_t colon = host.find(':');
  if (colon != std::string_view::npos) {
    if (scheme != "http" && scheme != "https") colon = host.rfind(':');
    check_port(host.substr(colon));
  }
  return unescaped(host, Part::Host);
}

bool is_user_info(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._:~!$&'()*+,;=%@").find(c) != std::string_view::npos;
  });
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Url read() {
    if (std::ranges::any_of(text_, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
      throw Refused{"net/url: invalid control character in URL"};
    if (text_.empty()) throw Refused{"empty url"};
    std::string_view rest = text_;
    if (rest != "*") read_scheme(rest);
    // Checked with its fragment, then read without: as the library does.
    std::string_view whole = rest.substr(0, rest.find('?'));
    if (text_ != "*" && !whole.starts_with('/') && url_.scheme.empty()) throw Refused{"invalid URI for request"};
    if (whole.starts_with('/')) {
      read_authority(whole);
      (void)unescaped(whole, Part::Path);
    }
    const std::size_t hash = rest.find('#');
    const std::string_view fragment = hash == std::string_view::npos ? "" : rest.substr(hash);
    rest = rest.substr(0, hash);
    const std::size_t mark = rest.find('?');
    const std::string_view query = mark == std::string_view::npos ? "" : rest.substr(mark + 1);
    std::string_view path = rest.substr(0, mark);
    std::string authority;
    if (path.starts_with('/')) authority = read_authority(path);
    const bool opaque = !path.starts_with('/') && !url_.scheme.empty() && !path.empty();
    if (!opaque) url_.escaped_path = escaped_path(path);
    read_query(query);
    if (!url_.scheme.empty()) url_.text = url_.scheme + ":";
    url_.text += authority;
    url_.text += opaque ? std::string(path) : url_.escaped_path;
    if (mark != std::string_view::npos) url_.text += "?" + std::string(query);
    url_.text += fragment;
    split_host();
    return std::move(url_);
  }

 private:
  void read_scheme(std::string_view& rest) {
    for (std::size_t i = 0; i < rest.size(); ++i) {
      const char c = rest[i];
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) continue;
      const bool inner = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (inner && i > 0) continue;
      if (c != ':') return;
      if (i == 0) throw Refused{"missing protocol scheme"};
      for (const char letter : rest.substr(0, i))
        url_.scheme += static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + 32 : letter);
      rest.remove_prefix(i + 1);
      return;
    }
  }

  /// Takes "//host" off; the text it makes again.
  std::string read_authority(std::string_view& path) {
    if (!path.starts_with("//") || (url_.scheme.empty() && path.starts_with("///"))) return {};
    if (url_.scheme.empty() && text_.starts_with("//") && !read_once_) {
      read_once_ = true;
      return {};  // to the first check this is a path
    }
    read_once_ = true;
    const std::size_t slash = path.find('/', 2);
    const std::string_view authority = path.substr(2, slash == std::string_view::npos ? slash : slash - 2);
    path = slash == std::string_view::npos ? "" : path.substr(slash);
    const std::size_t at = authority.rfind('@');
    url_.host = read_host(url_.scheme, at == std::string_view::npos ? authority : authority.substr(at + 1));
    std::string user;
    if (at != std::string_view::npos) {
      if (!is_user_info(authority.substr(0, at))) throw Refused{"net/url: invalid userinfo"};
      const std::string_view info = authority.substr(0, at);
      const std::size_t colon = info.find(':');
      user = escaped(unescaped(info.substr(0, colon), Part::UserPassword), Part::UserPassword);
      if (colon != std::string_view::npos)
        user += ":" + escaped(unescaped(info.substr(colon + 1), Part::UserPassword), Part::UserPassword);
      user += "@";
    }
    return "//" + user + escaped(url_.host, Part::Host);
  }

  static std::string escaped_path(std::string_view path) {
    const std::string plain = unescaped(path, Part::Path);
    const bool keeps = std::ranges::all_of(path, [](char c) {
      return std::string_view("!$&'()*+,;=:@[]%").find(c) != std::string_view::npos || !is_escaped(c, Part::Path);
    });
    return keeps || plain == "*" ? std::string(path) : escaped(plain, Part::Path);
  }

  void read_query(std::string_view query) {
    while (!query.empty()) {
      const std::size_t end = query.find('&');
      std::string_view one = query.substr(0, end);
      query = end == std::string_view::npos ? "" : query.substr(end + 1);
      if (one.empty() || one.find(';') != std::string_view::npos) continue;
      const std::size_t sign = one.find('=');
      try {
        std::string key = unescaped(one.substr(0, sign), Part::QueryComponent);
        std::string value = sign == std::string_view::npos ? "" : unescaped(one.substr(sign + 1), Part::QueryComponent);
        const auto known = std::ranges::find(url_.query, key, [](const auto& entry) { return entry.first; });
        if (known != url_.query.end())
          known->second.push_back(std::move(value));
        else
          url_.query.emplace_back(std::move(key), std::vector<std::string>{std::move(value)});
      } catch (const Refused&) {
        // Go's Query() drops what it cannot read.
      }
    }
  }

  void split_host() {
    std::string_view host = url_.host;
    const std::size_t colon = host.rfind(':');
    if (colon != std::string_view::npos && is_port(host.substr(colon))) {
      url_.port = host.substr(colon + 1);
      host = host.substr(0, colon);
    }
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    url_.hostname = host;
  }

  std::string_view text_;
  Url url_;
  bool read_once_ = false;
};

}  // namespace

Result<Url, ParseError> parse_url(std::string_view text) {
  try {
    return Reader(text).read();
  } catch (const Refused& refused) {
    return ParseError{0, fmt::format("parse {}: {}", go_quoted(text), refused.message)};
  }
}

}  // namespace slipway::cel
