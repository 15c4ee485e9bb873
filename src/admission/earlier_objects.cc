#include "admission/earlier_objects.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <set>

#include "admission/error_places.h"
#include "base/text.h"
#include "doc/cut_tree.h"
#include "doc/draft.h"
#include "doc/json.h"

namespace slipway::admission {

using doc::Node;

namespace {

/// Kinds into which the server writes fields that no file repeats, though they may not change.
bool is_filled(const kube::Object& object) {
  constexpr std::string_view kFilled[] = {"Job", "Pod", "PersistentVolumeClaim"};
  return std::ranges::find(kFilled, object.kind) != std::end(kFilled);
}

}  // namespace

EarlierObjects::EarlierObjects(std::span<const kube::Object> before, schema::Judge& judge, Diagnostics& findings)
    : judge_(judge), findings_(findings) {
  for (const kube::Object& one : before) before_.try_emplace(key_of(one), &one);
}

EarlierObjects::Key EarlierObjects::key_of(const kube::Object& object) {
  return {object.api_version, object.kind, object.ns.empty() ? "default" : object.ns, object.name};
}

/// The text, read; an absent node when it is no JSON.
Node EarlierObjects::kept(std::string_view name, std::string text) {
  Diagnostics unheard;
  kept_.push_back(doc::read_json(std::make_shared<const SourceText>(std::string(name), std::move(text)), unheard));
  return kept_.back().root();
}

template <class Ask>
std::optional<Node> EarlierObjects::stored_part(const kube::Object& was, const Node& node, Ask ask) {
  using Type = schema::Error::Type;
  const schema::Verdict verdict = ask(node);
  if (verdict.is_accepted()) return node;
  const auto is_dropped = [](const schema::Error& one) {
    return one.type == Type::FieldUnknown || one.type == Type::FieldRepeated;
  };
  std::optional<Node> read;
  if (verdict.reason == schema::Verdict::Reason::Invalid) {
    read = node;
  } else if (std::ranges::all_of(verdict.errors, is_dropped)) {
    std::set<const Node*> gone;
    for (const schema::Error& one : verdict.errors)
      if (const Found found = follow(node, one.field); found.is_whole) gone.insert(found.node);
    const Node rest = doc::without(node, gone, arena_);
    if (ask(rest).reason != schema::Verdict::Reason::BadRequest) read = rest;
  }
  say_refused(was, verdict, read.has_value());
  return read;
}

/// Of a file, the object is made of it first: a Job gets its selector then. A claim is taken to be bound by now.
Earlier EarlierObjects::filled(const kube::Object& was, const Node& node) {
  constexpr std::string_view kLast = "kubectl.kubernetes.io/last-applied-configuration";
  const bool is_live = node["metadata"]["uid"].is_string();
  doc::Draft sent(node, arena_);
  if (is_live) sent.in("metadata", [](doc::Draft& metadata) { metadata.set_default("resourceVersion", "1"); });
  const auto make = [&](const Node& one) { return is_live ? judge_.update_live(one, one) : judge_.create(one); };
  const std::optional<Node> read = stored_part(was, sent.node(), make);
  if (!read) return {};
  doc::Draft stored(kept("stored", doc::write_json(make(*read).stored, doc::JsonLayout::Compact)), arena_);
  Earlier out;
  if (!is_live) {
    out.last = *read;
    if (was.kind == "PersistentVolumeClaim")
      stored.in_new("status", [&](doc::Draft& status) {
        status.set("phase", "Bound");
        status.set("capacity", stored["spec"]["resources"]["requests"]);
      });
  } else if (const Node* last = node["metadata"]["annotations"].find(kLast); last && last->is_string()) {
    out.last = kept("last-applied", std::string(last->text()));
  }
  out.live = &made_.emplace_back(stored.node());
  return out;
}

Earlier EarlierObjects::of(const kube::Object& object) {
  const auto found = before_.empty() ? before_.end() : before_.find(key_of(object));
  if (found == before_.end()) return {};
  const kube::Object& was = *found->second;
  if (is_filled(object)) return filled(was, *was.node);
  doc::Draft draft(*was.node, arena_);
  draft.remove("status");
  draft.in("metadata", [](doc::Draft& metadata) {
    for (const char* field : {"creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation",
                              "managedFields", "resourceVersion", "selfLink", "uid"})
      metadata.remove(field);
  });
  const auto read = stored_part(was, draft.node(), [&](const Node& one) { return judge_.check(one); });
  return read ? Earlier{&made_.emplace_back(*read)} : Earlier{};
}

void EarlierObjects::say_refused(const kube::Object& was, const schema::Verdict& verdict, bool is_read) {
  const std::string why = verdict.errors.empty()            ? verdict.message
                          : verdict.errors[0].field.empty() ? verdict.errors[0].detail
                                                            : verdict.errors[0].field + ": " + verdict.errors[0].detail;
  findings_.add({"API017",
                 Severity::Note,
                 was.node->where(),
                 fmt::format("{} {} would not be accepted as it is here{}", was.kind, printable(was.name),
                             is_read ? "" : ": judged as if there were none"),
                 printable(why),
                 "",
                 {}});
}

}  // namespace slipway::admission
