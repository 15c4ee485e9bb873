#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"
#include "doc/base64.h"
#include "doc/yaml.h"
#include "subject/state.h"
#include "subject/text_places.h"

namespace slipway::subject {
namespace {

constexpr std::size_t kMostParts = 100;

/// A part of the text, by its lines (from 0), `to` not in it.
struct Part {
  std::string type;  // "text/x-shellscript", "application/node.eks.aws"; "" where nothing says
  std::size_t from, to;
};

/// The boundary that MIME headers name; "" when the text is no multipart message.
std::string boundary_of(const std::vector<std::string_view>& lines) {
  for (const std::string_view line : lines) {
    const std::string_view text = trim(line);
    if (text.empty() || text.starts_with("#!")) return "";
    const std::size_t at = ascii_lower(text).find("boundary=");
    if (at == std::string::npos) continue;
    std::string_view name = text.substr(at + 9);
    if (name.starts_with('"')) return std::string(name.substr(1, name.find('"', 1) - 1));
    return std::string(name.substr(0, name.find_first_of("; \t")));
  }
  return "";
}

std::vector<Part> parts_of(const std::vector<std::string_view>& lines) {
  const std::string boundary = boundary_of(lines);
  if (boundary.empty()) return {{"", 0, lines.size()}};
  std::vector<Part> parts;
  const std::string begins = "--" + boundary;
  for (std::size_t i = 0; i < lines.size() && parts.size() < kMostParts; ++i) {
    if (!trim(lines[i]).starts_with(begins)) continue;
    if (!parts.empty() && parts.back().to == lines.size()) parts.back().to = i;
    if (trim(lines[i]) != begins) break;  // the last one ends with --
    Part part{"", 0, lines.size()};
    for (++i; i < lines.size() && !trim(lines[i]).empty() && !trim(lines[i]).starts_with(begins); ++i) {
      const std::string header = ascii_lower(trim(lines[i]));
      if (!header.starts_with("content-type:")) continue;
      const std::string_view type = trim(std::string_view(header).substr(13));
      part.type = std::string(type.substr(0, type.find(';')));
    }
    part.from = std::min(i + 1, lines.size());
    if (i < lines.size() && trim(lines[i]).starts_with(begins)) --i;
    parts.push_back(part);
  }
  return parts;
}

bool is_script(const Part& part, const std::vector<std::string_view>& lines) {
  if (!part.type.empty()) return part.type == "text/x-shellscript";
  for (std::size_t i = part.from; i < part.to; ++i) {
    const std::string_view text = trim(lines[i]);
    if (text.empty()) continue;
    return text.starts_with("#!");
  }
  return false;
}

bool is_yaml(const Part& part, const std::vector<std::string_view>& lines) {
  if (!part.type.empty()) return part.type == "application/node.eks.aws" || part.type == "text/cloud-config";
  return std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(part.from),
                     lines.begin() + static_cast<std::ptrdiff_t>(part.to),
                     [](std::string_view line) { return trim(line).starts_with("apiVersion:"); });
}

std::string joined(const std::vector<std::string_view>& lines, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out.append(lines[i]).append("\n");
  return out;
}

}  // namespace

UserData read_user_data(const doc::Node& text, PlacesOfTexts& places) {
  UserData out;
  out.where = text.where();
  out.text = text.text();
  bool encoded = false;
  if (const auto bytes = doc::decode_base64(out.text);
      bytes && out.text.size() > 8 &&
      (bytes->starts_with("#!") || ascii_lower(bytes->substr(0, 40)).find("mime-version") != std::string::npos ||
       ascii_lower(bytes->substr(0, 40)).find("content-type") != std::string::npos ||
       bytes->find("apiVersion:") != std::string::npos)) {
    out.text = *bytes;
    encoded = true;
  }
  const SourceText* source = out.where.source;
  std::vector<std::string_view> lines = split(out.text, '\n');
  // A literal block of YAML holds the file's own lines: those are read, so that every word has its place.
  const bool is_block = !encoded && source && out.where.line >= source->first_line() && [&] {
    const std::string_view line = places.of(*source).line(out.where.line);
    const auto column = static_cast<std::size_t>(std::max(out.where.column, 1) - 1);
    return column < line.size() && line[column] == '|';
  }();
  std::vector<std::string_view> raw = lines;
  if (is_block) {
    for (std::size_t i = 0; i < raw.size(); ++i)
      raw[i] = places.of(*source).line(out.where.line + 1 + static_cast<int>(i));
  }
  const std::string name = source ? source->name() : "";
  for (const Part& part : parts_of(lines)) {
    const int first_line = is_block ? out.where.line + 1 + static_cast<int>(part.from) : 1;
    const auto& from = is_block ? raw : lines;
    if (is_script(part, lines)) {
      const auto made = std::make_shared<const SourceText>(name, joined(from, part.from, part.to), first_line);
      out.scripts.push_back(read_script(made, is_block ? SourceRange() : out.where));
    } else if (is_yaml(part, lines)) {
      // Line breaks before it bring its lines to their numbers.
      const auto before = static_cast<std::size_t>(is_block && first_line < 100'000 ? first_line - 1 : 0);
      const auto made =
          std::make_shared<const SourceText>(name, std::string(before, '\n') + joined(from, part.from, part.to));
      Diagnostics unheard;
      for (doc::Document& document : doc::read_yaml(made, unheard)) out.documents.push_back(std::move(document));
    }
  }
  return out;
}

}  // namespace slipway::subject
