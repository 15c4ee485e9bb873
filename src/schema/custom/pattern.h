#pragma once

#include <memory>
#include <string_view>

namespace re2 {
class RE2;
}

namespace slipway::schema::custom {

/// A regular expression of a schema, compiled when a text is first held against it: of most schemas few ever are.
/// For one thread. The expression must outlive it.
class Pattern {
 public:
  explicit Pattern(std::string_view expression) : expression_(expression) {}
  std::string_view expression() const { return expression_; }
  /// Whether it is found anywhere in the text; false also where it cannot be compiled.
  bool is_in(std::string_view text) const;

 private:
  std::string_view expression_;
  mutable std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace slipway::schema::custom
