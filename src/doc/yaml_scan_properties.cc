// Directives, anchors and tags, as scannerc.go of go.yaml.in/yaml/v2 2.4.3 reads them.
#include "doc/yaml_characters.h"
#include "doc/yaml_scanner.h"

namespace slipway::doc {

using namespace yaml;

namespace {
constexpr std::string_view kDirective = "while scanning a directive";
constexpr std::string_view kYamlDirective = "while scanning a %YAML directive";
constexpr std::string_view kTagDirective = "while scanning a %TAG directive";
constexpr std::string_view kTag = "while scanning a tag";

bool is_uri(char c) {
  return c != '\0' && (is_word(c) || std::string_view(";/?:@&=+$,.!~*'()[]%").find(c) != std::string_view::npos);
}
}  // namespace

bool YamlScanner::scan_directive(YamlToken& token) {
  token.start = mark();
  const char* name = ++p_;
  while (is_word(*p_)) ++p_;
  if (!consumed(name - 1, 1)) return false;
  if (p_ == name) return fail(kDirective, token.start, "could not find expected directive name");
  if (!is_blank_or_end(p_)) return fail(kDirective, token.start, "found unexpected non-alphabetical character");
  const std::string_view written(name, static_cast<std::size_t>(p_ - name));
  if (written == "YAML") {
    if (!scan_version(token.start, token)) return false;
  } else if (written == "TAG") {
    if (!scan_tag_directive(token.start, token)) return false;
  } else {
    return fail(kDirective, token.start, "found unknown directive name");
  }
  token.end = offset();
  if (!need(1) || !skip_blanks_and_comment()) return false;
  if (!is_break_or_end(p_)) return fail(kDirective, token.start, "did not find expected comment or line break");
  if (is_break(p_)) {
    if (!need(2)) return false;
    skip_break();
  }
  return true;
}

bool YamlScanner::scan_version(YamlMark start, YamlToken& token) {
  const char* from = p_;
  while (is_blank(p_)) ++p_;
  if (!consumed(from, 1)) return false;
  int major = 0, minor = 0;
  if (!scan_version_number(start, major)) return false;
  if (*p_ != '.') return fail(kYamlDirective, start, "did not find expected digit or '.' character");
  ++p_;
  if (!scan_version_number(start, minor)) return false;
  token.type = YamlTokenType::VersionDirective;
  if (major == 1 && minor == 1) token.suffix = "1.1";
  return true;
}

bool YamlScanner::scan_version_number(YamlMark start, int& number) {
  if (!need(1)) return false;
  const char* from = p_;
  for (; is_digit(*p_); ++p_) {
    if (p_ - from == 2) return fail(kYamlDirective, start, "found extremely long version number");
    number = number * 10 + (*p_ - '0');
  }
  if (!consumed(from, 1)) return false;
  return p_ > from || fail(kYamlDirective, start, "did not find expected version number");
}

bool YamlScanner::scan_tag_directive(YamlMark start, YamlToken& token) {
  const char* from = p_;
  while (is_blank(p_)) ++p_;
  if (!consumed(from, 1)) return false;
  std::string handle, prefix;
  if (!scan_tag_handle(Tagged::Directive, start, handle) || !need(1)) return false;
  if (!is_blank(p_)) return fail(kTagDirective, start, "did not find expected whitespace");
  from = p_;
  while (is_blank(p_)) ++p_;
  if (!consumed(from, 1)) return false;
  if (!scan_tag_uri(Tagged::Directive, start, {}, prefix) || !need(1)) return false;
  if (!is_blank_or_end(p_)) return fail(kTagDirective, start, "did not find expected whitespace or line break");
  token.type = YamlTokenType::TagDirective;
  token.value = store_.keep(handle);
  token.suffix = store_.keep(prefix);
  return true;
}

bool YamlScanner::scan_anchor(YamlToken& token) {
  const bool alias = *p_ == '*';
  const char* name = ++p_;
  while (is_word(*p_)) ++p_;
  if (!consumed(name - 1, 1)) return false;
  const bool ends_well = is_blank_or_end(p_) || std::string_view("?:,]}%@`").find(*p_) != std::string_view::npos;
  if (p_ == name || !ends_well)
    return fail(alias ? "while scanning an alias" : "while scanning an anchor", token.start,
                "did not find expected alphabetic or numeric character");
  token.type = alias ? YamlTokenType::Alias : YamlTokenType::Anchor;
  token.value = {name, static_cast<std::size_t>(p_ - name)};
  token.end = offset();
  return true;
}

/// `!<uri>`, `!handle!suffix`, `!suffix` or `!`; the last has no handle and the suffix `!`.
bool YamlScanner::scan_tag(YamlToken& token) {
  std::string handle, suffix;
  if (!need(2)) return false;
  if (p_[1] == '<') {
    p_ += 2;
    if (!scan_tag_uri(Tagged::Node, token.start, {}, suffix)) return false;
    if (*p_ != '>') return fail(kTag, token.start, "did not find the expected '>'");
    ++p_;
  } else {
    if (!scan_tag_handle(Tagged::Node, token.start, handle)) return false;
    const bool named = handle.size() > 1 && handle.ends_with('!');
    if (!scan_tag_uri(Tagged::Node, token.start, named ? "" : handle, suffix)) return false;
    if (!named) {
      handle = suffix.empty() ? "" : "!";
      if (suffix.empty()) suffix = "!";
    }
  }
  if (!need(1)) return false;
  if (!is_blank_or_end(p_)) return fail(kTag, token.start, "did not find expected whitespace or line break");
  token.type = YamlTokenType::Tag;
  token.value = store_.keep(handle);
  token.suffix = store_.keep(suffix);
  token.end = offset();
  return true;
}

bool YamlScanner::fail_tag(Tagged what, YamlMark start, std::string_view problem) {
  return fail(what == Tagged::Directive ? "while parsing a %TAG directive" : "while parsing a tag", start, problem);
}

bool YamlScanner::scan_tag_handle(Tagged what, YamlMark start, std::string& handle) {
  if (!need(1)) return false;
  if (*p_ != '!') return fail_tag(what, start, "did not find expected '!'");
  const char* from = p_++;
  while (is_word(*p_)) ++p_;
  if (!consumed(from, 1)) return false;
  if (*p_ == '!')
    ++p_;
  else if (what == Tagged::Directive && p_ - from > 1)
    return fail_tag(what, start, "did not find expected '!'");
  handle.assign(from, p_);
  return true;
}

/// `head`: what was taken for a handle and is the beginning of the URI; its `!` is no part of it.
bool YamlScanner::scan_tag_uri(Tagged what, YamlMark start, std::string_view head, std::string& uri) {
  if (head.size() > 1) uri = head.substr(1);
  bool found = !head.empty();
  if (!need(1)) return false;
  for (; is_uri(*p_); found = true) {
    const char* from = p_;
    if (*p_ == '%') {
      if (!scan_uri_escape(what, start, uri)) return false;
    } else {
      uri += *p_++;
    }
    if (!consumed(from, 1)) return false;
  }
  return found || fail_tag(what, start, "did not find expected tag URI");
}

/// One character, as the escapes of its UTF-8 bytes.
bool YamlScanner::scan_uri_escape(Tagged what, YamlMark start, std::string& uri) {
  std::size_t missing = 0;
  do {
    if (!need(3)) return false;
    if (*p_ != '%' || hex_value(p_[1]) < 0 || hex_value(p_[2]) < 0)
      return fail_tag(what, start, "did not find URI escaped octet");
    const auto byte = static_cast<unsigned char>(hex_value(p_[1]) << 4 | hex_value(p_[2]));
    if (missing == 0) {
      if ((byte & 0xC0) == 0x80 || byte >= 0xF8) return fail_tag(what, start, "found an incorrect leading UTF-8 octet");
      missing = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    } else if ((byte & 0xC0) != 0x80) {
      return fail_tag(what, start, "found an incorrect trailing UTF-8 octet");
    }
    uri += static_cast<char>(byte);
    p_ += 3;
  } while (--missing > 0);
  return true;
}

}  // namespace slipway::doc
