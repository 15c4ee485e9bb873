#include "render/hcl.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "platform/references.h"
#include "render/argument_kinds.h"
#include "render/provider_versions.h"

namespace slipway::render {

namespace {

constexpr std::size_t kLineWidth = 100;  // a list that is longer stands one item a line

void indent(int depth, std::string& out) { out.append(static_cast<std::size_t>(depth) * 2, ' '); }

bool holds_maps(const doc::Value& value) {
  if (value.map()) return true;
  const auto* list = value.list();
  return list && !list->empty() &&
         std::ranges::all_of(list->items(), [](const doc::Value& item) { return item.map() != nullptr; });
}

std::string number(double number) {
  if (!std::isfinite(number)) return "null";
  return fmt::format("{}", number);
}

}  // namespace

std::string hcl_quoted(std::string_view text) {
  std::string quoted = "\"";
  append_hcl_literal(text, quoted);
  return quoted + '"';
}

void HclWriter::comment(std::string_view text) { text_ += "# " + printable(text) + "\n"; }

void HclWriter::resource(const platform::Resource& resource) {
  const bool data = resource.id.type.starts_with("data.");
  const auto type = std::string_view(resource.id.type).substr(data ? 5 : 0);
  auto [arguments, left_out] = fit_for_all_providers(resource);
  for (const auto& argument : left_out) comment("AWS provider 5 does not know " + argument);
  if (!resource.depends_on.empty()) {
    std::string all;
    for (const auto& id : resource.depends_on) all += (all.empty() ? "" : ", ") + id.to_string();
    if (all.size() > kLineWidth) {
      all = "\n";
      for (const auto& id : resource.depends_on) all += "    " + id.to_string() + ",\n";
      all += "  ";
    }
    arguments.set("depends_on", doc::Expression{"[" + all + "]"});
  }
  block(fmt::format("{} {} {}", data ? "data" : "resource", hcl_quoted(type), hcl_quoted(resource.id.name)),
        resource.id.type, arguments);
}

void HclWriter::block(std::string_view header, std::string_view path, const doc::Map& arguments) {
  path_ = path;
  text_ += header;
  if (arguments.empty()) {
    text_ += " {}\n";
    return;
  }
  text_ += " {\n";
  body(arguments, 1);
  text_ += "}\n";
}

doc::Expression HclWriter::object(const doc::Value& value, int depth) const {
  std::string text;
  write(value, depth, text);
  return {std::move(text)};
}

/// Attributes first, blocks after them, each behind a blank line; `depends_on` is last, as is custom.
void HclWriter::body(const doc::Map& arguments, int depth) {
  const auto length = path_.size();
  std::vector<HclLine> lines;
  std::vector<const doc::Map::Entry*> blocks;
  const doc::Value* depends_on = nullptr;
  for (const auto& entry : arguments.entries()) {
    const auto& [name, value] = entry;
    if (value.is_null()) continue;
    if (depth == 1 && name == "depends_on") {
      depends_on = &value;
      continue;
    }
    path_ += '.';
    path_ += name;
    if (holds_maps(value) && kind_of_argument(path_) == ArgumentKind::Block)
      blocks.push_back(&entry);
    else
      lines.push_back({name, argument(value, depth)});
    path_.resize(length);
  }
  append_aligned(lines, depth, text_);
  bool first = lines.empty();
  for (const auto* entry : blocks) {
    if (!first) text_ += '\n';
    first = false;
    path_ += '.';
    path_ += entry->first;
    nested_blocks(entry->first, entry->second, depth);
    path_.resize(length);
  }
  if (!depends_on) return;
  if (!first) text_ += '\n';
  append_aligned({{"depends_on", argument(*depends_on, depth)}}, depth, text_);
}

void HclWriter::nested_blocks(std::string_view name, const doc::Value& value, int depth) {
  const auto one = [&](const doc::Map& arguments) {
    indent(depth, text_);
    text_ += name;
    if (arguments.empty()) {
      text_ += " {}\n";
      return;
    }
    text_ += " {\n";
    body(arguments, depth + 1);
    indent(depth, text_);
    text_ += "}\n";
  };
  if (const auto* map = value.map()) return one(*map);
  bool first = true;
  for (const auto& item : value.list()->items()) {
    if (!first) text_ += '\n';
    first = false;
    one(*item.map());
  }
}

/// The value of the argument at path_.
std::string HclWriter::argument(const doc::Value& value, int depth) const {
  std::string out;
  const auto* text = value.string();
  if (text || value.map() || value.list()) {
    const auto kind = kind_of_argument(path_);
    if (text && kind == ArgumentKind::Base64) {
      const auto lines = heredoc(parts(*text));
      out = "base64encode(";
      if (lines.empty()) {
        write_text(*text, out);
      } else {
        out += lines + "\n";
        indent(depth, out);
      }
      return out + ")";
    }
    if (!text && kind == ArgumentKind::Json) {
      out = "jsonencode(";
      write(value, depth, out);
      return out + ")";
    }
  }
  write(value, depth, out);
  return out;
}

void HclWriter::write(const doc::Value& value, int depth, std::string& out) const {
  if (const auto* flag = value.boolean())
    out += *flag ? "true" : "false";
  else if (const auto* integer = value.integer())
    out += std::to_string(*integer);
  else if (const auto* real = value.number())
    out += number(*real);
  else if (const auto* text = value.string())
    write_text(*text, out);
  else if (const auto* expression = value.expression())
    out += expression->text;
  else if (const auto* items = value.list())
    write(*items, depth, out);
  else if (const auto* members = value.map())
    write(*members, depth, out);
  else
    out += "null";
}

void HclWriter::write(const doc::List& list, int depth, std::string& out) const {
  std::vector<std::string> items;
  std::size_t width = 0;
  bool one_line = true;
  for (const auto& item : list.items()) {
    auto& written = items.emplace_back();
    write(item, depth + 1, written);
    width += written.size() + 2;
    one_line &= !item.map() && written.find('\n') == std::string::npos;
  }
  if (one_line && width + static_cast<std::size_t>(depth) * 2 <= kLineWidth) {
    out += '[';
    for (std::size_t i = 0; i < items.size(); ++i) out += (i ? ", " : "") + items[i];
    out += ']';
    return;
  }
  out += "[\n";
  for (const auto& item : items) {
    indent(depth + 1, out);
    out += item;
    out += ",\n";
  }
  indent(depth, out);
  out += ']';
}

void HclWriter::write(const doc::Map& map, int depth, std::string& out) const {
  if (map.empty()) {
    out += "{}";
    return;
  }
  std::vector<HclLine> lines;
  for (const auto& [name, value] : map.entries()) {
    std::string written;
    write(value, depth + 1, written);
    lines.push_back({key(name), std::move(written)});
  }
  out += "{\n";
  append_aligned(lines, depth + 1, out);
  indent(depth, out);
  out += '}';
}

std::vector<HclPart> HclWriter::parts(std::string_view text) const {
  std::vector<HclPart> parts;
  std::size_t done = 0;
  for (auto reference = platform::next_reference(text, 0); reference;
       reference = platform::next_reference(text, reference->end)) {
    if (!graph_.find(reference->resource)) continue;
    if (reference->begin > done) parts.push_back({text.substr(done, reference->begin - done), false});
    parts.push_back({reference->expression, true});
    done = reference->end;
  }
  if (done < text.size()) parts.push_back({text.substr(done), false});
  return parts;
}

void HclWriter::write_text(std::string_view text, std::string& out, Letters letters) const {
  const auto all = parts(text);
  if (all.size() == 1 && all[0].is_expression) {
    out += all[0].text;
    return;
  }
  out += '"';
  for (const auto& [part, is_expression] : all) {
    if (is_expression)
      out.append("${").append(part).append("}");
    else
      append_hcl_literal(part, out, letters);
  }
  out += '"';
}

std::string HclWriter::key(std::string_view key) const {
  if (is_plain_key(key)) return std::string(key);
  std::string written;
  write_text(key, written, Letters::Ascii);
  if (!written.starts_with('"')) return "(" + written + ")";
  return written;
}

}  // namespace slipway::render
