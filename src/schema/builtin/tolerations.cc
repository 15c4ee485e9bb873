#include "schema/builtin/tolerations.h"

#include <string>

#include "base/text.h"
#include "schema/builtin/fields.h"

namespace slipway::schema::builtin {
namespace {

void check_toleration(const doc::Node& toleration, const Path& path, Errors& errors) {
  const std::string_view key = text_of(toleration["key"]), op = text_of(toleration["operator"]),
                         value = text_of(toleration["value"]), effect = text_of(toleration["effect"]);
  const Path op_path(path, "operator");
  if (!key.empty()) check_text(key, kube::check_label_key, Path(path, "key"), errors);
  if (key.empty() && op != "Exists")
    errors.invalid(op_path, op,
                   "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
  if (!toleration["tolerationSeconds"].is_null() && effect != "NoExecute")
    errors.invalid(Path(path, "effect"), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");

  if (op == "Equal" || op.empty()) {
    if (const kube::Messages messages = kube::check_label_value(value); !messages.empty())
      errors.invalid(op_path, value, join(messages, ";"));
  } else if (op == "Exists") {
    if (!value.empty()) errors.invalid(op_path, value, "value must be empty when `operator` is 'Exists'");
  } else if (op == "Lt" || op == "Gt") {
    errors.not_supported(op_path, op, {"Equal", "Exists", "Lt", "Gt"});
  } else {
    errors.not_supported(op_path, op, {"Equal", "Exists"});
  }
  if (!effect.empty()) check_taint_effect(effect, Path(path, "effect"), errors);
}

}  // namespace

void check_tolerations(const doc::Node& tolerations, const Path& path, Errors& errors) {
  std::size_t i = 0;
  for (const doc::Node& toleration : tolerations.items()) check_toleration(toleration, Path(path, i++), errors);
}

void check_taint_effect(std::string_view effect, const Path& path, Errors& errors) {
  if (!is_one_of(effect, {"NoSchedule", "PreferNoSchedule", "NoExecute"}))
    errors.not_supported(path, effect, {"NoSchedule", "PreferNoSchedule", "NoExecute"});
}

}  // namespace slipway::schema::builtin
