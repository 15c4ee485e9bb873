#include "subject/kustomize_patches.h"

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "base/text.h"
#include "doc/yaml.h"

namespace slipway::subject {
namespace {

using doc::Node;
using Fields = std::optional<std::set<std::string, std::less<>>>;

/// A pattern that is no plain word may mean any.
std::string plain(const Node& pattern) {
  const std::string_view text = pattern.is_string() ? pattern.text() : std::string_view();
  return text.find_first_of(".*+?|()[]{}\\^$") == text.npos ? std::string(text) : std::string();
}

/// False where it replaces or takes away a whole.
bool add_keys(const Node& node, std::set<std::string, std::less<>>& into) {
  bool is_seen = true;
  for (const doc::Member& one : node.members()) {
    if (one.key.text() == "$patch") is_seen = false;
    into.emplace(one.key.text());
    is_seen = add_keys(one.value, into) && is_seen;
  }
  for (const Node& item : node.items()) is_seen = add_keys(item, into) && is_seen;
  return is_seen;
}

/// Of a JSON pointer (RFC 6901).
std::vector<std::string> steps_of(std::string_view pointer) {
  std::vector<std::string> out;
  if (pointer.empty()) return out;  // all of it
  if (pointer.starts_with('/')) pointer.remove_prefix(1);
  for (const std::string_view written : split(pointer, '/')) {
    std::string& step = out.emplace_back();
    for (std::size_t at = 0; at < written.size(); ++at) {
      const std::string_view rest = written.substr(at);
      const bool is_escape = rest.starts_with("~0") || rest.starts_with("~1");
      step += !is_escape ? rest[0] : rest[1] == '0' ? '~' : '/';
      if (is_escape) ++at;
    }
  }
  return out;
}

bool is_place_in_list(std::string_view step) {
  return step == "-" || (!step.empty() && step.find_first_not_of("0123456789") == step.npos);
}

/// What an `add` writes over counts too; between the items of a list it writes over nothing.
std::vector<std::vector<std::string>> replaced_by(const Node& patch) {
  std::vector<std::vector<std::string>> out;
  for (const Node& one : patch.items()) {
    std::vector<std::string> path = steps_of(one["path"].text());
    const std::string_view op = one["op"].text();
    if (op == "move" || op == "copy") out.push_back(steps_of(one["from"].text()));
    if (op != "test" && (op == "replace" || op == "remove" || path.empty() || !is_place_in_list(path.back())))
      out.push_back(std::move(path));
  }
  return out;
}

/// Whether a key stands anywhere in it.
bool has_key(const Node& node, std::string_view key) {
  return std::ranges::any_of(
             node.members(),
             [&](const doc::Member& one) { return one.key.text() == key || has_key(one.value, key); }) ||
         std::ranges::any_of(node.items(), [&](const Node& item) { return has_key(item, key); });
}

/// The same below a path. Of a list any item: what the patch has done before may have moved them.
bool has_key_below(const Node& node, std::span<const std::string> path, std::string_view key) {
  if (path.empty()) return has_key(node, key);
  if (node.is_list())
    return std::ranges::any_of(node.items(),
                               [&](const Node& item) { return has_key_below(item, path.subspan(1), key); });
  const Node* next = node.is_map() ? node.find(path.front()) : nullptr;
  return next && has_key_below(*next, path.subspan(1), key);
}

/// Of a strategic patch, or of a list of JSON patches.
Fields fields_of(const Node& patch) {
  std::set<std::string, std::less<>> out;
  if (patch.is_map()) return add_keys(patch, out) ? Fields(std::move(out)) : std::nullopt;
  if (!patch.is_list()) return std::nullopt;
  for (const Node& one : patch.items()) {
    for (const std::string_view path : {one["path"].text(), one["from"].text()})
      for (const std::string& step : steps_of(path)) out.emplace(step);
    if (!add_keys(one["value"], out)) return std::nullopt;
  }
  return out;
}

/// Of one that says what it is of, by a target or by itself.
KustomizePatch patch_of(const Node& target, const Node& patch) {
  if (target.is_map()) return {plain(target["kind"]), plain(target["name"]), fields_of(patch), replaced_by(patch)};
  return {plain(patch["kind"]), plain(patch["metadata"]["name"]), fields_of(patch)};
}

class Reading {
 public:
  explicit Reading(const FindDocuments& find) : find_(find) {}

  void read(const Node& root) {
    for (const Node& one : root["patches"].items())
      one["patch"].is_string() ? add_text(one["target"], one["patch"].text()) : add_file(one["target"], one["path"]);
    for (const Node& one : root["patchesJson6902"].items())
      one["patch"].is_string() ? add_text(one["target"], one["patch"].text()) : add_file(one["target"], one["path"]);
    for (const Node& one : root["patchesStrategicMerge"].items()) {
      const bool is_text = one.text().find('\n') != std::string_view::npos;
      is_text ? add_text({}, one.text()) : add_file({}, one);
    }
    for (const Node& one : root["replacements"].items()) {
      if (one["targets"].size() == 0) out_.push_back({});  // in a file
      for (const Node& target : one["targets"].items())
        out_.push_back({plain(target["select"]["kind"]), plain(target["select"]["name"]), std::nullopt});
    }
  }
  std::vector<KustomizePatch> take() { return std::move(out_); }

 private:
  void add_text(const Node& target, std::string_view text) {
    Diagnostics unheard;
    const auto read = doc::read_yaml(std::make_shared<const SourceText>("", std::string(text)), unheard);
    if (read.empty() || unheard.has_errors()) return add_unseen(target);
    for (const doc::Document& one : read) out_.push_back(patch_of(target, one.root()));
  }
  void add_file(const Node& target, const Node& path) {
    const auto documents = find_(path.text());
    if (documents.empty()) return add_unseen(target);
    for (const Node* one : documents) out_.push_back(patch_of(target, *one));
  }
  void add_unseen(const Node& target) { out_.push_back({plain(target["kind"]), plain(target["name"]), std::nullopt}); }

  const FindDocuments& find_;
  std::vector<KustomizePatch> out_;
};

}  // namespace

bool KustomizePatch::may_change(const kube::Object& object, std::string_view field) const {
  if (!kind.empty() && kind != object.kind) return false;
  // A prefix or a suffix may stand around the name by then.
  if (!name.empty() && name.find(object.name) == name.npos) return false;
  if (field.empty() || !fields || fields->contains(field)) return true;
  return object.node && std::ranges::any_of(replaced, [&](const std::vector<std::string>& path) {
           return has_key_below(*object.node, path, field);
         });
}

std::vector<KustomizePatch> patches_of(const Node& kustomization, const FindDocuments& find) {
  Reading reading(find);
  reading.read(kustomization);
  return reading.take();
}

}  // namespace slipway::subject
