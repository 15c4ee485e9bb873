#include <array>
#include <string>

#include "base/text.h"
#include "cel/environment.h"
#include "cel/program.h"
#include "doc/json.h"
#include "schema/builtin/devices/kinds.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/storage/kinds.h"

/// What claims and classes of devices share. Expressions follow k8s.io/dynamic-resource-allocation 0.36.3
/// cel/compile.go.
namespace slipway::schema::builtin {
namespace {

/// `device`, with the sizes that bound the cost of an expression.
struct DeviceEnvironment {
  cel::Schemas made;
  cel::Environment environment;

  DeviceEnvironment() {
    using Form = cel::Schema::Form;
    constexpr std::int64_t kMostEntries = 32, kMostNameBytes = 63, kMostValueBytes = 64;
    const auto by_domain = [&](const cel::Schema* value) {
      return made.make_map(made.make_map(value, kMostEntries), kMostEntries);
    };
    const cel::Schema* attribute = made.make(Form::Json, cel::types::any(), kMostValueBytes);
    const cel::Schema* amount = made.make(Form::Preserved, cel::types::quantity());
    const cel::Schema* device = made.make_object(
        "kubernetes.DRADevice", {{"driver", made.make(Form::String, cel::types::string(), kMostNameBytes)},
                                 {"allowMultipleAllocations", made.make(Form::Boolean, cel::types::boolean(), 1)},
                                 {"attributes", by_domain(attribute)},
                                 {"capacity", by_domain(amount)}});
    environment.bind_macro = true;
    environment.add("device", *device);
  }
};

void check_expression(std::string_view text, const Path& path, Errors& errors) {
  constexpr std::size_t kMostBytes = 10 * 1024;
  constexpr std::uint64_t kMostCost = 1'000'000;
  if (text.size() > kMostBytes) return errors.too_long(path, static_cast<int>(kMostBytes));
  static const DeviceEnvironment kDevices;
  const auto program = cel::compile(text, kDevices.environment);
  if (!program) return errors.invalid(path, text, "compilation failed: " + program.error().text);
  const cel::Type& type = program->result_type();
  if (type.kind != cel::TypeKind::Bool && type.kind != cel::TypeKind::Any)
    errors.invalid(path, text, "must evaluate to bool or the unknown type, not " + type.to_string());
  else if (!program->instantiation_error().empty())
    errors.internal(path, "program instantiation failed: " + std::string(program->instantiation_error()));
  else if (program->estimated_cost().max > kMostCost)
    errors.forbidden(path, "too complex, exceeds cost limit");
}

void check_parameters(const doc::Node& parameters, const Path& path, Errors& errors) {
  constexpr std::size_t kMostBytes = 10 * 1024;
  if (parameters.is_null())
    errors.required(path);
  else if (doc::write_json(parameters, doc::JsonLayout::Compact).size() > kMostBytes)
    errors.too_long(path, static_cast<int>(kMostBytes));
  else if (!parameters.is_map())
    errors.invalid(path, "<value omitted>", "must be a valid JSON object");
}

void check_identifier(std::string_view name, const Path& path, Errors& errors) {
  if (name.size() > 32) errors.too_long(path, 32);
  check_text(name, kube::check_c_identifier, path, errors);
}

}  // namespace

std::span<const BuiltinKind> resource_kinds() {
  static const std::array<BuiltinKind, 4> kKinds = {kDeviceClass, kResourceClaim, kResourceClaimTemplate,
                                                    kResourceSlice};
  return kKinds;
}

void check_device_selectors(const doc::Node& selectors, const Path& path, Errors& errors) {
  check_each(selectors, 32, path, errors, [&](const doc::Node& selector, const Path& item) {
    const Path cel_path(item, "cel");
    if (selector["cel"].is_null())
      errors.required(cel_path);
    else
      check_expression(text_of(selector["cel"]["expression"]), Path(cel_path, "expression"), errors);
  });
}

void check_device_configuration(const doc::Node& config, const Path& path, Errors& errors) {
  const Path opaque(path, "opaque");
  if (config["opaque"].is_null()) return errors.required(opaque);
  check_csi_driver_name(text_of(config["opaque"]["driver"]), Path(opaque, "driver"), errors);
  check_parameters(config["opaque"]["parameters"], Path(opaque, "parameters"), errors);
}

void check_device_attribute_name(std::string_view name, const Path& path, Errors& errors) {
  const std::size_t slash = name.find('/');
  if (slash == name.npos) return check_identifier(name, path, errors);
  const std::string_view domain = name.substr(0, slash), id = name.substr(slash + 1);
  if (id.find('/') != id.npos) return;
  if (domain.empty())
    errors.invalid(path, "", "the domain must not be empty");
  else
    check_csi_driver_name(domain, path, errors);
  if (id.empty())
    errors.invalid(path, "", "the name must not be empty");
  else
    check_identifier(id, path, errors);
}

void check_device_taint_effect(std::string_view effect, const Path& path, Errors& errors) {
  if (!is_one_of(effect, {"NoExecute", "NoSchedule", "None"}))
    errors.not_supported(path, effect, {"NoExecute", "NoSchedule", "None"});
}

}  // namespace slipway::schema::builtin
