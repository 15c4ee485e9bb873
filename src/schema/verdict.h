#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "doc/arena.h"
#include "doc/node.h"
#include "schema/errors.h"

namespace slipway::schema {

struct ServiceNetwork;

/// What the API server (Kubernetes 1.36.3, fieldValidation=Strict, no admission plugins) answers to an object.
struct Verdict {
  enum class Reason { Accepted, Invalid, BadRequest };
  Reason reason = Reason::Accepted;
  std::vector<Error> errors;  // all of them, by field, type, detail
  std::string message;        // the whole text of a BadRequest
  /// The object as it would be stored, defaults and all; of one that is Invalid as far as it was made ready. Absent
  /// after a BadRequest and of check(). Stands in the Judge's memory until the next question.
  doc::Node stored;
  /// Rules that slipway cannot run ("spec: RULE"): of these it does not know. Of custom resources only.
  std::vector<std::string> unchecked;

  bool is_accepted() const { return reason == Reason::Accepted; }
};

/// The kinds that are known: 47 of Kubernetes and the custom resources of the projects in schema/data, and those of
/// the user's own CustomResourceDefinitions. Schemas are read when first asked for.
class Judge {
 public:
  Judge();
  explicit Judge(ServiceNetwork network);  // of the cluster that is asked; nothing is known of it otherwise
  ~Judge();
  Judge(Judge&&) noexcept;

  /// Takes the kinds of a CustomResourceDefinition (v1). Before those that are built in. What is wrong with it is a
  /// diagnostic.
  void add_crd(const doc::Document& document, const doc::Node& crd, Diagnostics& diagnostics);

  bool knows(std::string_view api_version, std::string_view kind) const;
  /// The custom resources that are built in: "keda.sh/v1alpha1" and "ScaledObject".
  std::vector<std::pair<std::string_view, std::string_view>> custom_kinds() const;

  /// What the CustomResourceDefinitions that were added say of a kind, in whatever version.
  struct Definition {
    SourceRange where;                // of the last one
    bool is_refused = false;          // what is wrong with it was said when it was added
    std::vector<std::string> served;  // "v1", in their order
  };
  /// nullptr when none defines it.
  const Definition* definition(std::string_view group, std::string_view kind) const;

  /// What the schema of a custom resource has in place of a field that it does not know.
  struct Meant {
    std::vector<std::string_view> beside;  // the fields of the same map
    std::vector<std::string> elsewhere;    // paths of its name a step below, or in the maps around
  };
  /// `field` is that of an Error: "spec.pools[0].devices". Empty where nothing is known: of kinds of Kubernetes too.
  Meant meant_by(std::string_view api_version, std::string_view kind, std::string_view field) const;

  /// The object as Terraform's provider sends it (scalars_of_terraform.h); of a kind that is not known, as it is.
  doc::Node as_terraform_sends(const doc::Node& object, doc::Arena& arena) const;

  /// POST of an object. REQUIRES: knows() it. A namespaced object without a namespace is taken to be sent to
  /// "default".
  Verdict create(const doc::Node& object);
  /// The same without what would be stored of a kind of Kubernetes, which is a good part of the work.
  Verdict check(const doc::Node& object);
  /// The same of JSON text, in which keys may repeat.
  Verdict create_text(std::string_view json);
  /// PUT of `object` over `old`, as it was sent once. One that is Invalid now may have been accepted by an older
  /// server: what of it stays as it was is not held against the update where the real server does not. Of one that
  /// cannot be decoded the answer is its own BadRequest.
  Verdict update(const doc::Node& old, const doc::Node& object);
  /// PUT over an object of Kubernetes' own kinds as a server shows it: with its status and all that was filled in,
  /// which is not judged again. Of a custom resource the same as update().
  Verdict update_live(const doc::Node& live, const doc::Node& object);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace slipway::schema
