#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "doc/node.h"
#include "schema/builtin/kind.h"
#include "schema/custom/structural.h"
#include "schema/errors.h"
#include "schema/path.h"

/// apiextensions.k8s.io/v1 and apiregistration.k8s.io/v1: what adds kinds to an API server.
namespace slipway::schema::builtin {

extern const BuiltinKind kApiService, kCustomResourceDefinition;

/// Whether two parts of a CustomResourceDefinition are the same to the API server: "", false and empty lists are as if
/// they were not there, but for where Go has a pointer.
bool same_part(const doc::Node& a, const doc::Node& b);
/// The same of one field: whether Go has its zero there.
bool is_unset(std::string_view key, const doc::Node& value);

/// The spec of a CustomResourceDefinition as the API server's internal type has it, whose fields errors name: what all
/// versions have alike stands once, above them. Follows apiextensions-apiserver 0.36.3
/// pkg/apis/apiextensions/v1/conversion.go.
class DefinitionSpec {
 public:
  enum class Part : std::uint8_t { Schema, Subresources, Columns, SelectableFields };
  static constexpr std::string_view kParts[] = {"schema", "subresources", "additionalPrinterColumns",
                                                "selectableFields"};

  explicit DefinitionSpec(const doc::Node& spec);

  const doc::Node& node() const { return *spec_; }
  std::span<const doc::Node> versions() const { return (*spec_)["versions"].items(); }
  bool is_shared(Part part) const { return shared_[static_cast<int>(part)]; }
  /// Of all versions; null where they differ.
  const doc::Node& shared(Part part) const;
  /// What only this version has.
  const doc::Node& own(const doc::Node& version, Part part) const;
  /// Wherever it stands.
  static const doc::Node& of(const doc::Node& version, Part part) { return version[kParts[static_cast<int>(part)]]; }

 private:
  const doc::Node* spec_;
  bool shared_[4];
};

// What a spec is made of. `path` is that of the part.
void check_definition_names(const doc::Node& names, const Path& path, Errors& errors);
void check_printer_columns(const doc::Node& columns, const Path& path, Errors& errors);
void check_subresources(const doc::Node& subresources, const Path& path, Errors& errors);
/// `may_distrust`: certificates that cannot be read pass.
void check_conversion(const doc::Node& conversion, bool may_distrust, const Path& path, Errors& errors);
/// Whether a webhook trusts certificates that cannot be read.
bool has_bad_certificates(const doc::Node& conversion);
/// `path` is that of what holds them.
void check_selectable_fields(const doc::Node& fields, const doc::Node& openapi, const Path& path, Errors& errors);
/// metadata.annotations of a definition in a group of the Kubernetes project. `old` is null on creation.
void check_approval(const doc::Node& object, const doc::Node& old, Errors& errors);

/// validateCustomResourceDefinitionValidation; `path` is that of the map that holds openAPIV3Schema.
void check_definition_schema(const doc::Node& openapi, bool has_status, const Path& path, Errors& errors);

// What check_definition_schema consists of. `path` is that of the schema.

/// Why no structural schema can be made of it; "" when one can (pkg/apiserver/schema/convert.go).
std::string structural_error(const doc::Node& schema);
/// ValidateStructural (pkg/apiserver/schema/validation.go). REQUIRES: no structural_error.
void check_structural(const doc::Node& schema, const Path& path, Errors& errors);
/// ValidateDefaults (pkg/apiserver/schema/defaulting/validation.go).
void check_schema_defaults(const custom::Structural& schema, const Path& path, Errors& errors);
/// ValidateCustomResourceDefinitionOpenAPISchema; rules are compiled where it was found `structural`.
void check_openapi(const doc::Node& schema, const custom::Structural* structural, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
