#include "admission/verdicts.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>

#include "admission/applied.h"
#include "admission/earlier_objects.h"
#include "admission/error_findings.h"
#include "admission/error_places.h"
#include "admission/following_errors.h"
#include "admission/renamed_fields.h"
#include "admission/served_kinds.h"
#include "admission/webhooks/webhooks.h"
#include "admission/written_by_others.h"
#include "base/text.h"
#include "decide/karpenter/runtime_validation.h"
#include "doc/cut_tree.h"
#include "kube/decode/field_check.h"
#include "kube/own_groups.h"
#include "subject/filled_in.h"
#include "subject/provider_manifests.h"
#include "subject/together.h"

namespace slipway::admission {
namespace {

using doc::Node;

bool has_error_at(const schema::Verdict& verdict, std::string_view field) {
  return std::ranges::any_of(verdict.errors, [&](const schema::Error& one) { return one.field == field; });
}

/// Whether a controller makes the definition of an object's kind, of what is among the files: kro of a
/// ResourceGraphDefinition, Crossplane of a CompositeResourceDefinition. Its schema then is in words of their own.
bool is_defined_by_controller(const subject::Subject& subject, const kube::Object& object) {
  const auto says = [&](const Node& group, std::string_view otherwise, const Node& kind) {
    return kind.text() == object.kind && (group.is_null() ? otherwise : group.text()) == object.group();
  };
  for (const kube::Object* one : subject.of_kind("ResourceGraphDefinition", "kro.run")) {
    const Node& schema = (*one->node)["spec"]["schema"];
    if (says(schema["group"], "kro.run", schema["kind"])) return true;
  }
  for (const kube::Object* one : subject.of_kind("CompositeResourceDefinition", "apiextensions.crossplane.io")) {
    const Node& spec = (*one->node)["spec"];
    for (const char* names : {"names", "claimNames"})
      if (says(spec["group"], "", spec[names]["kind"])) return true;
  }
  return false;
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
        judge_as_sent(object);
      say_what_karpenter_refuses(object);
      if (auto found = target_not_served(object, servers_)) say(*std::move(found));
      look_for_another(object);
    }
    for (const auto& [name, object] : unknown_) say_no_schema(name, *object);
    for (const auto& [name, object] : unjudged_)
      findings_.note("API019", (*object->node)["kind"].where(),
                     fmt::format("of {} fields and their types alone are known here", name),
                     "ask a server for the rest: kubectl apply --dry-run=server");
  }

