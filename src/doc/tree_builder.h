#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doc/arena.h"
#include "doc/node.h"

namespace slipway::doc {

/// What documents stand in, and the sources that they speak of: of one text, or of many that are read one after another
/// (thousands of small files with an arena each waste much of it).
class DocumentMemory : public Arena {
 public:
  void keep_alive(std::shared_ptr<const SourceText> source) { sources_.push_back(std::move(source)); }

  /// The same text, of the key that first had it: names of fields repeat without end, and whoever looks for one then
  /// looks at bytes that were looked at before.
  std::string_view same_key(std::string_view key);

  /// For whoever fills the memory: bytes that may be overwritten by the next who does.
  std::vector<char>& scratch() { return scratch_; }

 private:
  std::vector<std::shared_ptr<const SourceText>> sources_;
  std::vector<std::string_view> keys_;  // by hash
  std::vector<char> scratch_;
};

/// Makes a Document from the outside in, as a reader meets its parts: open_map, key, value, key, open_list, value …
/// close, close, finish. Nothing recurses, so depth costs memory only. For readers inside doc/; others use Value.
///
///   TreeBuilder tree(source);
///   tree.open_map(where);
///   tree.key(TreeBuilder::string("replicas", where));
///   tree.value(TreeBuilder::integer("3", where));
///   tree.close();
///   Document document = tree.finish();
class TreeBuilder {
 public:
  /// Into `memory` where one is given: REQUIRES: nobody else fills it meanwhile.
  explicit TreeBuilder(std::shared_ptr<const SourceText> source, std::shared_ptr<DocumentMemory> memory = nullptr);
  ~TreeBuilder();
  TreeBuilder(const TreeBuilder&) = delete;
  TreeBuilder& operator=(const TreeBuilder&) = delete;

  /// Scalars, also keys. `text` must live as long as the document: a part of the source, a literal, or what keep()
  /// returned.
  static Node null(std::string_view text, SourceRange where) { return scalar(Kind::Null, text, where); }
  static Node boolean(bool value, std::string_view text, SourceRange where) {
    Node node = scalar(Kind::Bool, text, where);
    node.flag_ = value;
    return node;
  }
  /// Numbers: `text` is one that YAML or JSON has for the value.
  static Node integer(std::string_view text, SourceRange where) { return scalar(Kind::Int, text, where); }
  static Node unsigned_integer(std::uint64_t value, std::string_view text, SourceRange where) {
    Node node = integer(text, where);
    node.flag_ = value >> 63 != 0;
    return node;
  }
  static Node number(std::string_view text, SourceRange where) { return scalar(Kind::Float, text, where); }
  static Node string(std::string_view value, SourceRange where) { return scalar(Kind::String, value, where); }

  /// A copy that lives as long as the document.
  std::string_view keep(std::string_view text);
  DocumentMemory& memory() { return *arena_; }
  /// Bytes for a text that lives as long as the document.
  char* reserve(std::size_t bytes) { return static_cast<char*>(arena_->take(bytes)); }

  void open_map(SourceRange where) { open(Kind::Map, where); }
  void open_list(SourceRange where) { open(Kind::List, where); }
  /// The next member's key. An equal key (of the same kind) that this map already has is returned (valid until the next
  /// call) and will give way to this one; nullptr when the key is new. REQUIRES: the innermost open node is a map
  /// without a pending key.
  const Node* key(const Node& key);
  /// The pending key's value, the next item, or the root.
  void value(const Node& node) {
    ++size_;
    if (open_.empty())
      root_ = node;
    else
      pending_.push_back(node);
  }
  /// Ends the innermost open node, which becomes a value of the one around it; returns it.
  Node close();

  bool in_map() const { return !open_.empty() && open_.back().node.is_map(); }
  std::size_t depth() const { return open_.size(); }
  /// Nodes made so far (keys too), also of the documents before: what they take, 24 bytes each beside the kept text.
  std::size_t size() const { return finished_ + size_; }
  /// Where the innermost open node stands, in the words of the Kubernetes JSON decoder: "spec.containers[2].name".
  std::string path() const;

  /// Forgets all nodes; what keep() returned stays.
  void restart();

  /// A map or list of finished nodes, in memory of the caller's: for Draft. REQUIRES: the keys differ.
  static Node map_in(Arena& arena, std::span<const Member> members, SourceRange where);
  static Node list_in(Arena& arena, std::span<const Node> items, SourceRange where);

  /// The document; the builder is then as new, but for its memory: documents made one after another share that.
  /// REQUIRES: depth() == 0. Without any value the root is absent.
  Document finish();

  /// Maps beyond this size carry a sorted index behind their members.
  static constexpr std::size_t kSmallMap = 16;
  static std::span<const std::uint32_t> sorted_order(std::span<const Member> members);
  static const Node& root_of(const Document::Tree& tree);
  static const SourceText* source_of(const Document::Tree& tree);

 private:
  using Key = std::pair<std::string_view, Kind>;
  static Key key_of(const Node& node) { return {node.text(), node.kind()}; }
  struct Frame {
    Node node;
    std::size_t first;     // of its children in pending_; keys and values alternate in a map
    bool repeats = false;  // some key came twice
    std::unique_ptr<std::map<Key, std::size_t>> seen;  // index in pending_, beyond kSmallMap keys
  };

  static Node scalar(Kind kind, std::string_view text, SourceRange where) {
    Node node;
    node.kind_ = kind;
    put_size(node, text.size());
    put_place(node, where);
    node.text_ = text.data();
    return node;
  }
  // What does not fit is the most that does.
  static void put_size(Node& node, std::size_t size) {
    constexpr std::uint64_t kMost = (1u << Node::kSizeBits) - 1;
    node.size_ = std::min<std::uint64_t>(size, kMost) & kMost;
  }
  static void put_place(Node& node, SourceRange where) {
    constexpr std::uint64_t kMost = (1u << Node::kPlaceBits) - 1, kHalf = (1u << Node::kHalfLength) - 1;
    const auto within = [](int value, std::uint64_t most) { return std::min(static_cast<std::uint64_t>(value), most); };
    node.source_ = (where.source ? where.source->number() : 0) & ((1u << SourceText::kNumberBits) - 1);
    node.line_ = within(where.line, kMost) & kMost;
    node.column_ = within(where.column, kMost) & kMost;
    const std::uint64_t length = within(where.length, (1u << 2 * Node::kHalfLength) - 1);
    node.length_low_ = length & kHalf;
    node.length_high_ = (length >> Node::kHalfLength) & kHalf;
  }
  void open(Kind kind, SourceRange where);
  const Node* earlier(Frame& frame, const Node& key);
  void drop_repeated(Frame& frame);
  void store_members(Frame& frame);

  std::shared_ptr<DocumentMemory> arena_;
  const SourceText* source_;
  Node root_;
  std::vector<Frame> open_;
  std::vector<Node> pending_;
  std::size_t size_ = 0, finished_ = 0;
};

}  // namespace slipway::doc
