#include "admission/verdicts.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "admission/applied.h"
#include "admission/earlier_objects.h"
#include "admission/error_places.h"
#include "admission/served_kinds.h"
#include "base/text.h"
#include "doc/cut_tree.h"
#include "kube/decode/field_check.h"
#include "subject/filled_in.h"
#include "subject/kustomizations.h"
#include "subject/together.h"

namespace slipway::admission {
namespace {

using doc::Node;

std::string_view id_of(schema::Error::Type type) {
  using Type = schema::Error::Type;
  switch (type) {
    case Type::FieldValueRequired:
      return "API001";
    case Type::FieldValueInvalid:
    case Type::FieldValueTypeInvalid:
      return "API002";
    case Type::FieldValueNotSupported:
      return "API003";
    case Type::FieldValueDuplicate:
      return "API004";
    case Type::FieldValueForbidden:
      return "API005";
    case Type::FieldValueTooLong:
    case Type::FieldValueTooMany:
      return "API006";
    case Type::FieldValueNotFound:
      return "API007";
    case Type::InternalError:
      return "API008";
    case Type::FieldUnknown:
      return "API010";
    case Type::FieldRepeated:
      return "API011";
    default:
      return "API009";
  }
}

/// "Invalid value: -1: must be …" begins with a capital; the messages of slipway do not.
std::string lowered(std::string text) {
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z')
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

/// Namespaces in which claims may ask for admin access to devices (Kubernetes 1.36, pkg/apis/resource/validation).
constexpr std::string_view kAdminAccess = "resource.kubernetes.io/admin-access";

/// What mutating webhooks of the kinds' own controllers write where nothing stands, though the schema requires it.
struct FilledIn {
  std::string_view group, kind, field;
};
constexpr FilledIn kFilledIn[] = {
    {"jobset.x-k8s.io", "JobSet", "spec.failurePolicy.rules[].name"},  // jobset 0.11, pkg/webhooks/jobset_webhook.go
};

/// Whole objects in a message are left out: the finding shows where they stand.
std::string without_objects(std::string text) {
  constexpr std::string_view kBefore = "Invalid value: {";
  constexpr std::size_t kLongest = 120;
  const std::size_t end = text.rfind("}: ");
  if (text.size() > kLongest && text.starts_with(kBefore) && end != text.npos)
    text.replace(kBefore.size(), end - kBefore.size(), "…");
  return text;
}

/// The path stands before the message: it is not said again ("spec.replicas in body must be of type integer").
std::string without_field(std::string message, const std::string& field) {
  const std::string again = field + " in body ";
  if (const std::size_t at = message.find(again); at != std::string::npos) message.erase(at, again.size());
  return message;
}

/// What the API server says where an object was too wrong for its CEL rules (apiextensions-apiserver,
/// pkg/registry/customresource/strategy.go). Faults of a whole object have no field either.
bool says_unchecked(const schema::Error& error) {
  return error.field == "<nil>" && error.detail.find("some validation rules were not checked") != error.detail.npos;
}

/// With the field that an error is about: of a number that its format does not take only the text says it, at its end
/// ("Checked value must be of type integer with format int32 in spec.size"). None of the whole object.
schema::Error with_field(schema::Error error) {
  if (error.field != "<nil>") return error;
  error.field.clear();
  constexpr std::string_view kNumber = "Checked value must be of type ", kBefore = " in ";
  const std::size_t number = error.detail.find(kNumber);
  const std::size_t at = number == std::string::npos ? number : error.detail.find(kBefore, number);
  if (at == std::string::npos) return error;
  error.field = error.detail.substr(at + kBefore.size());
  error.detail = error.detail.substr(number, at - number);
  return error;
}

bool has_error_at(const schema::Verdict& verdict, std::string_view field) {
  return std::ranges::any_of(verdict.errors, [&](const schema::Error& one) { return one.field == field; });
}

class ObjectJudge {
 public:
  ObjectJudge(const subject::Subject& subject, std::span<const kube::Object> before, schema::Judge& judge,
              Diagnostics& findings)
      : subject_(subject), judge_(judge), findings_(findings), earlier_(before, judge, findings) {}

  void judge_all() {
    for (const kube::Object& object : subject_.objects()) {
      if (object.api_version.empty() || object.kind.empty()) continue;
      if (says_not_served(object))
        judge_as_served(object);
      else
        judge(object);
      look_for_another(object);
    }
    for (const auto& [name, object] : unknown_)
      findings_.note("API013", (*object->node)["kind"].where(),
                     fmt::format("no schema of {} here: rules alone look at it", name),
                     "name its CustomResourceDefinition: --crd FILE");
    for (const auto& [name, object] : unjudged_)
      findings_.note("API019", (*object->node)["kind"].where(),
                     fmt::format("of {} fields and their types alone are known here", name),
                     "ask a server for the rest: kubectl apply --dry-run=server");
  }

 private:
  void judge(const kube::Object& object) {
    const Node& node = *object.node;
    const bool is_known = judge_.knows(object.api_version, object.kind);
    const Earlier old = is_known ? earlier_.of(object) : Earlier();
    doc::Arena merging;
    const auto ask = [&](const Node& one) {
      if (old.live) return judge_.update_live(*old.live, applied(one, *old.live, old.last, merging));
      return old.made ? judge_.update(*old.made, one) : judge_.check(one);
    };
    // What is accepted has no field that its decoder would refuse.
    if (is_known) {
      const schema::Verdict verdict = ask(node);
      say_unchecked(object, verdict);
      if (verdict.is_accepted()) return;
    }
    Diagnostics decoding;
    const bool known_type = kube::check_object_fields(node, decoding);
    for (const Diagnostic& one : decoding.all()) say(one);
    if (!is_known) {
      const bool is_recipe =
          object.group() == "kustomize.config.k8s.io" || object.api_version == "builtin";  // kustomize's
      if (known_type && is_of_kubernetes(object.group()))
        unjudged_.try_emplace(object.kind + " " + object.api_version, &object);
      if (!known_type && !is_recipe && !says_no_such_kind(object))
        unknown_.try_emplace(object.kind + " " + object.api_version, &object);
      return;
    }
    doc::Arena arena;
    const Node* judged = &node;
    Node cut;
    std::set<const Node*> gone;
    if (!decoding.all().empty()) {
      doc::Places places;
      for (const Diagnostic& one : decoding.all()) places[one.where.line].insert(one.where.column);
      doc::collect_at(node, places, gone);
      cut = doc::without(node, gone, arena);
      judged = &cut;
    }
    schema::Verdict verdict = ask(*judged);
    const bool strict = std::ranges::any_of(verdict.errors, [](const schema::Error& error) {
      return error.type == schema::Error::Type::FieldUnknown || error.type == schema::Error::Type::FieldRepeated;
    });
    say_errors(object, verdict, !decoding.all().empty(), gone);
    if (!strict) return;
    // What a server that met an unknown field never comes to.
    for (const schema::Error& error : verdict.errors) {
      const Found found = follow(*judged, error.field);
      if (found.is_whole) gone.insert(found.node);
    }
    const Node rest = doc::without(*judged, gone, arena);
    const schema::Verdict again = ask(rest);
    say_errors(object, again, true, gone);
  }

  bool says_not_served(const kube::Object& object) {
    const subject::Context& context = subject_.context();
    if (judge_.knows(object.api_version, object.kind)) {
      if (!context.is_stated) return false;
      if (auto found = version_not_served_yet(object, servers_)) findings_.add(*std::move(found));
      return false;
    }
    auto found = version_not_served(object, servers_);
    if (found) findings_.add(*std::move(found));
    return found.has_value();
  }

  /// What else is wrong with an object of a version that is gone, as the version sees it in which its kind lives on.
  /// Karpenter's own old objects have rules that say what became of each field.
  void judge_as_served(const kube::Object& object) {
    const std::string_view version = version_in_its_place(object);
    const Node* written = object.node->find("apiVersion");
    if (!written || version.empty() || version.starts_with("karpenter.") || !judge_.knows(version, object.kind)) return;
    doc::Arena arena;
    const Node changed = doc::without(*object.node, {}, {{written, version}}, arena);
    kube::Object as = object;
    as.api_version = version;
    as.node = &changed;
    served_as_ = version;
    judge(as);
    served_as_ = {};
  }

  bool says_no_such_kind(const kube::Object& object) {
    auto found = no_such_kind(object);
    if (found) say(*std::move(found));
    return found.has_value();
  }

  void say_unchecked(const kube::Object& object, const schema::Verdict& verdict) {
    for (const std::string& rule : verdict.unchecked)
      say({"API016",
           Severity::Note,
           (*object.node)["kind"].where(),
           fmt::format("a rule of {} is not checked: slipway cannot evaluate it", printable(object.kind)),
           printable(rule),
           "ask a server: kubectl apply --dry-run=server",
           {}});
  }

  static bool holds_near(const Node& node, const std::set<const Node*>& gone, int depth) {
    const auto is_near = [&](const Node& one) {
      return gone.contains(&one) || (depth > 1 && holds_near(one, gone, depth - 1));
    };
    return std::ranges::any_of(node.members(), [&](const doc::Member& one) { return is_near(one.value); }) ||
           std::ranges::any_of(node.items(), is_near);
  }

  /// Whether an error of the whole object is about what was taken away, or about what the server made up from its
  /// absence: a selector is empty without its only label, a list without its only item.
  static bool follows_from(const Node& object, const std::set<const Node*>& gone, const Found& found,
                           const schema::Error& error) {
    using Type = schema::Error::Type;
    if (found.is_whole && (gone.contains(found.node) || is_below(gone, *found.node))) return true;
    if (error.type == Type::FieldValueInvalid || error.type == Type::FieldValueNotSupported)
      return holds_near(*found.node, gone, 2);
    if (error.type != Type::FieldValueRequired) return false;
    if (found.is_whole) return !found.node->is_scalar() && holds_near(*found.node, gone, 2);
    // "spec.resources[storage]" is missing where requests.storage below it was taken.
    const std::size_t key = error.field.ends_with(']') ? error.field.rfind('[') : std::string::npos;
    const Found owner = key == std::string::npos ? found : follow(object, error.field.substr(0, key));
    return key != std::string::npos && owner.is_whole && holds_near(*owner.node, gone, 2);
  }

  /// Below one of those that were taken.
  static bool is_below(const std::set<const Node*>& gone, const Node& node) {
    const auto holds = [&](const Node& tree, const auto& again) -> bool {
      return &tree == &node ||
             std::ranges::any_of(tree.members(), [&](const doc::Member& one) { return again(one.value, again); }) ||
             std::ranges::any_of(tree.items(), [&](const Node& one) { return again(one, again); });
    };
    return std::ranges::any_of(gone, [&](const Node* one) { return holds(*one, holds); });
  }

  /// `cut`: something was taken away before, so that what is missing may be what was taken, or follow from it. What of
  /// `of` is known to be taken is `gone`.
  void say_errors(const kube::Object& of, const schema::Verdict& verdict, bool cut, const std::set<const Node*>& gone) {
    const Node& object = *of.node;
    const bool has_filled =
        std::ranges::any_of(verdict.errors, [&](const schema::Error& error) { return is_filled_in(of, error); });
    for (const schema::Error& as_said : verdict.errors) {
      const bool is_unchecked = says_unchecked(as_said);
      const schema::Error error = with_field(as_said);
      if (cut && (error.field.empty() || is_unchecked)) continue;
      if (is_filled_in(of, error) || is_kustomizes(of, error)) continue;
      if (is_unchecked && has_filled) continue;  // with the field filled in, what was not checked is
      if (error.field != as_said.field && !error.field.empty() && has_error_at(verdict, error.field)) continue;
      const Found found = follow(object, error.field);
      if (cut && follows_from(object, gone, found, error)) continue;
      const bool at_key = !found.is_whole || error.type == schema::Error::Type::FieldUnknown ||
                          error.type == schema::Error::Type::FieldRepeated ||
                          error.type == schema::Error::Type::FieldValueForbidden || !found.node->is_scalar();
      const SourceRange where = at_key ? found.key : found.node->where();
      std::string message =
          lowered(error.detail.empty() ? std::string(to_string(error.type)) : without_objects(error.detail));
      if (error.type == schema::Error::Type::FieldUnknown || error.field.empty())
        message = lowered(error.detail);
      else
        message = fmt::format("{}: {}", error.field, without_field(std::move(message), error.field));
      Diagnostic finding{std::string(id_of(error.type)), Severity::Error, where, std::move(message)};
      if (is_unchecked) {
        finding.severity = Severity::Note;
        finding.message = "its CEL rules are checked when its other errors are mended: the API server does so too";
      } else if (needs_admin_label(error)) {
        if (has_admin_label(of)) continue;
        if (!subject_.find("Namespace", "", of.ns)) finding.severity = Severity::Note;  // who knows what it has
      }
      say(std::move(finding));
    }
  }

  /// What the API server's own check asks of the namespace of a ResourceClaim or its template.
  static bool needs_admin_label(const schema::Error& error) {
    return error.type == schema::Error::Type::FieldValueForbidden &&
           error.detail.find(kAdminAccess) != error.detail.npos;
  }
  bool has_admin_label(const kube::Object& object) const {
    const kube::Object* made = subject_.find("Namespace", "", object.ns);
    const Node* label = made ? (*made->node)["metadata"]["labels"].find(kAdminAccess) : nullptr;
    return label && label->is_string() && label->text() == "true";
  }

  /// What a kustomization among the files writes before anybody applies the object.
  bool is_kustomizes(const kube::Object& object, const schema::Error& error) const {
    const std::string_view field = error.field;
    if (field.starts_with("subjects[") && field.ends_with("].namespace") &&
        error.type == schema::Error::Type::FieldValueRequired)
      return subject_.derived<subject::Kustomized>().gives_namespace(object);
    if (field.starts_with("spec.selector") || field.starts_with("spec.template.metadata.labels"))
      return subject_.derived<subject::Kustomized>().adds_labels(object);
    return false;
  }

  /// A field that the schema requires and that the kind's own webhook writes before the schema is asked.
  static bool is_filled_in(const kube::Object& object, const schema::Error& error) {
    if (error.type != schema::Error::Type::FieldValueRequired) return false;
    std::string field;  // without indexes
    for (const char c : error.field)
      if (c < '0' || c > '9') field += c;
    return std::ranges::any_of(kFilledIn, [&](const FilledIn& one) {
      return one.group == object.group() && one.kind == object.kind && one.field == field;
    });
  }

  void say(Diagnostic finding) {
    if (!served_as_.empty() && finding.hint.empty()) finding.hint = fmt::format("as {} has it", served_as_);
    const std::string_view file = finding.where ? std::string_view(finding.where.source->name()) : std::string_view();
    if (said_.emplace(std::string(file), finding.where.line, finding.where.column, finding.message).second)
      findings_.add(std::move(finding));
  }

  /// One name twice: the second of them says so.
  void look_for_another(const kube::Object& object) {
    if (object.name.empty()) return;
    const kube::Object* first = subject_.find(object.kind, object.ns, object.name);
    if (!first || first == &object || first->group() != object.group()) return;
    const SourceRange one = first->node->where(), other = object.node->where();
    // What stands in a namespace and what does not are two; so are objects of files for different clusters.
    if (one == other) return;
    const Node& name = (*object.node)["metadata"]["name"];
    const bool may_be_two_clusters = subject::together(subject_, one, other) == subject::Together::Hardly;
    findings_.add({"API014",
                   may_be_two_clusters ? Severity::Note : Severity::Warning,
                   name.where(),
                   fmt::format("{} {} is defined twice", object.kind, object.name),
                   fmt::format("first at {}", (*first->node)["metadata"]["name"].where().to_string()),
                   "remove one of them, or give it a name of its own",
                   {}});
  }

  const subject::Subject& subject_;
  schema::Judge& judge_;
  Diagnostics& findings_;
  EarlierObjects earlier_;
  const Servers servers_{subject_.context().kubernetes, subject_.context().karpenter};
  std::string_view served_as_;  // while an object of a version that is gone is judged
  std::map<std::string, const kube::Object*> unknown_, unjudged_;
  std::set<std::tuple<std::string, int, int, std::string>> said_;
};

}  // namespace

void judge_objects(const subject::Subject& subject, std::span<const kube::Object> before, schema::Judge& judge,
                   Diagnostics& findings) {
  Diagnostics said;
  ObjectJudge(subject, before, judge, said).judge_all();
  subject::FilledIn filled(subject);
  for (Diagnostic& one : said.take()) {
    const subject::Filler filler = filled.of(one);
    if (filler == subject::Filler::Shell) continue;
    if (filler == subject::Filler::SomeTool) {
      one.severity = Severity::Note;
      one.fix = "fill the value in, then ask again: refused as it stands";
      one.fixes.clear();
    }
    findings.add(std::move(one));
  }
}

}  // namespace slipway::admission
