#include "schema/builtin/admission/expressions.h"

#include <set>
#include <string>

#include "kube/go_text.h"
#include "schema/builtin/fields.h"

namespace slipway::schema::builtin {
namespace {

using cel::Type;
namespace types = cel::types;

using Fields = std::initializer_list<std::pair<const char*, const Type*>>;

const Type* object(cel::Types& made, const char* name, Fields fields) {
  Type* type = made.object(name);
  for (const auto& [field, field_type] : fields) type->fields[field] = field_type;
  return type;
}

struct RequestTypes {
  cel::Types made;
  const Type *request, *space;

  RequestTypes() {
    const Type *text = types::string(), *time = types::timestamp(), *number = types::integer();
    const Type *texts = made.list(text), *labels = made.map(text, text);
    const Type* kind =
        object(made, "kubernetes.GroupVersionKind", {{"group", text}, {"version", text}, {"kind", text}});
    const Type* resource =
        object(made, "kubernetes.GroupVersionResource", {{"group", text}, {"version", text}, {"resource", text}});
    const Type* user = object(made, "kubernetes.UserInfo",
                              {{"username", text}, {"uid", text}, {"groups", texts}, {"extra", made.map(text, texts)}});
    request = object(made, "kubernetes.AdmissionRequest",
                     {{"kind", kind},
                      {"resource", resource},
                      {"subResource", text},
                      {"requestKind", kind},
                      {"requestResource", resource},
                      {"requestSubResource", text},
                      {"name", text},
                      {"namespace", text},
                      {"operation", text},
                      {"userInfo", user},
                      {"dryRun", types::boolean()},
                      {"options", types::dyn()}});
    const Type* spec = object(made, "kubernetes.NamespaceSpec", {{"finalizers", texts}});
    const Type* condition =
        object(made, "kubernetes.NamespaceCondition",
               {{"status", text}, {"type", text}, {"lastTransitionTime", time}, {"message", text}, {"reason", text}});
    const Type* status =
        object(made, "kubernetes.NamespaceStatus", {{"conditions", made.list(condition)}, {"phase", text}});
    const Type* meta = object(made, "kubernetes.NamespaceMetadata",
                              {{"name", text},
                               {"generateName", text},
                               {"namespace", text},
                               {"labels", labels},
                               {"annotations", labels},
                               {"UID", text},
                               {"creationTimestamp", time},
                               {"deletionGracePeriodSeconds", number},
                               {"deletionTimestamp", time},
                               {"generation", number},
                               {"resourceVersion", text},
                               {"finalizers", texts}});
    space = object(made, "kubernetes.Namespace", {{"metadata", meta}, {"spec", spec}, {"status", status}});
  }
};

const RequestTypes& request_types() {
  static const RequestTypes kTypes;
  return kTypes;
}

/// Beyond that many, expressions see `variables` as anything: what one of them costs must not grow with their number.
constexpr std::size_t kMostDeclared = 1'000;

}  // namespace

cel::Environment AdmissionCompiler::environment(AdmissionVariables variables) {
  const RequestTypes& known = request_types();
  cel::Environment out;
  out.add("object", types::dyn())
      .add("oldObject", types::dyn())
      .add("namespaceObject", known.space)
      .add("request", known.request);
  if (variables.params) out.add("params", types::dyn());
  if (variables.authorizer)
    out.add("authorizer", types::authorizer()).add("authorizer.requestResource", types::resource_check());
  if (!declares_) return out;
  if (declared_.size() > kMostDeclared) return out.add("variables", types::dyn());
  if (declared_type_ == nullptr) {
    Type* type = types_.object("kubernetes.variables");
    type->fields = declared_;
    declared_type_ = type;
  }
  return out.add("variables", declared_type_);
}

/// convertCelTypeToDeclType: what is no plain type is dyn.
const Type* AdmissionCompiler::kept(const Type& type, int depth) {
  constexpr int kDeep = 100;
  switch (type.kind) {
    case cel::TypeKind::Bool:
      return types::boolean();
    case cel::TypeKind::Bytes:
      return types::bytes();
    case cel::TypeKind::Double:
      return types::number();
    case cel::TypeKind::Duration:
      return types::duration();
    case cel::TypeKind::Int:
      return types::integer();
    case cel::TypeKind::Null:
      return types::null();
    case cel::TypeKind::String:
      return types::string();
    case cel::TypeKind::Timestamp:
      return types::timestamp();
    case cel::TypeKind::Uint:
      return types::uint();
    case cel::TypeKind::List:
      if (depth < kDeep && type.parameters.size() == 1) return types_.list(kept(*type.parameters[0], depth + 1));
      return types::dyn();
    case cel::TypeKind::Map:
      if (depth < kDeep && type.parameters.size() == 2)
        return types_.map(kept(*type.parameters[0], depth + 1), kept(*type.parameters[1], depth + 1));
      return types::dyn();
    default:
      return types::dyn();
  }
}

void AdmissionCompiler::check(std::string_view expression, std::initializer_list<const Type*> wanted,
                              AdmissionVariables variables, std::string_view shown, const Path& path, Errors& errors) {
  const cel::Environment known = environment(variables);
  const auto program = cel::compile(expression, known);
  if (!program) return errors.invalid(path, shown, "compilation failed: " + program.error().text);
  const Type& type = program->result_type();
  for (const Type* one : wanted) {
    if (!cel::is_exactly(type, *one)) continue;
    if (!program->instantiation_error().empty())
      errors.internal(path, "program instantiation failed: " + std::string(program->instantiation_error()));
    return;
  }
  std::string names;
  for (const Type* one : wanted) names += (names.empty() ? "" : " ") + one->to_string();
  errors.invalid(
      path, shown,
      "must evaluate to " + (wanted.size() == 1 ? names : "one of [" + names + "]") + " but got " + type.to_string());
}

void AdmissionCompiler::declare(std::string_view name, std::string_view expression, AdmissionVariables variables,
                                const Path& path, Errors& errors) {
  const cel::Environment known = environment(variables);
  const auto program = cel::compile(expression, known);
  const Type* type = types::dyn();
  if (!program)
    errors.invalid(path, expression, "compilation failed: " + program.error().text);
  else if (!program->instantiation_error().empty())
    errors.internal(path, "program instantiation failed: " + std::string(program->instantiation_error()));
  else
    type = kept(program->result_type(), 0);
  if (declared_.size() > kMostDeclared) return;
  declared_[std::string(name)] = type;
  declared_type_ = nullptr;
}

void check_match_conditions(const doc::Node& conditions, bool has_params, const Path& path, Errors& errors) {
  if (conditions.size() > 64) errors.too_many(path, static_cast<int>(conditions.size()), 64);
  AdmissionCompiler compiler(false);
  std::set<std::string_view> names;
  std::size_t i = 0;
  for (const doc::Node& condition : conditions.items()) {
    const Path item(path, i++), expression_path(item, "expression"), name_path(item, "name");
    const std::string_view expression = kube::go_trim_space(text_of(condition["expression"])),
                           name = text_of(condition["name"]);
    if (expression.empty())
      errors.required(expression_path);
    else
      compiler.check(expression, {types::boolean()}, {.params = has_params}, expression, expression_path, errors);
    check_required_text(name, kube::check_label_key, name_path, errors);
    if (!name.empty() && !names.insert(name).second) errors.duplicate(name_path, name);
  }
}

}  // namespace slipway::schema::builtin