 private:
  void judge_as_sent(const kube::Object& object) {
    if (!subject_.derived<subject::ProviderManifests>().has(object)) return judge(object);
    kube::Object& sent = sent_.emplace_back(object);
    sent.node = new (memory_.take(sizeof(Node))) Node(judge_.as_terraform_sends(*object.node, memory_));
    judge(sent);
  }

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
    schema::Verdict whole;
    if (is_known) {
      whole = ask(node);
      say_unchecked(object, whole);
      say_what_controllers_refuse(object, old, whole);
      if (whole.is_accepted()) return;
    }
    Diagnostics decoding;
    const bool known_type = kube::check_object_fields(node, decoding);
    const UnknownFields unknown = decoding.all().empty() ? UnknownFields() : unknown_fields(object, whole);
    for (Diagnostic one : decoding.all()) {
      offer_place(object, unknown, one);
      say(std::move(one));
    }
    if (!is_known) {
      const bool is_recipe =
          object.group() == "kustomize.config.k8s.io" || object.api_version == "builtin";  // kustomize's
      if (known_type && kube::is_own_group(object.group()))
        unjudged_.try_emplace(object.kind + " " + object.api_version, &object);
      if (!known_type && !is_recipe && !says_not_defined(object) && !says_no_such_kind(object))
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

  /// API022.
  void say_what_controllers_refuse(const kube::Object& object, const Earlier& old, const schema::Verdict& verdict) {
    const bool is_update = old.live || old.made;
    // What is live has all defaults, so what is sent is compared as it would be stored.
    const Node& now = old.live && !verdict.stored.is_absent() ? verdict.stored : *object.node;
    if (old.live && verdict.stored.is_absent()) return;
    schema::Errors errors;
    const Refuser refuser = refused_by_controller(now, is_update ? (old.live ? old.live : old.made) : nullptr, errors);
    ErrorPlaces places(*object.node);
    for (const schema::Error& error : errors.take_sorted()) {
      if (is_of_kustomization(subject_, object, error)) continue;
      Diagnostic finding = finding_of(error, places.of(error));
      finding.id = "API022";
      finding.hint = refuser == Refuser::Webhook ? "the webhook of its controller says so, and kubectl apply fails"
                                                 : "it is stored, and its controller then only says so in its status";
      if (may_be_patched(subject_, object)) {
        finding.severity = Severity::Note;
        finding.hint = "so it stands here; a patch of its kustomization may mend it";
      }
      say(std::move(finding));
    }
  }

  using UnknownFields = std::map<std::pair<int, int>, const schema::Error*>;  // by line and column of their keys

  static UnknownFields unknown_fields(const kube::Object& object, const schema::Verdict& whole) {
    UnknownFields all;
    for (const schema::Error& error : whole.errors)
      if (error.type == schema::Error::Type::FieldUnknown) {
        const SourceRange key = follow(*object.node, error.field).key;
        all.try_emplace({key.line, key.column}, &error);
      }
    return all;
  }

  /// A field that a decoder does not know may be one that the schema has elsewhere.
  void offer_place(const kube::Object& object, const UnknownFields& unknown, Diagnostic& finding) const {
    if (finding.id != "KUBE007" || !finding.hint.empty()) return;
    if (const auto found = unknown.find({finding.where.line, finding.where.column}); found != unknown.end())
      offer(object, *found->second, finding);
  }

  void offer(const kube::Object& object, const schema::Error& unknown, Diagnostic& finding) const {
    if (const RenamedField* renamed = renamed_field(object.api_version, object.kind, unknown.field))
      return say_renamed(*renamed, subject_, finding);
    offer_field(unknown, judge_.meant_by(object.api_version, object.kind, unknown.field), finding);
  }

  /// A field that the release of its controller still has, which the files install.
  bool is_of_earlier_release(const kube::Object& object, const schema::Error& error) const {
    if (error.type != schema::Error::Type::FieldUnknown) return false;
    const RenamedField* renamed = renamed_field(object.api_version, object.kind, error.field);
    return renamed && is_still_served(*renamed, subject_);
  }

  bool is_said_within(const Node& part) const {
    const SourceRange where = part.where();
    if (where) {
      const auto first = said_.lower_bound({std::string(where.source->name()), where.line, where.column, {}});
      if (first != said_.end() && std::get<0>(*first) == where.source->name() && std::get<1>(*first) == where.line &&
          std::get<2>(*first) == where.column)
        return true;
    }
    return std::ranges::any_of(part.members(),
                               [&](const auto& one) { return is_said_within(one.key) || is_said_within(one.value); }) ||
           std::ranges::any_of(part.items(), [&](const Node& one) { return is_said_within(one); });
  }

  /// API021, but for requirements, taints and labels of which the server refuses something already.
  void say_what_karpenter_refuses(const kube::Object& object) {
    const bool is_pool = object.api_version == "karpenter.sh/v1" && object.kind == "NodePool";
    if (!is_pool && !(object.api_version == "karpenter.sh/v1alpha1" && object.kind == "NodeOverlay")) return;
    for (const karpenter::RuntimeProblem& problem : karpenter::runtime_problems(*object.node)) {
      if (!is_said_within(*problem.part))
        findings_.add({"API021",
                       Severity::Error,
                       problem.at->where(),
                       fmt::format("Karpenter refuses the {}: {}", object.kind, printable(problem.text)),
                       "the API server takes it; it is never ready then, and nothing is bought for it",
                       "write what Karpenter takes: kubectl describe shows its words under ValidationSucceeded",
                       {}});
    }
  }

  void say_no_schema(const std::string& name, const kube::Object& object) {
    if (is_defined_by_controller(subject_, object)) return;
    const schema::Judge::Definition* definition = judge_.definition(object.group(), object.kind);
    findings_.add({"API013",
                   Severity::Note,
                   (*object.node)["kind"].where(),
                   fmt::format("no schema of {} here: rules alone look at it", printable(name)),
                   definition ? std::string() : likely_meant(object, custom_kinds()),
                   definition ? fmt::format("mend its CustomResourceDefinition first, which is refused: {}",
                                            definition->where.to_string())
                              : "name its CustomResourceDefinition: --crd FILE",
                   {}});
  }

  std::span<const NamedKind> custom_kinds() {
    if (custom_kinds_.empty())
      for (const auto& [api_version, kind] : judge_.custom_kinds()) custom_kinds_.push_back({api_version, kind});
    return custom_kinds_;
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
    if (!found && !is_defined_by_controller(subject_, object) && !judge_.definition(object.group(), object.kind))
      found = no_such_custom_kind(object, custom_kinds());
    if (found) say(*std::move(found));
    return found.has_value();
  }

  /// API020 where a definition that is here serves other versions only.
  bool says_not_defined(const kube::Object& object) {
    const schema::Judge::Definition* definition = judge_.definition(object.group(), object.kind);
    if (!definition || definition->is_refused) return false;
    const std::string served = join(definition->served, ", ");
    say({"API020",
         Severity::Error,
         (*object.node)["apiVersion"].where(),
         fmt::format("its CustomResourceDefinition does not serve {} {}", printable(object.kind),
                     printable(object.api_version)),
         served.empty() ? "it serves no version" : fmt::format("it serves {}", printable(served)),
         served.empty() ? "serve a version: served: true"
                        : fmt::format("write {}/{}", printable(object.group()), printable(definition->served[0])),
         {}});
    return true;
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

  /// `cut`: something was taken away before, so that what is missing may be what was taken, or follow from it. What of
  /// `of` is known to be taken is `taken`.
  void say_errors(const kube::Object& of, const schema::Verdict& verdict, bool cut,
                  const std::set<const Node*>& taken) {
    const Node& object = *of.node;
    const std::set<const Node*> gone = with_all_below(taken);
    const bool has_filled =
        std::ranges::any_of(verdict.errors, [&](const schema::Error& error) { return is_of_webhook(of, error); });
    ErrorPlaces places(object);
    for (const schema::Error& as_said : verdict.errors) {
      const bool is_unchecked = says_unchecked(as_said);
      const schema::Error error = with_field(as_said);
      if (cut && (error.field.empty() || is_unchecked)) continue;
      if (is_of_webhook(of, error) || is_of_kustomization(subject_, of, error)) continue;
      if (is_of_earlier_release(of, error)) continue;
      if (is_unchecked && has_filled) continue;  // with the field filled in, what was not checked is
      if (error.field != as_said.field && !error.field.empty() && has_error_at(verdict, error.field)) continue;
      const Found found = places.of(error);
      if (cut && follows_from(object, gone, found, error)) continue;
      Diagnostic finding = finding_of(error, found);
      if (error.type == schema::Error::Type::FieldUnknown) offer(of, error, finding);
      if (is_unchecked) {
        finding.severity = Severity::Note;
        finding.message = "its CEL rules are checked when its other errors are mended: the API server does so too";
      } else if (may_be_of_overlay(subject_, of, error)) {
        finding.severity = Severity::Note;
        finding.hint = error.field.starts_with("spec.") ? "an overlay's `labels:` may give them"
                                                        : "an overlay's `namespace:` may give it";
      } else if (is_second_family(error) && !subject_.platform()) {
        finding.severity = Severity::Warning;
        finding.message = fmt::format("{}: EKS gives a cluster one family, IPv4 or IPv6, never both", error.field);
      } else if (needs_admin_label(error)) {
        if (has_admin_label(subject_, of)) continue;
        if (!subject_.find("Namespace", "", of.ns)) finding.severity = Severity::Note;  // who knows what it has
      }
      say(std::move(finding));
    }
  }

  void say(Diagnostic finding) {
    if (!served_as_.empty() && finding.hint.empty()) finding.hint = fmt::format("as {} has it", served_as_);
    const std::string_view file = finding.where ? std::string_view(finding.where.source->name()) : std::string_view();
    if (said_.emplace(std::string(file), finding.where.line, finding.where.column, finding.message).second)
      findings_.add(std::move(finding));
  }

  /// One name twice: the second of them says so.
  void look_for_another(const kube::Object& object) {
    const kube::Object* first = subject::first_like(subject_, object);
    if (!first || subject::filler_of(object.name) != subject::Filler::Nobody) return;
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
  std::vector<NamedKind> custom_kinds_;  // once they are asked for
  doc::Arena memory_;
  std::deque<kube::Object> sent_;  // in place of what Terraform's provider does not send as it stands
  std::string_view served_as_;     // while an object of a version that is gone is judged
  std::map<std::string, const kube::Object*> unknown_, unjudged_;
  std::set<std::tuple<std::string, int, int, std::string>> said_;
};

/// Whether what was refused is no number, no amount or no name of DNS: none of them is written in capitals with `_`.
bool wants_number_or_name(const Diagnostic& finding) {
  if (finding.id == "KUBE002") return true;
  if (finding.id != "KUBE001" && finding.id != "API002") return false;
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"expected an integer", "expected a number", "must be of type integer",
                                              "must be of type number", "RFC 1123", "RFC 1035"},
      [&](std::string_view words) { return finding.message.find(words) != std::string::npos; });
}

}  // namespace

void judge_objects(const subject::Subject& subject, std::span<const kube::Object> before, schema::Judge& judge,
                   Diagnostics& findings) {
  Diagnostics said;
  ObjectJudge(subject, before, judge, said).judge_all();
  std::vector<Diagnostic> all = said.take();
  const std::vector<subject::Filler> fillers = subject::FilledIn(subject).of_all(all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    Diagnostic& one = all[i];
    subject::Filler filler = fillers[i];
    if (filler == subject::Filler::Nobody && wants_number_or_name(one) && subject::is_in_capitals(one.where))
      filler = subject::Filler::SomeTool;
    if (filler == subject::Filler::Shell || filler == subject::Filler::Terraform) continue;
    if (filler == subject::Filler::SomeTool) {
      one.severity = Severity::Note;
      one.fix = "fill the value in, then ask again: refused as it stands";
      one.fixes.clear();
    }
    findings.add(std::move(one));
  }
}

}  // namespace slipway::admission
