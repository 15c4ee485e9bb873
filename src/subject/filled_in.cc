#include "subject/filled_in.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "subject/sort.h"
#include "subject/stand_in.h"

namespace slipway::subject {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A name in capitals between two marks: __NAME__, %NAME%.
bool has_marked_name(std::string_view text, std::string_view mark) {
  for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
    std::size_t end = at + mark.size();
    if (end >= text.size() || !is_upper(text[end])) continue;
    while (end < text.size() && (is_upper(text[end]) || is_digit(text[end]) || text[end] == '_') &&
           !text.substr(end).starts_with(mark))
      ++end;
    if (end > at + mark.size() + 1 && text.substr(end).starts_with(mark)) return true;
  }
  return false;
}

/// %{NAME}%, which is Terraform's only with blanks in it.
bool has_braced_name(std::string_view text) {
  const std::size_t at = text.find("%{");
  return at != text.npos && at + 2 < text.size() && is_upper(text[at + 2]) && text.find("}%", at) != text.npos;
}

/// {NAME}, all of it: what Python's format() replaces.
bool is_braced_name(std::string_view text) {
  return text.size() > 3 && text.front() == '{' && text.back() == '}' && is_upper(text[1]) &&
         std::ranges::all_of(text.substr(1, text.size() - 2),
                             [](char c) { return is_upper(c) || is_digit(c) || c == '_'; });
}

/// The length of "$NAME" or "$(NAME)" that a text begins with; 0 when it does not.
std::size_t bare_variable(std::string_view text) {
  if (text.size() < 2 || text.front() != '$') return 0;
  if (text[1] == '(') return text.find(')') == text.npos ? 0 : text.find(')') + 1;
  if (!is_letter(text[1])) return 0;
  std::size_t end = 2;
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
  return end;
}

/// "${NAME", "${!NAME".
bool has_variable(std::string_view text) {
  for (std::size_t at = text.find('$'); at != text.npos; at = text.find('$', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    if (rest.empty() || (at > 0 && text[at - 1] == '\\')) continue;
    if (rest.size() > 2 && rest.front() == '{' && (is_letter(rest[1]) || rest[1] == '!') && rest.find('}') != rest.npos)
      return true;
  }
  return false;
}

/// What the shell itself replaces in a here document.
bool has_expansion(std::string_view text) {
  for (std::size_t at = text.find_first_of("$`"); at != text.npos; at = text.find_first_of("$`", at + 1)) {
    if (at > 0 && text[at - 1] == '\\') continue;
    if (text[at] == '`') return true;
    const std::string_view rest = text.substr(at + 1);
    if (!rest.empty() && (is_letter(rest.front()) || is_digit(rest.front()) || rest.front() == '{' ||
                          rest.front() == '(' || rest.front() == '@'))
      return true;
  }
  return false;
}

/// Words of JSON Schema's, as CustomResourceDefinitions have them.
bool is_of_schemas(std::string_view word) {
  constexpr std::string_view kWords[] = {"$anchor", "$comment", "$defs", "$id", "$ref", "$schema"};
  return std::ranges::find(kWords, word) != std::end(kWords);
}

/// Of what messages quote: no angle brackets and no percent, which they have of their own.
bool quotes_variable(std::string_view text) {
  // "$NAME" as a whole value between what messages put around one.
  for (std::size_t at = text.find('$'); at != text.npos; at = text.find('$', at + 1)) {
    const std::size_t length = bare_variable(text.substr(at));
    const std::string_view rest = text.substr(at + length);
    if (length > 0 && !is_of_schemas(text.substr(at, length)) &&
        (at == 0 || std::string_view(" \"'(/=").find(text[at - 1]) != std::string_view::npos) &&
        (rest.empty() || std::string_view(" \"'),:;").find(rest.front()) != std::string_view::npos))
      return true;
  }
  return has_variable(text) || (text.find("{{") != text.npos && text.find("}}") != text.npos) ||
         has_marked_name(text, "__");
}

/// What stands at a place, to the end of its line; "" where that is no value of a key or item, but a line of a text
/// that was written over several.
std::string_view scalar_at(const SourceRange& where, std::string_view line) {
  if (where.column < 1 || static_cast<std::size_t>(where.column) > line.size()) return {};
  const auto from = static_cast<std::size_t>(where.column) - 1;
  const std::string_view before = line.substr(0, from);
  const std::size_t last = before.find_last_not_of(' ');
  // Below its key: a template's whole line.
  const bool is_alone =
      last == before.npos && (line.substr(from).starts_with("${") || line.substr(from).starts_with("{{"));
  if (!is_alone && (last == before.npos || std::string_view(":-,[{=").find(before[last]) == before.npos)) return {};
  std::string_view text = line.substr(from, static_cast<std::size_t>(std::max(where.length, 0)));
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
    text = text.substr(1, text.size() - 2);
  return text;
}

std::string without(std::string text, std::string_view part) {
  if (part.empty()) return text;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) text.erase(at, part.size());
  return text;
}

