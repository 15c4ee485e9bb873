#include "cel/type_bindings.h"

#include <fmt/core.h>

#include <charconv>

namespace slipway::cel {
namespace {

/// cel-go's Type.IsAssignableType, of types without variables: parameters of `to` may be dyn.
bool is_assignable(const Type& to, const Type& from) {
  if (&to == &from || is_dyn(to) || to.kind == TypeKind::Variable) return true;
  if (to.kind != from.kind || to.runtime_name() != from.runtime_name() ||
      to.parameters.size() != from.parameters.size())
    return false;
  for (std::size_t i = 0; i < to.parameters.size(); ++i)
    if (!is_assignable(*to.parameters[i], *from.parameters[i])) return false;
  return true;
}

bool may_be_null(const Type& type) {
  switch (type.kind) {
    case TypeKind::Opaque:
    case TypeKind::Object:
    case TypeKind::Any:
    case TypeKind::Duration:
    case TypeKind::Timestamp:
    case TypeKind::Null:
      return true;
    default:
      return false;
  }
}

bool is_equal_or_less_specific(const Type& a, const Type& b) {
  if (is_dyn(a) || a.kind == TypeKind::Variable) return true;
  if (is_dyn(b) || b.kind == TypeKind::Variable) return false;
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case TypeKind::Type:
      return true;
    case TypeKind::Opaque:
    case TypeKind::List:
    case TypeKind::Map:
      if (a.runtime_name() != b.runtime_name() || a.parameters.size() != b.parameters.size()) return false;
      for (std::size_t i = 0; i < a.parameters.size(); ++i)
        if (!is_equal_or_less_specific(*a.parameters[i], *b.parameters[i])) return false;
      return true;
    default:
      return is_exactly(a, b);
  }
}

}  // namespace

bool is_dyn(const Type& type) { return type.kind == TypeKind::Dyn || type.kind == TypeKind::Any; }
bool is_dyn_or_error(const Type& type) { return is_dyn(type) || type.kind == TypeKind::Error; }

const Type* TypeBindings::fresh_variable() {
  bound_.push_back(nullptr);
  return types_.variable(fmt::format("_var{}", bound_.size() - 1 - kNamed));
}

std::size_t TypeBindings::index_of(const Type& variable) {
  if (variable.name.size() == 1) return variable.name == "A" ? 0 : 1;
  std::size_t index = 0;
  const std::string_view digits = std::string_view(variable.name).substr(4);
  std::from_chars(digits.data(), digits.data() + digits.size(), index);
  return index + kNamed;
}

const Type* TypeBindings::find(const Type& type) const {
  return type.kind == TypeKind::Variable ? bound_[index_of(type)] : nullptr;
}

void TypeBindings::bind(const Type& variable, const Type* type) {
  const std::size_t index = index_of(variable);
  changes_.push_back({index, bound_[index]});
  bound_[index] = type;
}

const Type* TypeBindings::instantiated(const Type* type, std::vector<std::pair<std::string_view, const Type*>>& fresh) {
  if (type->kind == TypeKind::Variable) {
    for (const auto& [name, variable] : fresh)
      if (name == type->name) return variable;
    fresh.emplace_back(type->name, fresh_variable());
    return fresh.back().second;
  }
  if (type->parameters.empty()) return type;
  std::vector<const Type*> parameters;
  for (const Type* one : type->parameters) parameters.push_back(instantiated(one, fresh));
  if (parameters == type->parameters) return type;
  if (type->kind == TypeKind::List) return types_.list(parameters[0]);
  if (type->kind == TypeKind::Map) return types_.map(parameters[0], parameters[1]);
  if (type->kind == TypeKind::Type) return types_.type_of(parameters[0]);
  return types_.opaque(type->name, std::move(parameters));
}

const Type* TypeBindings::substituted(const Type* type, Unbound unbound) {
  if (const Type* known = find(*type)) return substituted(known, unbound);
  if (type->kind == TypeKind::Variable) return unbound == Unbound::ToDyn ? types::dyn() : type;
  if (type->parameters.empty() || type->kind == TypeKind::Object) return type;
  std::vector<const Type*> parameters;
  for (const Type* one : type->parameters) parameters.push_back(substituted(one, unbound));
  if (parameters == type->parameters) return type;
  if (type->kind == TypeKind::List) return types_.list(parameters[0]);
  if (type->kind == TypeKind::Map) return types_.map(parameters[0], parameters[1]);
  if (type->kind == TypeKind::Type) return types_.type_of(parameters[0]);
  return types_.opaque(type->name, std::move(parameters));
}

template <class Try>
bool TypeBindings::keep_if(Try attempt) {
  changes_.clear();
  if (attempt()) return true;
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) bound_[change->variable] = change->before;
  return false;
}

bool TypeBindings::assign(const Type* from, const Type* to) {
  return keep_if([&] { return fits(from, to); });
}

bool TypeBindings::assign_all(std::span<const Type* const> from, std::span<const Type* const> to) {
  return keep_if([&] { return fits_all(from, to); });
}

bool TypeBindings::fits_all(std::span<const Type* const> from, std::span<const Type* const> to) {
  if (from.size() != to.size()) return false;
  for (std::size_t i = 0; i < from.size(); ++i)
    if (!fits(from[i], to[i])) return false;
  return true;
}

bool TypeBindings::fits(const Type* from, const Type* to) {
  if (to->kind == TypeKind::Variable) {
    const auto [valid, known] = may_stand_for(from, to);
    if (valid) return true;
    if (known) return false;
  }
  if (from->kind == TypeKind::Variable) return may_stand_for(to, from).first;
  if (is_dyn_or_error(*from) || is_dyn_or_error(*to)) return true;
  if (from->kind == TypeKind::Null) return may_be_null(*to);
  if (to->kind == TypeKind::Null) return may_be_null(*from);
  switch (from->kind) {
    case TypeKind::Type:
      return to->kind == TypeKind::Type;
    case TypeKind::Opaque:
    case TypeKind::List:
    case TypeKind::Map:
      return from->kind == to->kind && from->runtime_name() == to->runtime_name() &&
             fits_all(from->parameters, to->parameters);
    default:
      return is_assignable(*to, *from);
  }
}

std::pair<bool, bool> TypeBindings::may_stand_for(const Type* type, const Type* variable) {
  if (type->kind == TypeKind::Variable && type->name == variable->name) return {true, true};
  if (const Type* known = find(*variable)) {
    if (type->kind == known->kind && is_exactly(*type, *known)) return {true, true};
    if (!fits(type, known)) return {false, true};
    const Type* general = most_general(type, known);
    if (is_apart(variable, general)) bind(*variable, general);
    return {true, true};
  }
  if (!is_apart(variable, type)) return {false, false};
  bind(*variable, type);
  return {true, false};
}

const Type* TypeBindings::most_general(const Type* a, const Type* b) {
  return is_equal_or_less_specific(*a, *b) ? a : b;
}

bool TypeBindings::is_apart(const Type* type, const Type* within) const {
  if (is_exactly(*type, *within)) return false;
  if (within->kind == TypeKind::Variable) {
    const Type* known = find(*within);
    return !known || is_apart(type, known);
  }
  if (within->kind == TypeKind::Object) return true;
  for (const Type* parameter : within->parameters)
    if (!is_apart(type, parameter)) return false;
  return true;
}

}  // namespace slipway::cel
