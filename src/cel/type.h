#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::cel {

struct Schema;

enum class TypeKind : std::uint8_t {
  Error,
  Dyn,
  Any,  // google.protobuf.Any: what device attributes are; checked as Dyn, printed as "any"
  Null,
  Bool,
  Int,
  Uint,
  Double,
  String,
  Bytes,
  Duration,
  Timestamp,
  List,      // parameters: element
  Map,       // parameters: key, value
  Object,    // named fields
  Opaque,    // named, perhaps with parameters: kubernetes.Quantity, net.IP, optional_type(T)
  Type,      // the type of a type; parameters: that type, or none
  Variable,  // a type parameter: inside the checker only
};

/// A type as the checker of expressions knows it. Types are compared by structure, objects by name.
struct Type {
  TypeKind kind = TypeKind::Dyn;
  std::string name;  // Object, Opaque, Variable
  std::vector<const Type*> parameters;
  std::map<std::string, const Type*, std::less<>> fields;  // Object: by the name that expressions use
  const Schema* schema = nullptr;                          // Object declared by a schema

  /// As "must evaluate to bool but got …" names it: "int", "list(string)", "google.protobuf.Timestamp", "null_type".
  std::string to_string() const;
  /// As the checker's messages name it: "int", "list(string)", "timestamp", "null", "any".
  std::string checker_text() const;
  /// Without parameters, as type(x) shows it: "list", "google.protobuf.Timestamp".
  std::string_view runtime_name() const;
  bool is_optional() const { return kind == TypeKind::Opaque && name == "optional_type"; }
};

/// What has one instance. They live as long as the program.
namespace types {
const Type* error();
const Type* dyn();
const Type* any();
const Type* null();
const Type* boolean();
const Type* integer();
const Type* uint();
const Type* number();  // double
const Type* string();
const Type* bytes();
const Type* duration();
const Type* timestamp();
const Type* type();      // type(dyn)
const Type* quantity();  // kubernetes.Quantity
const Type* url();       // kubernetes.URL
const Type* ip();        // net.IP
const Type* cidr();      // net.CIDR
const Type* semver();    // kubernetes.Semver
const Type* format();    // kubernetes.NamedFormat
const Type* authorizer();
const Type* path_check();
const Type* group_check();
const Type* resource_check();
const Type* decision();
}  // namespace types

/// Makes the types that have parameters or fields, and keeps them. What points to one must not outlive it.
class Types {
 public:
  const Type* list(const Type* element);
  const Type* map(const Type* key, const Type* value);
  const Type* optional(const Type* inner);
  const Type* opaque(std::string name, std::vector<const Type*> parameters = {});
  const Type* type_of(const Type* inner);
  const Type* variable(std::string name);
  /// Fields may be added (`->fields["spec"] = …`) until an expression is compiled with it.
  Type* object(std::string name);

 private:
  Type* add(Type type);
  std::deque<Type> made_;
};

bool is_exactly(const Type& a, const Type& b);

}  // namespace slipway::cel