bool is_terraform(const SourceText& text) { return sort_of(text.name(), text.text()) == Sort::Terraform; }

bool is_manifest(const SourceText& text) {
  const Sort sort = sort_of(text.name(), text.text());
  return sort == Sort::Manifest || sort == Sort::Json;
}

}  // namespace

Filler filler_of(std::string_view scalar) {
  if (scalar.size() > 500) return Filler::Nobody;
  const bool is_word = scalar.find_first_of(" \t\n") == scalar.npos;
  const bool is_filled = has_variable(scalar) || (!scalar.empty() && bare_variable(scalar) == scalar.size()) ||
                         (scalar.find("{{") != scalar.npos && scalar.find("}}") != scalar.npos) ||
                         has_marked_name(scalar, "__") || is_braced_name(scalar) ||
                         (is_word && (has_marked_name(scalar, "%") || has_braced_name(scalar))) ||
                         scalar.starts_with("FILLED BY") || scalar.starts_with("FILLED_BY");  // operators' templates
  if (is_filled) return Filler::SomeTool;
  const std::string_view found = stand_in(scalar);
  if (found.empty()) return Filler::Nobody;
  // Prose has angle brackets of its own.
  if (found.front() == '<' && found.size() < scalar.size() && !is_word) return Filler::Nobody;
  return Filler::SomeTool;
}

bool is_in_capitals(std::string_view text) {
  return text.size() > 2 && is_upper(text.front()) && text.back() != '_' && text.find('_') != text.npos &&
         text.find("__") == text.npos &&
         std::ranges::all_of(text, [](char c) { return is_upper(c) || is_digit(c) || c == '_'; });
}

bool is_in_capitals(const SourceRange& place) {
  return place && place.line > 0 && is_in_capitals(scalar_at(place, place.source->line(place.line)));
}

bool is_all_filled_in(std::string_view scalar) {
  if (filler_of(scalar) == Filler::Nobody) return false;
  const auto is_between = [&](std::string_view begin, std::string_view end) {
    return scalar.size() > begin.size() + end.size() && scalar.starts_with(begin) && scalar.ends_with(end) &&
           scalar.find(begin, begin.size()) >= scalar.size() - end.size() &&
           scalar.find(end, begin.size()) == scalar.size() - end.size();
  };
  return bare_variable(scalar) == scalar.size() || is_braced_name(scalar) || is_between("${", "}") ||
         is_between("{{", "}}") || is_between("__", "__") || is_between("%{", "}%") || is_between("%", "%") ||
         scalar.starts_with("FILLED") || stand_in(scalar) == scalar;
}

Filler FilledIn::of(const Diagnostic& finding) {
  const SourceRange& where = finding.where;
  if (!where || where.line < 1) return Filler::Nobody;
  const HereDocument* here = subject_.here_document(where);
  const bool is_shell = here && !here->is_literal;
  const std::string_view line = where.source->line(where.line);
  const std::string_view scalar = scalar_at(where, line);
  const bool is_of_terraform = !here && is_terraform(*where.source);
  const bool at_place = is_shell ? has_expansion(scalar) || (scalar.empty() && has_expansion(line))
                                 : filler_of(scalar) != Filler::Nobody ||
                                       (is_of_terraform && scalar.find("%{") != scalar.npos);  // %{ if …}
  if (!at_place && !quotes_variable(finding.message) && !quotes_variable(finding.hint)) return Filler::Nobody;
  if (!here && !is_of_terraform && !is_manifest(*where.source)) return Filler::Nobody;
  const kube::Object* object = places_.at(where).object;
  if (!object || object->group() == "kro.run") return Filler::Nobody;
  const Filler filler = is_of_terraform ? Filler::Terraform : is_shell ? Filler::Shell : Filler::SomeTool;
  if (at_place) return filler;
  const std::string short_title = object->kind + " " + object->name;
  const std::string title = object->kind + " " + object->ns + "/" + object->name;
  const auto quotes = [&](const std::string& text) {
    return quotes_variable(without(without(text, title), short_title));
  };
  return quotes(finding.message) || quotes(finding.hint) ? filler : Filler::Nobody;
}

std::vector<Filler> FilledIn::of_all(std::span<const Diagnostic> findings) {
  std::vector<std::size_t> by_place(findings.size());
  std::iota(by_place.begin(), by_place.end(), 0u);
  const auto place = [&](std::size_t i) { return std::pair(findings[i].where.source, findings[i].where.line); };
  std::ranges::sort(by_place, {}, place);  // a text's lines are found from one to the next
  std::vector<Filler> out(findings.size());
  for (const std::size_t i : by_place) out[i] = of(findings[i]);
  return out;
}

}  // namespace slipway::subject
