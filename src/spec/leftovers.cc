#include "spec/leftovers.h"

#include <algorithm>
#include <vector>

namespace slipway::spec {
namespace {

using Kind = Leftover::Kind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_digit(c) || is_letter(c); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

/// The characters around [begin, end) that `of` takes.
template <class Of>
std::string widened(std::string_view text, std::size_t begin, std::size_t end, const Of& of) {
  while (begin > 0 && of(text[begin - 1])) --begin;
  while (end < text.size() && of(text[end])) ++end;
  return std::string(text.substr(begin, end - begin));
}

std::optional<Leftover> network_in(std::string_view text) {
  for (const std::string_view start : {"192.0.2.", "198.51.100.", "203.0.113."})
    for (auto at = text.find(start); at != text.npos; at = text.find(start, at + 1)) {
      const bool begins = at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '.');
      const std::size_t end = at + start.size();
      if (begins && end < text.size() && is_digit(text[end]))
        return Leftover{Kind::Network, widened(text.substr(at), 0, start.size(),
                                               [](char c) { return is_digit(c) || c == '/' || c == '.'; })};
    }
  constexpr std::string_view kVersion6 = "2001:db8:";
  if (const auto at = text.find(kVersion6); at != text.npos && (at == 0 || !is_hex(text[at - 1])))
    return Leftover{Kind::Network, widened(text.substr(at), 0, kVersion6.size(),
                                           [](char c) { return is_hex(c) || c == ':' || c == '/'; })};
  return std::nullopt;
}

std::optional<Leftover> name_in(std::string_view text) {
  for (const std::string_view name : {"example.com", "example.org", "example.net"})
    for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
      const std::size_t end = at + name.size();
      const bool begins = at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '-' && text[at - 1] != '_');
      const bool ends = end == text.size() || (!is_word(text[end]) && text[end] != '-' &&
                                               (text[end] != '.' || end + 1 == text.size() || !is_word(text[end + 1])));
      if (!begins || !ends) continue;
      std::size_t begin = at;
      while (begin > 0 && (is_word(text[begin - 1]) || std::string_view(".-_@+").find(text[begin - 1]) != text.npos))
        --begin;
      return Leftover{Kind::Name, std::string(text.substr(begin, end - begin))};
    }
  return std::nullopt;
}

std::optional<Leftover> account_in(std::string_view text) {
  for (const std::string_view account :
       {"111122223333", "123456789012", "444455556666", "777788889999", "012345678901", "000000000000"})
    for (auto at = text.find(account); at != text.npos; at = text.find(account, at + 1)) {
      const std::size_t end = at + account.size();
      if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end])))
        return Leftover{Kind::Account, std::string(account)};
    }
  return std::nullopt;
}

std::optional<Leftover> id_in(std::string_view text) {
  for (const std::string_view made_up : {"-0a1b2c3d", "-01234567", "-12345678"})
    for (auto at = text.find(made_up); at != text.npos; at = text.find(made_up, at + 1)) {
      std::size_t end = at + 1, begin = at;
      while (end < text.size() && is_hex(text[end])) ++end;
      while (begin > 0 && is_letter(text[begin - 1])) --begin;
      // As EC2 writes its ids: letters, a dash, 8 or 17 digits.
      const bool is_whole = (begin == 0 || !is_word(text[begin - 1])) && (end == text.size() || !is_word(text[end]));
      const std::string_view kind = text.substr(begin, at - begin);
      constexpr std::string_view kKinds[] = {"vpc",  "subnet",   "sg",  "cr",  "rtb", "igw",  "nat",
                                             "eni",  "eipalloc", "fs",  "ami", "vol", "snap", "lt",
                                             "vpce", "tgw",      "pcx", "pl",  "i"};
      if (is_whole && (end - at == 9 || end - at == 18) && std::ranges::find(kKinds, kind) != std::end(kKinds))
        return Leftover{Kind::Id, std::string(text.substr(begin, end - begin))};
    }
  return std::nullopt;
}

}  // namespace

std::string_view reason(Kind kind) {
  switch (kind) {
    case Kind::Network:
      return "no machine has an address of a documentation range (RFC 5737)";
    case Kind::Name:
      return "nobody can own a name below example.com (RFC 2606)";
    case Kind::Account:
      return "an account of AWS's documentation, and nobody's";
    case Kind::Id:
      return "an id that an example made up";
  }
  return {};
}

std::string_view remedy(Kind kind) {
  switch (kind) {
    case Kind::Network:
      return "the addresses that you come from";
    case Kind::Name:
      return "a name or mail address of yours";
    case Kind::Account:
      return "your account: aws sts get-caller-identity --query Account";
    case Kind::Id:
      return "the id of yours, as AWS shows it";
  }
  return {};
}

std::optional<Leftover> leftover_in(std::string_view text) {
  if (text.size() < 8) return std::nullopt;  // shorter than any
  for (const auto in : {account_in, network_in, name_in, id_in})
    if (auto found = in(text)) return found;
  return std::nullopt;
}

void each_leftover(const doc::Node& root, const std::function<void(const doc::Node&, const Leftover&)>& found) {
  std::vector<const doc::Node*> work = {&root};
  while (!work.empty()) {
    const doc::Node& node = *work.back();
    work.pop_back();
    if (node.is_scalar() && !node.is_null())
      if (const auto one = leftover_in(node.text())) found(node, *one);
    const auto behind = work.size();
    for (const doc::Node& item : node.items()) work.push_back(&item);
    for (const doc::Member& member : node.members()) work.push_back(&member.value);
    std::reverse(work.begin() + static_cast<std::ptrdiff_t>(behind), work.end());
  }
}

}  // namespace slipway::spec
