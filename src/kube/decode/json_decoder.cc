#include "kube/decode/json_decoder.h"

#include <charconv>
#include <limits>
#include <set>

#include "base/quote.h"
#include "kube/decode/custom_types.h"
#include "kube/decode/go_base64.h"
#include "kube/decode/json_cursor.h"
#include "kube/go_text.h"

namespace slipway::kube {
namespace {

constexpr std::size_t kMostStrictErrors = 100;

/// What the decoder's errors call a JSON value of this first character.
std::string_view word_for(char first) {
  switch (first) {
    case '{':
      return "object";
    case '[':
      return "array";
    case '"':
      return "string";
    case 't':
    case 'f':
      return "bool";
    default:
      return "number";
  }
}

class Decoder {
 public:
  Decoder(std::string_view json, const FieldType& type) : at_(json) {
    value({&type, true});
    if (fatal_)
      outcome_.error = std::move(fatal_);
    else
      outcome_.error = std::move(first_error_);
    if (outcome_.error) outcome_.strict_errors.clear();
  }
  DecodeOutcome outcome() && { return std::move(outcome_); }

 private:
  using Kind = FieldType::Kind;

  /// Each function that walks returns false when the decoding ends here.
  bool value(const FieldType::Use& use) {
    const FieldType& type = *use.type;
    const char first = at_.first();
    if (first == 'n' && (use.pointer || type.kind != Kind::Custom)) {
      at_.take();
      return true;
    }
    if (type.kind == Kind::Custom) return custom(type);
    if (first == '[' && (type.kind == Kind::Slice || type.kind == Kind::Bytes)) return list(type);
    if (first == '{' && type.kind == Kind::Struct) return object(type);
    if (first == '{' && type.kind == Kind::Map) return map(type);
    literal(type, at_.take());
    return true;
  }

  bool custom(const FieldType& type) {
    const auto error = check_custom(type.name, at_.take());
    if (!error) return true;
    fatal_ = error->is_type_error() ? type_error(error->value, error->type) : error->message;
    return false;
  }

  bool list(const FieldType& type) {
    static const FieldType kByte{Kind::Int64, "uint8"};
    const FieldType::Use element = type.kind == Kind::Bytes ? FieldType::Use{&kByte, false} : type.element;
    const std::size_t path_length = path_.size();
    at_.enter();
    for (std::size_t i = 0; at_.more(); ++i) {
      path_ += "[" + std::to_string(i) + "]";
      if (!value(element)) return false;
      path_.resize(path_length);
    }
    return true;
  }

  bool map(const FieldType& type) {
    std::set<std::string> seen;
    const std::size_t path_length = path_.size();
    at_.enter();
    while (at_.more()) {
      const std::string key = at_.key();
      if (!seen.insert(key).second) strict_error("duplicate", key);
      step_into(key);
      if (!value(type.element)) return false;
      path_.resize(path_length);
    }
    return true;
  }

  bool object(const FieldType& type) {
    std::set<const FieldType::Field*> seen;
    const std::size_t path_length = path_.size(), context_length = context_path_.size();
    const std::string_view outer_struct = context_struct_;
    at_.enter();
    while (at_.more()) {
      const std::string key = at_.key();
      const FieldType::Field* field = type.find(key);
      if (field == nullptr) {
        strict_error("unknown", key);
        at_.take();
        continue;
      }
      if (!seen.insert(field).second) strict_error("duplicate", key);
      context_struct_ = type.short_name();
      if (!context_path_.empty()) context_path_ += '.';
      (context_path_ += field->through) += field->name;
      step_into(key);
      if (!value(field->use)) return false;
      path_.resize(path_length);
      context_path_.resize(context_length);
      context_struct_ = outer_struct;
    }
    return true;
  }

  /// A value that is no list and no object, or one that the type cannot take.
  void literal(const FieldType& type, std::string_view text) {
    const std::string_view word = word_for(text[0]);
    switch (type.kind) {
      case Kind::Bool:
        if (word == "bool") return;
        break;
      case Kind::String:
        if (word == "string") return;
        break;
      case Kind::Bytes:
        if (word != "string") break;
        if (const auto error = base64_error(unquote_json(text))) save_error(*error);
        return;
      case Kind::Int32:
      case Kind::Int64: {
        if (word != "number") break;
        const auto number = go_parse_int(text);
        if (!number || !fits(*number, type)) save_error(type_error("number " + std::string(text), type.name));
        return;
      }
      case Kind::Float64:
        if (word != "number") break;
        if (!is_float64(text)) save_error(type_error("number " + std::string(text), type.name));
        return;
      default:
        break;
    }
    save_error(type_error(word, type.name));
  }

  /// Whether strconv.ParseFloat finds room for it.
  static bool is_float64(std::string_view text) {
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_tiny = text.find("e-") != text.npos || text.find("E-") != text.npos;
    return read.ec != std::errc::result_out_of_range || is_tiny;
  }

  static bool fits(std::int64_t number, const FieldType& type) {
    if (type.name == "uint8") return number >= 0 && number <= 255;
    using Int32 = std::numeric_limits<std::int32_t>;
    return type.kind == Kind::Int64 || (number >= Int32::min() && number <= Int32::max());
  }

  std::string type_error(std::string_view value, std::string_view type) const {
    std::string out = "json: cannot unmarshal " + std::string(value) + " into Go ";
    if (context_path_.empty())
      out += "value";
    else
      ((out += "struct field ") += context_struct_) += "." + context_path_;
    return (out += " of type ") += type;
  }

  void save_error(std::string error) {
    if (!first_error_) first_error_ = std::move(error);
  }

  void strict_error(std::string_view what, const std::string& field) {
    if (outcome_.strict_errors.size() >= kMostStrictErrors) return;
    std::string error = std::string(what) + " field " + go_quoted(path_.empty() ? field : path_ + "." + field);
    if (seen_strict_errors_.insert(error).second) outcome_.strict_errors.push_back(std::move(error));
  }

  void step_into(std::string_view key) {
    if (!path_.empty()) path_ += '.';
    path_ += key;
  }

  JsonCursor at_;
  std::string path_;                 // "spec.containers[0].env": as strict errors show it
  std::string_view context_struct_;  // "Container", and
  std::string context_path_;         // "spec.containers.env": as type errors show it
  std::optional<std::string> fatal_, first_error_;
  std::set<std::string> seen_strict_errors_;
  DecodeOutcome outcome_;
};

}  // namespace

DecodeOutcome unmarshal_strict(std::string_view json, const FieldType& type) { return Decoder(json, type).outcome(); }

}  // namespace slipway::kube
