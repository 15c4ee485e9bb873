// The API server's verdicts (kube-apiserver 1.36.3). What decides is the verdict, its reason, and type and field of
// every error; the words of the errors and what was defaulted are counted beside.
#include <algorithm>

#include "conformance/family.h"
#include "decide/karpenter/runtime_validation.h"
#include "doc/json.h"
#include "schema/service_network.h"
#include "schema/verdict.h"

namespace slipway::conformance {
namespace {

/// Nothing but empty values: Go's omitempty decides whether such are written at all.
bool is_empty(const doc::Node& node) {
  switch (node.kind()) {
    case doc::Kind::Null:
      return true;
    case doc::Kind::Bool:
      return !node.boolean();
    case doc::Kind::Int:
    case doc::Kind::Float:
      return node.number() == 0;
    case doc::Kind::String:
      return node.text().empty();
    case doc::Kind::List:
      return node.size() == 0;
    case doc::Kind::Map:
      return std::ranges::all_of(node.members(), [](const doc::Member& member) { return is_empty(member.value); });
  }
  return false;
}

std::string below(const std::string& pointer, std::string_view key) {
  std::string out = pointer + "/";
  for (const char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

constexpr std::string_view kServerOwned[] = {"/metadata/uid",
                                             "/metadata/creationTimestamp",
                                             "/metadata/generation",
                                             "/metadata/resourceVersion",
                                             "/metadata/managedFields",
                                             "/metadata/selfLink",
                                             "/status"};

void add(doc::Map& out, const std::string& pointer, doc::Value value) {
  for (const std::string_view owned : kServerOwned)
    if (pointer == owned || (pointer.starts_with(owned) && pointer[owned.size()] == '/')) return;
  out.set(pointer, std::move(value));
}

/// What `stored` has other than `sent`, by JSON pointer.
void difference(const std::string& pointer, const doc::Node& sent, const doc::Node& stored, doc::Map& out) {
  if (is_empty(sent) && is_empty(stored)) return;
  if (sent.is_map() && stored.is_map()) {
    for (const doc::Member& member : stored.members()) {
      if (const doc::Node* old = sent.find(member.key.text()))
        difference(below(pointer, member.key.text()), *old, member.value, out);
      else if (!is_empty(member.value))
        add(out, below(pointer, member.key.text()), doc::Value(member.value));
    }
    for (const doc::Member& member : sent.members())
      if (stored.find(member.key.text()) == nullptr && !is_empty(member.value))
        add(out, below(pointer, member.key.text()), nullptr);
  } else if (sent.is_list() && stored.is_list() && sent.size() == stored.size()) {
    for (std::size_t i = 0; i < sent.size(); ++i)
      difference(pointer + "/" + std::to_string(i), sent.items()[i], stored.items()[i], out);
  } else if (doc::canonical_json(sent) != doc::canonical_json(stored)) {
    add(out, pointer, doc::Value(stored));
  }
}

doc::Value answer(const doc::Node& input) {
  static schema::Judge judge(schema::ServiceNetwork{.range = "10.96.0.0/16"});  // of the cluster that answered
  const bool is_update = input["operation"].text() == "update";
  const doc::Node &object = input["object"], &text = input["objectText"];
  const doc::Node& named = is_update ? input["oldObject"] : object;
  if (text.is_null() && !judge.knows(named["apiVersion"].text(), named["kind"].text()))
    return doc::Map{{"unknownKind", named["kind"].text()}};
  const schema::Verdict verdict = is_update        ? judge.update(named, object)
                                  : text.is_null() ? judge.create(object)
                                                   : judge.create_text(text.text());
  doc::List errors;
  for (const schema::Error& error : verdict.errors)
    errors.add(doc::Map{{"detail", error.detail}, {"field", error.field}, {"type", schema::to_string(error.type)}});
  doc::Map out{{"accepted", verdict.is_accepted()}, {"errors", errors}};
  if (verdict.reason == schema::Verdict::Reason::BadRequest) out.set("message", verdict.message);
  if (!verdict.is_accepted())
    out.set("reason", verdict.reason == schema::Verdict::Reason::Invalid ? "Invalid" : "BadRequest");
  if (verdict.is_accepted() && text.is_null()) {
    doc::Map defaulted;
    difference("", object, verdict.stored, defaulted);
    if (!defaulted.empty()) out.set("defaulted", std::move(defaulted));
  }
  return out;
}

doc::Value karpenter_runtime(const doc::Node& input) {
  doc::List errors;
  for (const auto& problem : karpenter::runtime_problems(input["object"])) errors.add(problem.text);
  return doc::Map{{"valid", errors.empty()}, {"errors", errors}};
}

}  // namespace

std::vector<Family> apivalidation_families() {
  std::vector<Family> rows;
  for (const char* name : {"admission",
                           "argo",
                           "core",
                           "crd",
                           "dra",
                           "ec2nodeclass",
                           "flux",
                           "gateway",
                           "hpa",
                           "jobs",
                           "karpenter",
                           "keda",
                           "kuberay",
                           "platform",
                           "pod",
                           "policy",
                           "queueing",
                           "rbac",
                           "secrets",
                           "service",
                           "storage",
                           "strict",
                           "training",
                           "update-core",
                           "update-crd",
                           "update-karpenter",
                           "update-platform",
                           "update-pod",
                           "update-policy",
                           "update-workloads",
                           "workloads",
                           "mix-create",
                           "mix-update"})
    rows.push_back({"apivalidation", name, answer, {}, {"detail", "message", "defaulted"}});
  rows.push_back({"apivalidation", "karpenter-runtime", karpenter_runtime});
  return rows;
}

}  // namespace slipway::conformance
