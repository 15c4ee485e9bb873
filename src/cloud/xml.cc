#include "cloud/xml.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "doc/utf8.h"

namespace slipway::cloud {

namespace {

constexpr std::size_t kMostLevels = 100;

struct Element {
  std::string name;
  std::string text;
  std::vector<std::pair<std::string, doc::Value>> children;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// A list that is written as an element around its items.
bool is_list(const Element& element) {
  if (element.children.empty()) return false;
  const std::string& first = element.children.front().first;
  const bool names_items = first == "member" || first == "item" || first + "s" == element.name;
  return names_items && std::ranges::all_of(element.children, [&](const auto& child) { return child.first == first; });
}

doc::Value value_of(Element& element) {
  if (element.children.empty()) return element.text;
  if (is_list(element)) {
    doc::List list;
    for (auto& [name, child] : element.children) list.add(std::move(child));
    return list;
  }
  std::vector<std::string> names;
  std::map<std::string, std::vector<doc::Value>> by_name;
  for (auto& [name, child] : element.children) {
    auto& same = by_name[name];
    if (same.empty()) names.push_back(name);
    same.push_back(std::move(child));
  }
  doc::Map map;
  for (const std::string& name : names) {
    auto& same = by_name[name];
    if (same.size() == 1) {
      map.set(name, std::move(same.front()));
      continue;
    }
    doc::List list;
    for (doc::Value& one : same) list.add(std::move(one));
    map.set(name, std::move(list));
  }
  return map;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<doc::Value, ParseError> read() {
    doc::Map root;
    while (at_ < text_.size() && error_.empty()) {
      if (text_[at_] == '<')
        read_markup(root);
      else
        read_text();
    }
    if (error_.empty() && !open_.empty()) fail("ends inside of <" + open_.back().name + ">");
    if (error_.empty() && root.empty()) fail("holds no element");
    if (!error_.empty()) return ParseError{at_, error_};
    return doc::Value(std::move(root));
  }

 private:
  void fail(std::string message) { error_ = std::move(message); }

  /// What stands up to `end`, which is passed over.
  std::optional<std::string_view> up_to(std::string_view end) {
    const auto found = text_.find(end, at_);
    if (found == text_.npos) {
      fail("ends before '" + std::string(end) + "'");
      return std::nullopt;
    }
    const auto between = text_.substr(at_, found - at_);
    at_ = found + end.size();
    return between;
  }

  void read_markup(doc::Map& root) {
    const auto rest = text_.substr(at_);
    if (rest.starts_with("<?")) return void(up_to("?>"));
    if (rest.starts_with("<!--")) return void(up_to("-->"));
    if (rest.starts_with("<![CDATA[")) {
      at_ += 9;
      const auto inside = up_to("]]>");
      if (inside && !open_.empty()) open_.back().text += *inside;
      return;
    }
    if (rest.starts_with("<!")) return fail("has a document type");
    ++at_;
    auto tag = up_to(">");
    if (!tag) return;
    const bool is_end = tag->starts_with('/'), is_whole = tag->ends_with('/');
    if (is_end) tag->remove_prefix(1);
    if (is_whole) tag->remove_suffix(1);
    std::string_view name = tag->substr(0, tag->find_first_of(" \t\r\n"));
    if (const auto colon = name.find(':'); colon != name.npos) name.remove_prefix(colon + 1);
    if (name.empty()) return fail("has an element without a name");
    if (is_end) return close(name, root);
    if (open_.size() >= kMostLevels) return fail("is nested too deep");
    if (open_.empty() && !root.empty()) return fail("has two roots");
    open_.push_back({std::string(name), "", {}});
    if (is_whole) close(name, root);
  }

  void close(std::string_view name, doc::Map& root) {
    if (open_.empty() || open_.back().name != name)
      return fail("closes <" + std::string(name) + ">, which is not open");
    Element element = std::move(open_.back());
    open_.pop_back();
    auto value = value_of(element);
    if (open_.empty())
      root.set(element.name, std::move(value));
    else
      open_.back().children.emplace_back(element.name, std::move(value));
  }

  void read_text() {
    const auto end = std::min(text_.find('<', at_), text_.size());
    const auto raw = text_.substr(at_, end - at_);
    if (open_.empty()) {
      if (!std::ranges::all_of(raw, is_space)) return fail("has text outside of its root");
    } else {
      append(raw, open_.back().text);
    }
    at_ = end;
  }

  void append(std::string_view raw, std::string& into) {
    while (!raw.empty()) {
      const auto ampersand = std::min(raw.find('&'), raw.size());
      into += raw.substr(0, ampersand);
      raw.remove_prefix(ampersand);
      if (raw.empty()) return;
      const auto semicolon = raw.find(';');
      if (semicolon == raw.npos || !append_entity(raw.substr(1, semicolon - 1), into))
        return fail("has an entity that nobody knows");
      raw.remove_prefix(semicolon + 1);
    }
  }

  static bool append_entity(std::string_view name, std::string& into) {
    constexpr std::pair<std::string_view, char> kKnown[] = {
        {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& [known, character] : kKnown)
      if (name == known) {
        into += character;
        return true;
      }
    if (!name.starts_with('#')) return false;
    name.remove_prefix(1);
    const bool is_hex = name.starts_with('x');
    if (is_hex) name.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [rest, error] = std::from_chars(name.data(), name.data() + name.size(), code, is_hex ? 16 : 10);
    if (error != std::errc() || rest != name.data() + name.size() || code == 0 || code > 0x10FFFF) return false;
    doc::append_utf8(into, static_cast<char32_t>(code));
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Element> open_;
  std::string error_;
};

}  // namespace

Result<doc::Value, ParseError> read_xml(std::string_view text) { return Reader(text).read(); }

}  // namespace slipway::cloud
