#include "model/snapshot.h"

#include <algorithm>
#include <vector>

#include "doc/yaml.h"
#include "kube/decode/go_time.h"

namespace slipway::model {
namespace {

constexpr std::string_view kApplied = "kubectl.kubernetes.io/last-applied-configuration";

/// Overwrites scalars in the text that they were read from.
class Mask {
 public:
  explicit Mask(std::string& text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') starts_.push_back(i + 1);
  }

  void visit(const doc::Node& node) {
    for (const doc::Node& item : node.items()) visit(item);
    const std::string_view kind = node["kind"].text();
    const bool holds_data = kind == "Secret" || kind == "ConfigMap";
    for (const doc::Member& member : node.members()) {
      const std::string_view key = member.key.text();
      if (key == kApplied || (holds_data && (key == "data" || key == "stringData" || key == "binaryData"))) {
        hide(member.value);
      } else if (key == "env") {
        for (const doc::Node& variable : member.value.items())
          for (const doc::Member& part : variable.members())
            if (part.key.text() == "value") hide(part.value);
      } else {
        visit(member.value);
      }
    }
  }

 private:
  void hide(const doc::Node& node) {
    if (node.is_scalar()) overwrite(node.where());
    for (const doc::Member& one : node.members()) hide(one.value);
    for (const doc::Node& one : node.items()) hide(one);
  }

  /// Quotes around the scalar stay, and how far its lines stand in.
  void overwrite(SourceRange where) {
    if (where.line < 1 || static_cast<std::size_t>(where.line) > starts_.size() || where.column < 1) return;
    std::size_t begin = starts_[static_cast<std::size_t>(where.line) - 1] + static_cast<std::size_t>(where.column) - 1;
    std::size_t end = std::min(text_.size(), begin + static_cast<std::size_t>(std::max(0, where.length)));
    if (begin >= end) return;
    if (end - begin >= 2 && (text_[begin] == '"' || text_[begin] == '\'') && text_[end - 1] == text_[begin]) {
      ++begin;
      --end;
    }
    bool at_start = false;
    for (std::size_t i = begin; i < end; ++i) {
      const char c = text_[i];
      at_start = c == '\n' || (at_start && c == ' ');
      if (!at_start && c != '\r') text_[i] = 'x';
    }
  }

  std::string& text_;
  std::vector<std::size_t> starts_;  // of lines
};

/// The later of two times as RFC 3339 writes them in UTC, which sort as texts.
void raise(std::string_view& newest, const doc::Node& time) {
  if (time.is_string() && time.text().ends_with('Z') && time.text() > newest) newest = time.text();
}

std::int64_t seconds(std::string_view time) {
  constexpr std::int64_t kNanos = 1'000'000'000;
  const auto parsed = kube::parse_time(time, kube::TimeLayout::Seconds);
  return parsed ? *parsed / kNanos : 0;
}

}  // namespace

namespace {

std::string masked(const std::string& name, std::string text, Diagnostics& unreadable) {
  const auto documents = doc::read_yaml(std::make_shared<SourceText>(name, text), unreadable);
  Mask mask(text);
  for (const doc::Document& one : documents) mask.visit(one.root());
  return text;
}

/// Where a text cannot be read nobody knows what in it is a secret: its mistakes are told by their places alone.
Snapshot unreadable_snapshot(const std::string& name, const Diagnostics& mistakes, Diagnostics& diagnostics) {
  Snapshot out;
  const auto silent = std::make_shared<const SourceText>(name, "");
  out.source = silent;
  for (const Diagnostic& one : mistakes.all())
    if (one.severity == Severity::Error)
      diagnostics.error(one.id, {silent.get(), one.where.line, one.where.column, 0},
                        "cannot be read here (not shown: there may be secrets in it)",
                        "write it anew with kubectl get … -A -o json; perhaps it ends too early");
  return out;
}

}  // namespace

std::string without_secrets(const std::string& name, std::string text) {
  Diagnostics unheard;
  return masked(name, std::move(text), unheard);
}

Snapshot read_snapshot(const std::string& name, std::string text, Diagnostics& diagnostics) {
  Diagnostics mistakes;
  std::string readable = masked(name, std::move(text), mistakes);
  if (mistakes.has_errors()) return unreadable_snapshot(name, mistakes, diagnostics);
  Snapshot out;
  const auto source = std::make_shared<const SourceText>(name, std::move(readable));
  out.source = source;
  const std::size_t errors_before = static_cast<std::size_t>(diagnostics.count(Severity::Error));
  std::string_view said, newest;
  for (doc::Document& one : doc::read_yaml(source, diagnostics)) {
    raise(said, one.root()["metadata"]["annotations"]["slipway.dev/read-at"]);
    out.collection.add(std::move(one), Collection::Strangers::Refused, diagnostics);
  }
  for (const std::string_view kind : {"Secret", "ConfigMap"}) out.collection.drop(kind);
  bool is_live = false;
  for (const doc::Node* object : out.collection.objects()) {
    is_live |= !(*object)["metadata"]["uid"].text().empty();
    raise(newest, (*object)["metadata"]["creationTimestamp"]);
    for (const doc::Node& condition : (*object)["status"]["conditions"].items())
      for (const std::string_view key : {"lastHeartbeatTime", "lastTransitionTime"}) raise(newest, condition[key]);
  }
  out.read_at = seconds(said.empty() ? newest : said);
  if (!is_live && static_cast<std::size_t>(diagnostics.count(Severity::Error)) == errors_before)
    diagnostics.error("SNAPSHOT001", {source.get(), 0, 0, 0},
                      "nothing in it was read from a cluster: no object has a uid",
                      "write it with kubectl get … -A -o json, or name the file without --cluster");
  return out;
}

}  // namespace slipway::model
