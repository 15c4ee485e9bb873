#include "spec/mended_trees.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>
#include <new>
#include <set>
#include <tuple>

#include "doc/cut_tree.h"
#include "doc/tree_builder.h"
#include "spec/ids.h"
#include "spec/root.h"

namespace slipway::spec {
namespace {

using doc::Node;

constexpr int kMostRounds = 20;  // each takes out a level of what is wrong, or more

/// What a place of a file may belong to: a member or an item, by where its key or it itself begins.
struct Part {
  SourceRange where;
  const Node* key = nullptr;  // of a member
  const Node* value = nullptr;
  const Part* around = nullptr;
  std::string path;
};

/// All parts of a file, in the order in which a reader meets them: what stands within a part comes after it.
class Parts {
 public:
  explicit Parts(const Node& top) {
    collect(top, nullptr, 0);
    for (const Part& one : parts_) {
      sorted_.push_back(&one);
      by_value_[one.value].push_back(&one);
    }
    std::ranges::stable_sort(sorted_, {}, [](const Part* one) { return place(one->where); });
  }

  /// The innermost that begins there or last before; nullptr for the top itself.
  const Part* at(const SourceRange& where) const {
    const auto after =
        std::ranges::upper_bound(sorted_, place(where), {}, [](const Part* one) { return place(one->where); });
    return after == sorted_.begin() ? nullptr : *std::prev(after);
  }
  /// What an anchor names is part of all that refer to it.
  const std::vector<const Part*>& all_of(const Node* value) const { return by_value_.at(value); }

 private:
  static std::pair<int, int> place(const SourceRange& where) { return {where.line, where.column}; }
  void collect(const Node& node, const Part* around, int depth) {
    if (depth > 100) return;
    const std::string path = around ? around->path : "";
    for (const doc::Member& member : node.members()) {
      std::string below = path.empty() ? std::string(member.key.text()) : fmt::format("{}.{}", path, member.key.text());
      parts_.push_back({member.key.where(), &member.key, &member.value, around, std::move(below)});
      collect(member.value, &parts_.back(), depth + 1);
    }
    std::size_t index = 0;
    for (const Node& item : node.items()) {
      parts_.push_back({item.where(), nullptr, &item, around, fmt::format("{}[{}]", path, index++)});
      collect(item, &parts_.back(), depth + 1);
    }
  }

  std::deque<Part> parts_;
  std::vector<const Part*> sorted_;
  std::map<const Node*, std::vector<const Part*>> by_value_;
};

Mended mended_at(const Part& part, bool is_guessed) {
  Mended out{part.path, {}, is_guessed ? nullptr : part.value};
  for (const Part* one = &part; one; one = one->around) out.heads.push_back(one->where);
  std::ranges::reverse(out.heads);
  return out;
}

/// The key or the string that a fix replaces whole, by a word; nullptr when it does more.
const Node* word_of(const Part& part, const Diagnostic& mistake) {
  if (mistake.fixes.size() != 1) return nullptr;
  const FixIt& fix = mistake.fixes[0];
  const std::string& text = fix.replacement;
  if (text.empty() || text.find_first_of(" \t\n\"'[]{}:,#&*!|>%@`") != std::string::npos) return nullptr;
  const auto is_it = [&](const Node& node) { return node.where() == fix.where; };
  if (part.key && is_it(*part.key)) return part.key;
  return part.value->is_string() && is_it(*part.value) ? part.value : nullptr;
}

}  // namespace

MendedTrees::MendedTrees(std::vector<const Node*> tops) : tops_(std::move(tops)) {}

bool MendedTrees::mend(std::span<const Diagnostic> mistakes) {
  if (++rounds_ > kMostRounds) return false;
  std::map<const SourceText*, std::vector<const Diagnostic*>> by_file;
  for (const Diagnostic& one : mistakes)
    if (one.severity == Severity::Error && one.where) by_file[one.where.source].push_back(&one);
  bool changed = false, wants_head = false;
  for (const Node*& top : tops_) {
    if (!top) continue;
    const auto found = by_file.find(top->where().source);
    if (found == by_file.end()) continue;
    const Parts parts(*top);
    std::set<const Node*> gone;
    std::map<const Node*, std::string_view> texts;
    for (const Diagnostic* one : found->second) {
      const bool is_top = one->id == id::kMissing && one->where == top->where();
      const Part* part = is_top ? nullptr : parts.at(one->where);
      if (!part) {
        wants_head = true;
        continue;
      }
      const Node* word = word_of(*part, *one);
      if (word && !guessed_.emplace(word->where().source, std::pair(word->where().line, word->where().column)).second)
        word = nullptr;
      if (word) {
        const std::string& text = one->fixes[0].replacement;
        char* kept = static_cast<char*>(memory_->take(text.size()));
        std::memcpy(kept, text.data(), text.size());
        texts.emplace(word, std::string_view(kept, text.size()));
        mended_.push_back(mended_at(*part, true));
      } else if (gone.insert(part->value).second) {
        for (const Part* each : parts.all_of(part->value)) mended_.push_back(mended_at(*each, false));
      }
    }
    if (gone.empty() && texts.empty()) continue;
    top = new (memory_->take(sizeof(Node))) Node(doc::without(*top, gone, texts, *memory_));
    changed = true;
  }
  return (wants_head && give_head()) || changed;
}

bool MendedTrees::give_head() {
  if (has_head_) return false;
  has_head_ = true;
  const Node& top = *tops_.back();
  std::vector<doc::Member> members;
  const auto text = [&](std::string_view of) { return doc::TreeBuilder::string(of, top.where()); };
  const doc::Member name{text("name"), text("platform")};
  const doc::Member head[] = {{text("apiVersion"), text(kApiVersion)},
                              {text("kind"), text(kKind)},
                              {text("metadata"), doc::TreeBuilder::map_in(*memory_, {&name, 1}, top.where())}};
  for (const doc::Member& one : head)
    if (!top.find(one.key.text())) members.push_back(one);
  if (members.empty()) return false;
  members.insert(members.end(), top.members().begin(), top.members().end());
  tops_.back() = new (memory_->take(sizeof(Node))) Node(doc::TreeBuilder::map_in(*memory_, members, top.where()));
  return true;
}

}  // namespace slipway::spec
