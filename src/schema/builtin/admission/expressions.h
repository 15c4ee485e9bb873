#pragma once

#include <initializer_list>
#include <string_view>

#include "cel/environment.h"
#include "cel/program.h"
#include "doc/node.h"
#include "schema/errors.h"
#include "schema/path.h"

/// Expressions of webhooks and admission policies. Follows Kubernetes 1.36.3
/// pkg/apis/admissionregistration/validation/validation.go and k8s.io/apiserver 0.36.3 pkg/admission/plugin/cel.
namespace slipway::schema::builtin {

/// What they may speak of beside object, oldObject, namespaceObject and request.
struct AdmissionVariables {
  bool params = false;
  bool authorizer = true;
};

/// Compiles expressions of one policy, which may name variables that it declares before.
class AdmissionCompiler {
 public:
  /// `declares`: it has variables at all.
  explicit AdmissionCompiler(bool declares) : declares_(declares) {}

  /// What is wrong with an expression that must be of one of these types; `shown` is what the error shows.
  void check(std::string_view expression, std::initializer_list<const cel::Type*> types, AdmissionVariables variables,
             std::string_view shown, const Path& path, Errors& errors);
  /// The same of a variable, of any type; what comes after may name it.
  void declare(std::string_view name, std::string_view expression, AdmissionVariables variables, const Path& path,
               Errors& errors);

 private:
  cel::Environment environment(AdmissionVariables variables);
  const cel::Type* kept(const cel::Type& type, int depth);

  bool declares_;
  cel::Types types_;
  std::map<std::string, const cel::Type*, std::less<>> declared_;
  const cel::Type* declared_type_ = nullptr;  // of declared_; null when it has grown since
};

/// validateMatchConditions
void check_match_conditions(const doc::Node& conditions, bool has_params, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
