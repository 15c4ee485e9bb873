#include "ops/arn.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace slipway::ops {

std::optional<ArnOfKind> ArnOfKind::read(std::string_view arn, std::string_view kind) {
  const auto parts = split(arn, ':');  // arn:partition:service:region:account:what
  if (parts.size() < 6) return std::nullopt;
  const auto service = parts[2];
  if (!kind.starts_with(service) || !kind.substr(service.size()).starts_with(':')) return std::nullopt;
  kind.remove_prefix(service.size() + 1);
  const auto what = arn.substr(static_cast<std::size_t>(parts[5].data() - arn.data()));
  if (!what.starts_with(kind)) return std::nullopt;
  ArnOfKind read;
  read.arn_ = arn;
  read.partition_ = parts[1];
  read.account_ = parts[4];
  read.id_ = what.substr(kind.size());
  if (service == "logs" && read.id_.ends_with(":*")) read.id_.remove_suffix(2);
  read.segments_ = split(read.id_, '/');
  return read;
}

std::string_view ArnOfKind::value(std::string_view name) const {
  if (name == "id") return id_;
  if (name == "arn") return arn_;
  if (name == "last") return segments_.back();
  if (name == "partition") return partition_;
  if (name == "account") return account_;
  std::size_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number > 0 && number <= segments_.size() ? segments_[number - 1] : std::string_view();
}

std::optional<std::string> filled(std::string_view pattern,
                                  const std::function<std::optional<std::string>(std::string_view name)>& value) {
  std::string text;
  while (!pattern.empty()) {
    const auto open = std::min(pattern.find('{'), pattern.size());
    text += pattern.substr(0, open);
    pattern.remove_prefix(open);
    if (pattern.empty()) break;
    const auto name = pattern.substr(1, pattern.find('}') - 1);
    pattern.remove_prefix(name.size() + 2);
    const auto written = value(name);
    if (!written) return std::nullopt;
    text += *written;
  }
  return text;
}

}  // namespace slipway::ops
