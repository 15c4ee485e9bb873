#include "render/kubernetes_text.h"

#include <algorithm>

#include "doc/write_yaml.h"
#include "platform/references.h"
#include "render/outputs.h"

namespace slipway::render {

namespace {

bool has_dollar(const doc::Node& node) {
  if (node.is_string()) return node.text().find('$') != std::string_view::npos;
  return std::ranges::any_of(node.items(), has_dollar) ||
         std::ranges::any_of(node.members(), [](const doc::Member& member) {
           return member.key.text().find('$') != std::string_view::npos || has_dollar(member.value);
         });
}

bool is_one_line(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

std::string in_double_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

/// A run of dollars that envsubst of Flux reads as it was before (fluxcd/pkg/envsubst 1.4, parse/scan.go).
std::string for_flux(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '$') {
      out += text[i++];
      continue;
    }
    const auto end = std::min(text.find_first_not_of('$', i), text.size());
    const bool is_alone = end - i == 1 && (end == text.size() || text[end] != '{');
    out.append((end - i) * (is_alone ? 1 : 2), '$');
    i = end;
  }
  return out;
}

}  // namespace

std::string Filler::text(std::string_view written) const {
  std::string out;
  const auto others = [&](std::string_view between) {
    out += by_ == By::Flux ? for_flux(between) : std::string(between);
  };
  std::size_t done = 0;
  for (auto reference = platform::next_reference(written, 0); reference;
       reference = platform::next_reference(written, reference->end)) {
    others(written.substr(done, reference->begin - done));
    const auto named = with_output_names(written.substr(reference->begin, reference->end - reference->begin));
    const auto known = values_.find(named.substr(2, named.size() - 3));
    if (known == values_.end())
      out += named;
    else
      others(known->second);
    done = reference->end;
  }
  others(written.substr(done));
  return out;
}

doc::Value Filler::string(std::string_view written) const {
  auto filled = text(written);
  const auto reference = platform::next_reference(written, 0);
  const bool waits = reference && filled.find("${") != std::string::npos;
  if (!waits || !is_one_line(filled)) return filled;
  const bool is_whole = reference->begin == 0 && reference->end == written.size();
  if (by_ == By::Flux && is_whole) filled = "${quote}" + filled + "${quote}";
  return doc::Expression{in_double_quotes(filled)};
}

doc::Value Filler::value(const doc::Node& node) const {
  if (node.is_string()) return string(node.text());
  if (node.is_list()) {
    doc::List list;
    for (const auto& item : node.items()) list.add(value(item));
    return list;
  }
  if (node.is_map()) {
    doc::Map map;
    for (const auto& member : node.members()) map.set(text(member.key.text()), value(member.value));
    return map;
  }
  if (node.kind() == doc::Kind::Int && node.is_unsigned())
    return doc::Expression{std::to_string(static_cast<std::uint64_t>(node.integer()))};
  return doc::Value(node);
}

doc::Value Filler::value(const doc::Value& from) const {
  if (const auto* written = from.string()) return string(*written);
  if (const auto* expression = from.expression()) return string("${" + expression->text + "}");
  if (const auto* items = from.list()) {
    doc::List list;
    for (const auto& item : items->items()) list.add(value(item));
    return list;
  }
  if (const auto* members = from.map()) {
    doc::Map map;
    for (const auto& [key, member] : members->entries()) map.set(text(key), value(member));
    return map;
  }
  return from;
}

std::string Filler::yaml(const doc::Node& node) const {
  return has_dollar(node) ? doc::write_yaml(value(node)) : doc::write_yaml(node);
}

std::string Filler::yaml(const doc::Map& map) const { return doc::write_yaml(value(doc::Value(map))); }

}  // namespace slipway::render
