#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "doc/node.h"

namespace slipway::spec {

/// What examples and documentation write where a value of somebody's own belongs. Nothing refuses these texts by their
/// form, so that they live on until AWS, or nobody, answers.
struct Leftover {
  enum class Kind {
    Network,  // 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 (RFC 5737), 2001:db8::/32 (RFC 3849)
    Name,     // example.com, .org, .net and what is below them (RFC 2606), mail addresses there
    Account,  // of AWS's documentation: 111122223333, 123456789012 …
    Id,       // of resources, made up: vpc-0a1b2c3d4e5f60000, cr-0123456789abcdef0
  };
  Kind kind;
  std::string text;  // as it stands: "203.0.113.0/24", "dev.example.com", "111122223333"
};
/// "nobody can own a name below example.com (RFC 2606)"
std::string_view reason(Leftover::Kind kind);
/// "your network, or 0.0.0.0/0 with care"
std::string_view remedy(Leftover::Kind kind);

/// The first in a text.
std::optional<Leftover> leftover_in(std::string_view text);
/// Of every text value of a tree, in reading order: keys are not looked at.
void each_leftover(const doc::Node& root, const std::function<void(const doc::Node&, const Leftover&)>& found);

}  // namespace slipway::spec
