#include "cel/type.h"

namespace slipway::cel {
namespace {

const Type* simple(TypeKind kind) {
  static const std::vector<Type> all = [] {
    std::vector<Type> made(static_cast<std::size_t>(TypeKind::Variable) + 1);
    for (std::size_t i = 0; i < made.size(); ++i) made[i].kind = static_cast<TypeKind>(i);
    return made;
  }();
  return &all[static_cast<std::size_t>(kind)];
}

Type named_opaque(std::string_view name) { return Type{TypeKind::Opaque, std::string(name), {}, {}, nullptr}; }
Type named_object(std::string_view name) { return Type{TypeKind::Object, std::string(name), {}, {}, nullptr}; }

template <class Print>
std::string with_parameters(const Type& type, std::string text, Print print) {
  if (type.parameters.empty()) return text;
  text += '(';
  for (std::size_t i = 0; i < type.parameters.size(); ++i) {
    if (i > 0) text += ", ";
    text += print(*type.parameters[i]);
  }
  return text + ')';
}

}  // namespace

std::string_view Type::runtime_name() const {
  switch (kind) {
    case TypeKind::Error:
      return "error";
    case TypeKind::Dyn:
      return "dyn";
    case TypeKind::Any:
      return "google.protobuf.Any";
    case TypeKind::Null:
      return "null_type";
    case TypeKind::Bool:
      return "bool";
    case TypeKind::Int:
      return "int";
    case TypeKind::Uint:
      return "uint";
    case TypeKind::Double:
      return "double";
    case TypeKind::String:
      return "string";
    case TypeKind::Bytes:
      return "bytes";
    case TypeKind::Duration:
      return "google.protobuf.Duration";
    case TypeKind::Timestamp:
      return "google.protobuf.Timestamp";
    case TypeKind::List:
      return "list";
    case TypeKind::Map:
      return "map";
    case TypeKind::Type:
      return "type";
    case TypeKind::Object:
    case TypeKind::Opaque:
    case TypeKind::Variable:
      return name;
  }
  return {};
}

std::string Type::to_string() const {
  if (kind == TypeKind::Variable) return "<" + name + ">";
  return with_parameters(*this, std::string(runtime_name()), [](const Type& type) { return type.to_string(); });
}

std::string Type::checker_text() const {
  switch (kind) {
    case TypeKind::Any:
      return "any";
    case TypeKind::Duration:
      return "duration";
    case TypeKind::Timestamp:
      return "timestamp";
    case TypeKind::Null:
      return "null";
    case TypeKind::Error:
      return "!error!";
    default:
      break;
  }
  return with_parameters(*this, std::string(runtime_name()), [](const Type& type) { return type.checker_text(); });
}

namespace types {
const Type* error() { return simple(TypeKind::Error); }
const Type* dyn() { return simple(TypeKind::Dyn); }
const Type* any() { return simple(TypeKind::Any); }
const Type* null() { return simple(TypeKind::Null); }
const Type* boolean() { return simple(TypeKind::Bool); }
const Type* integer() { return simple(TypeKind::Int); }
const Type* uint() { return simple(TypeKind::Uint); }
const Type* number() { return simple(TypeKind::Double); }
const Type* string() { return simple(TypeKind::String); }
const Type* bytes() { return simple(TypeKind::Bytes); }
const Type* duration() { return simple(TypeKind::Duration); }
const Type* timestamp() { return simple(TypeKind::Timestamp); }
const Type* type() { return simple(TypeKind::Type); }
const Type* quantity() {
  static const Type made = named_object("kubernetes.Quantity");
  return &made;
}
const Type* url() {
  static const Type made = named_object("kubernetes.URL");
  return &made;
}
const Type* ip() {
  static const Type made = named_opaque("net.IP");
  return &made;
}
const Type* cidr() {
  static const Type made = named_opaque("net.CIDR");
  return &made;
}
const Type* semver() {
  static const Type made = named_object("kubernetes.Semver");
  return &made;
}
const Type* format() {
  static const Type made = named_object("kubernetes.NamedFormat");
  return &made;
}
const Type* authorizer() {
  static const Type made = named_object("kubernetes.authorization.Authorizer");
  return &made;
}
const Type* path_check() {
  static const Type made = named_object("kubernetes.authorization.PathCheck");
  return &made;
}
const Type* group_check() {
  static const Type made = named_object("kubernetes.authorization.GroupCheck");
  return &made;
}
const Type* resource_check() {
  static const Type made = named_object("kubernetes.authorization.ResourceCheck");
  return &made;
}
const Type* decision() {
  static const Type made = named_object("kubernetes.authorization.Decision");
  return &made;
}
}  // namespace types

Type* Types::add(Type type) { return &made_.emplace_back(std::move(type)); }

const Type* Types::list(const Type* element) { return add({TypeKind::List, {}, {element}, {}, nullptr}); }
const Type* Types::map(const Type* key, const Type* value) {
  return add({TypeKind::Map, {}, {key, value}, {}, nullptr});
}
const Type* Types::optional(const Type* inner) { return opaque("optional_type", {inner}); }
const Type* Types::opaque(std::string name, std::vector<const Type*> parameters) {
  return add({TypeKind::Opaque, std::move(name), std::move(parameters), {}, nullptr});
}
const Type* Types::type_of(const Type* inner) { return add({TypeKind::Type, {}, {inner}, {}, nullptr}); }
const Type* Types::variable(std::string name) { return add({TypeKind::Variable, std::move(name), {}, {}, nullptr}); }
Type* Types::object(std::string name) { return add({TypeKind::Object, std::move(name), {}, {}, nullptr}); }

bool is_exactly(const Type& a, const Type& b) {
  if (&a == &b) return true;
  if (a.kind != b.kind || a.parameters.size() != b.parameters.size() || a.runtime_name() != b.runtime_name())
    return false;
  for (std::size_t i = 0; i < a.parameters.size(); ++i)
    if (!is_exactly(*a.parameters[i], *b.parameters[i])) return false;
  return true;
}

}  // namespace slipway::cel
