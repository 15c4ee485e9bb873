#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "cel/type.h"

namespace slipway::cel {

/// What the checker knows of type variables so far. Follows cel-go 0.26.0 checker/types.go and mapping.go.
class TypeBindings {
 public:
  explicit TypeBindings(Types& types) : types_(types), bound_(kNamed, nullptr) {}

  const Type* fresh_variable();
  /// The overload's own variables (one letter each) replaced by fresh ones.
  const Type* instantiated(const Type* type, std::vector<std::pair<std::string_view, const Type*>>& fresh);

  /// Whether a value of type `from` may stand where `to` is wanted; what that says of variables is kept if so.
  bool assign(const Type* from, const Type* to);
  bool assign_all(std::span<const Type* const> from, std::span<const Type* const> to);

  enum class Unbound : bool { Stay, ToDyn };
  const Type* substituted(const Type* type, Unbound unbound);
  /// Of two types that fit each other, the more general.
  static const Type* most_general(const Type* a, const Type* b);

 private:
  /// The variables A and B of the names `list` and `map`; others are _var0, _var1 and so on.
  static constexpr std::size_t kNamed = 2;
  struct Change {
    std::size_t variable;
    const Type* before;
  };
  static std::size_t index_of(const Type& variable);
  const Type* find(const Type& type) const;
  void bind(const Type& variable, const Type* type);
  bool fits(const Type* from, const Type* to);
  bool fits_all(std::span<const Type* const> from, std::span<const Type* const> to);
  std::pair<bool, bool> may_stand_for(const Type* type, const Type* variable);
  bool is_apart(const Type* type, const Type* within) const;
  template <class Try>
  bool keep_if(Try attempt);

  Types& types_;
  std::vector<const Type*> bound_;  // by variable; null while unknown
  std::vector<Change> changes_;
};

bool is_dyn(const Type& type);
bool is_dyn_or_error(const Type& type);

}  // namespace slipway::cel
