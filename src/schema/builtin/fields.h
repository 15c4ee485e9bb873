#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "doc/draft.h"
#include "doc/node.h"
#include "kube/names.h"
#include "kube/quantity.h"
#include "schema/errors.h"
#include "schema/object_meta.h"
#include "schema/path.h"

/// Fields of a decoded object as Go's structs hold them, and the checks that many kinds share
/// (Kubernetes 1.36.3 pkg/apis/core/validation/validation.go).
namespace slipway::schema::builtin {

/// What Go holds in a field without a pointer: "", 0, false where it is absent.
inline std::string_view text_of(const doc::Node& node) { return node.is_string() ? node.text() : std::string_view(); }
/// 80.0 and 8e1 too are 80: whoever sends YAML writes the number as JSON has it.
inline std::int64_t integer_of(const doc::Node& node) {
  if (node.kind() == doc::Kind::Int) return node.integer();
  constexpr double kExact = 9007199254740992;  // up to here doubles have each whole number
  const double number = node.kind() == doc::Kind::Float ? node.number() : 0;
  return number > -kExact && number < kExact ? static_cast<std::int64_t>(number) : 0;
}
inline bool flag_of(const doc::Node& node) { return node.kind() == doc::Kind::Bool && node.boolean(); }
/// A string or a number; zero where it is absent.
kube::Quantity quantity_of(const doc::Node& node);

inline bool is_one_of(std::string_view text, std::initializer_list<std::string_view> texts) {
  for (const std::string_view each : texts)
    if (each == text) return true;
  return false;
}

/// A check of kube/names.h, of what is there.
using TextCheck = kube::Messages (*)(std::string_view);
inline void check_text(std::string_view text, TextCheck check, const Path& path, Errors& errors) {
  for (const std::string& message : check(text)) errors.invalid(path, text, message);
}
/// Required "" when empty, else the check.
void check_required_text(std::string_view text, TextCheck check, const Path& path, Errors& errors);
/// No '/', no '%', not "." or "..".
kube::Messages check_path_segment(std::string_view text);
/// 1 to 65535.
void check_port_number(std::int64_t port, const Path& path, Errors& errors);

void check_not_negative(std::int64_t value, const Path& path, Errors& errors);
void check_quantity_not_negative(const kube::Quantity& quantity, const Path& path, Errors& errors);
void check_quantity_positive(const kube::Quantity& quantity, const Path& path, Errors& errors);

/// check_object_meta and check_object_meta_update of "metadata", as pkg/apis/core/validation has them for most kinds:
/// a finalizer without a slash must be one of the server's own.
void check_core_meta(const doc::Node& object, Scope scope, NameCheck name_check, Errors& errors);
void check_core_meta_update(const doc::Node& object, const doc::Node& old, Errors& errors);

/// validateKubeFinalizerName
void check_finalizer_name(std::string_view name, const Path& path, Errors& errors);

/// SetDefaults_ResourceList: amounts are rounded up to thousandths.
void round_amounts(doc::Draft& object, std::string_view key);

/// A kind with a status subresource: what is sent as `status` is not looked at.
void drop_status(doc::Draft& object);
void keep_status(doc::Draft& object, const doc::Node& old);

/// IsValidIPForLegacyField and IsValidCIDRForLegacyField with the gate StrictIPCIDRValidation at its default.
bool check_ip(std::string_view text, const Path& path, Errors& errors);
bool check_cidr(std::string_view text, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
