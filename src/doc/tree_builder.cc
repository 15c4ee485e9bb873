#include "doc/tree_builder.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <memory>
#include <numeric>
#include <utility>

namespace slipway::doc {

struct Document::Tree {
  const SourceText* source;
  Node root;
};

std::string_view DocumentMemory::same_key(std::string_view key) {
  constexpr std::size_t kPlaces = 4096, kLongest = 48, kMostTries = 4;  // what finds no place stays as it is
  if (key.empty() || key.size() > kLongest) return key;
  if (keys_.empty()) keys_.resize(kPlaces);
  std::uint64_t hash = key.size();
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  hash ^= hash >> 32;
  for (std::size_t i = 0; i < kMostTries; ++i) {
    std::string_view& known = keys_[(hash + i) % kPlaces];
    if (known.empty()) known = key;
    if (known == key) return known;
  }
  return key;
}

TreeBuilder::TreeBuilder(std::shared_ptr<const SourceText> source, std::shared_ptr<DocumentMemory> memory)
    : arena_(memory ? std::move(memory) : std::make_shared<DocumentMemory>()), source_(source.get()) {
  if (source) arena_->keep_alive(std::move(source));
}

TreeBuilder::~TreeBuilder() = default;

std::string_view TreeBuilder::keep(std::string_view text) {
  if (text.empty()) return {};
  char* copy = reserve(text.size());
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

void TreeBuilder::open(Kind kind, SourceRange where) {
  open_.push_back({scalar(kind, {}, where), pending_.size(), false, nullptr});
}

const Node* TreeBuilder::earlier(Frame& frame, const Node& key) {
  if (!frame.seen) {
    for (std::size_t i = frame.first; i < pending_.size(); i += 2)
      if (key_of(pending_[i]) == key_of(key)) return &pending_[i];
    if (pending_.size() - frame.first < 2 * kSmallMap) return nullptr;
    frame.seen = std::make_unique<std::map<Key, std::size_t>>();
    for (std::size_t i = frame.first; i < pending_.size(); i += 2) frame.seen->emplace(key_of(pending_[i]), i);
  }
  const auto [found, is_new] = frame.seen->emplace(key_of(key), pending_.size());
  return is_new ? nullptr : &pending_[found->second];
}

const Node* TreeBuilder::key(const Node& key) {
  assert(!open_.empty() && open_.back().node.is_map() && (pending_.size() - open_.back().first) % 2 == 0);
  Frame& frame = open_.back();
  const Node* before = earlier(frame, key);
  if (before) frame.repeats = true;
  const std::size_t at = before ? static_cast<std::size_t>(before - pending_.data()) : 0;
  pending_.push_back(key);
  ++size_;
  return before ? &pending_[at] : nullptr;
}

void TreeBuilder::drop_repeated(Frame& frame) {
  std::map<Key, std::size_t> last;
  for (std::size_t i = frame.first; i < pending_.size(); i += 2) last[key_of(pending_[i])] = i;
  std::size_t to = frame.first;
  for (std::size_t i = frame.first; i < pending_.size(); i += 2) {
    if (last[key_of(pending_[i])] != i) continue;
    pending_[to] = pending_[i];
    pending_[to + 1] = pending_[i + 1];
    to += 2;
  }
  pending_.resize(to);
}

namespace {

/// Room for members and, beyond kSmallMap of them, their index behind them.
Member* room_for_members(Arena& arena, std::size_t count) {
  const bool indexed = count > TreeBuilder::kSmallMap;
  return static_cast<Member*>(arena.take(count * (sizeof(Member) + (indexed ? sizeof(std::uint32_t) : 0))));
}

void index_members(Member* members, std::size_t count) {
  if (count <= TreeBuilder::kSmallMap) return;
  auto* order = new (members + count) std::uint32_t[count];
  std::iota(order, order + count, 0u);
  std::sort(order, order + count,
            [&](std::uint32_t a, std::uint32_t b) { return members[a].key.text() < members[b].key.text(); });
}

}  // namespace

void TreeBuilder::store_members(Frame& frame) {
  const std::size_t count = (pending_.size() - frame.first) / 2;
  Member* members = room_for_members(*arena_, count);
  for (std::size_t i = 0; i < count; ++i)
    new (members + i) Member{pending_[frame.first + 2 * i], pending_[frame.first + 2 * i + 1]};
  index_members(members, count);
  put_size(frame.node, count);
  frame.node.members_ = members;
}

Node TreeBuilder::map_in(Arena& arena, std::span<const Member> members, SourceRange where) {
  Node map = scalar(Kind::Map, {}, where);
  if (members.empty()) return map;
  Member* stored = room_for_members(arena, members.size());
  std::uninitialized_copy(members.begin(), members.end(), stored);
  index_members(stored, members.size());
  put_size(map, members.size());
  map.members_ = stored;
  return map;
}

Node TreeBuilder::list_in(Arena& arena, std::span<const Node> items, SourceRange where) {
  Node list = scalar(Kind::List, {}, where);
  if (items.empty()) return list;
  auto* stored = arena.take_array<Node>(items.size());
  std::uninitialized_copy(items.begin(), items.end(), stored);
  put_size(list, items.size());
  list.items_ = stored;
  return list;
}

Node TreeBuilder::close() {
  assert(!open_.empty());
  Frame& frame = open_.back();
  if (frame.repeats) drop_repeated(frame);
  const std::size_t count = pending_.size() - frame.first;
  if (count > 0 && frame.node.is_map()) {
    store_members(frame);
  } else if (count > 0) {
    auto* items = arena_->take_array<Node>(count);
    std::uninitialized_copy_n(pending_.begin() + static_cast<std::ptrdiff_t>(frame.first), count, items);
    put_size(frame.node, count);
    frame.node.items_ = items;
  }
  const Node node = frame.node;
  pending_.resize(frame.first);
  open_.pop_back();
  value(node);
  return node;
}

std::string TreeBuilder::path() const {
  std::string path;
  for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
    const std::size_t end = open_[i + 1].first;  // the child under construction comes next
    if (open_[i].node.is_map()) {
      if (i > 0) path += '.';
      path += pending_[end - 1].text();
    } else {
      path += '[' + std::to_string(end - open_[i].first) + ']';
    }
  }
  return path;
}

void TreeBuilder::restart() {
  open_.clear();
  pending_.clear();
  size_ = 0;
  root_ = Node();
}

Document TreeBuilder::finish() {
  assert(open_.empty());
  const auto* tree = new (arena_->take(sizeof(Document::Tree))) Document::Tree{source_, root_};
  Document document;
  document.tree_ = std::shared_ptr<const Document::Tree>(arena_, tree);
  finished_ += size_;
  restart();
  return document;
}

std::span<const std::uint32_t> TreeBuilder::sorted_order(std::span<const Member> members) {
  return {reinterpret_cast<const std::uint32_t*>(members.data() + members.size()), members.size()};
}

const Node& TreeBuilder::root_of(const Document::Tree& tree) { return tree.root; }
const SourceText* TreeBuilder::source_of(const Document::Tree& tree) { return tree.source; }

}  // namespace slipway::doc
