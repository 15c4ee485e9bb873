#include "schema/custom/field_path.h"

#include <fmt/core.h>

#include <vector>

namespace slipway::schema::custom {
namespace {

/// Cuts the text at '.', '[' and ']', which stand alone; a part in single quotes is one, whatever it holds.
std::vector<std::string_view> tokens_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    std::size_t end = 1;
    if (text[0] == '\'') {
      while (end < text.size() && !(text[end] == '\'' && text[end - 1] != '\\')) ++end;
      end = std::min(end + 1, text.size());
    } else if (text[0] != '.' && text[0] != '[' && text[0] != ']') {
      end = std::min(text.find_first_of(".[]"), text.size());
    }
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

/// The escapes of a quoted key; an error when there is one that is none.
bool unescape(std::string_view text, std::string& out, std::string& error) {
  constexpr std::string_view kLetters = "abfnrtv'\\", kMeant = "\a\b\f\n\r\t\v'\\";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const std::size_t known = kLetters.find(text[++i]);
    if (known == std::string_view::npos) {
      error = fmt::format("invalid string literal: invalid escape char \\{}", text[i]);
      return false;
    }
    out += kMeant[known];
  }
  return true;
}

class Reader {
 public:
  Reader(std::string_view path, const Structural& schema, bool takes_brackets)
      : tokens_(tokens_of(path)), schema_(&schema), takes_brackets_(takes_brackets) {}

  RuleFieldPath read() {
    while (out_.error.empty() && at_ < tokens_.size()) {
      const std::string_view token = tokens_[at_++];
      if (token == "[" && !takes_brackets_)
        out_.error = "array notation is not allowed";
      else if (token == "[")
        read_bracket();
      else if (token == ".")
        read_name();
      else
        out_.error = fmt::format("expected [ or . but got: {}", token);
    }
    if (!out_.error.empty()) out_.text.clear();
    out_.schema = schema_;
    return std::move(out_);
  }

 private:
  bool next(std::string_view& token) {
    if (at_ == tokens_.size()) {
      out_.error = "unexpected end of JSON path";
      return false;
    }
    token = tokens_[at_++];
    return true;
  }

  void read_bracket() {
    std::string_view token;
    if (!next(token)) return;
    if (token.size() < 2 || token.front() != '\'' || token.back() != '\'') {
      out_.error = fmt::format("expected single quoted string but got {}", token);
      return;
    }
    std::string name;
    if (!unescape(token.substr(1, token.size() - 2), name, out_.error)) return;
    step(name);
    if (!out_.error.empty() || !next(token)) return;
    if (token != "]") out_.error = fmt::format("expected ] but got {}", token);
  }

  void read_name() {
    std::string_view token;
    if (next(token)) step(token);
  }

  void step(std::string_view name) {
    if (!schema_ || (schema_->properties.empty() && !schema_->has_additional)) {
      out_.error = "does not refer to a valid field";
    } else if (schema_->properties.empty()) {
      out_.text += fmt::format("[{}]", name);
      schema_ = schema_->additional;
    } else if (const Property* property = schema_->find(name)) {
      if (!out_.text.empty()) out_.text += '.';
      out_.text += name;
      schema_ = property->schema;
    } else {
      out_.error = "does not refer to a valid field";
    }
  }

  std::vector<std::string_view> tokens_;
  std::size_t at_ = 0;
  const Structural* schema_;
  bool takes_brackets_;
  RuleFieldPath out_;
};

}  // namespace

RuleFieldPath read_field_path(std::string_view json_path, const Structural& schema, bool takes_brackets) {
  return Reader(json_path, schema, takes_brackets).read();
}

}  // namespace slipway::schema::custom
