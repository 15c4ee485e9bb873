#pragma once

#include <map>
#include <string>
#include <string_view>

#include "doc/value.h"
#include "platform/graph.h"

namespace slipway::render {

/// Objects and values as YAML, with the references to what only AWS knows (outputs.h) as outputs' names, or filled in.
class Filler {
 public:
  /// Who fills in what is still open: envsubst, told which names; or Flux, which takes every `${…}` for its own, reads
  /// `$$` as `$`, and forgets quotes, so that a name that is a whole text stands between two `${quote}`.
  enum class By { Envsubst, Flux };

  explicit Filler(const std::map<std::string, std::string>& output_values, By by = By::Envsubst)
      : values_(output_values), by_(by) {}

  std::string text(std::string_view written) const;
  /// A text that holds a name to be filled in is quoted, so that a number that comes to stand there remains a text.
  doc::Value value(const doc::Node& node) const;
  doc::Value value(const doc::Value& value) const;

  /// A whole document. The same as doc::write_yaml() where it refers to nothing.
  std::string yaml(const doc::Node& node) const;
  std::string yaml(const doc::Map& map) const;

 private:
  doc::Value string(std::string_view written) const;

  const std::map<std::string, std::string>& values_;
  By by_;
};

}  // namespace slipway::render
