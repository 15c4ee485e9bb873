#include "admission/error_fixes.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/ascii.h"
#include "base/text.h"

namespace slipway::admission {
namespace {

using Type = schema::Error::Type;

constexpr std::string_view kSetBack = "set it back to what it was, or delete the object and create it anew";

bool has(std::string_view text, std::string_view words) { return text.find(words) != text.npos; }

std::string_view after(std::string_view text, std::string_view words) {
  const std::size_t at = text.find(words);
  return at == text.npos ? std::string_view() : text.substr(at + words.size());
}

std::string_view until(std::string_view text, std::string_view words) { return text.substr(0, text.find(words)); }

/// Of `limits[nvidia.com/gpu]` the key, of `containers[0]` both, else the last field; "it" where none is to be told.
std::string name_of(std::string_view field) {
  if (field.ends_with(']')) {
    const std::size_t open = field.rfind('[');
    if (open == field.npos) return "it";
    const std::string_view key = field.substr(open + 1, field.size() - open - 2);
    if (!key.empty() && !std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; })) return printable(key);
    field = field.substr(field.rfind('.', open) + 1);
  } else if (!has(field, "/")) {
    field = field.substr(field.rfind('.') + 1);
  } else {
    return "it";
  }
  return field.empty() || field == "<nil>" ? "it" : printable(field);
}

/// The words of an error after its type and the value, as the server prints both.
std::string_view reason_of(const schema::Error& error) {
  std::string_view text = error.detail;
  for (const std::string_view kind :
       {"Invalid value: ", "Required value: ", "Forbidden: ", "Required value", "Not found: ", "Duplicate value: "})
    if (text.starts_with(kind)) {
      text.remove_prefix(kind.size());
      if (kind != "Invalid value: ") return text;
      break;
    }
  if (text.starts_with('"')) {
    std::size_t end = 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    if (text.substr(std::min(end, text.size())).starts_with("\": ")) text.remove_prefix(end + 3);
  } else if (const std::size_t object = text.rfind("}: "); text.starts_with('{') && object != text.npos) {
    text.remove_prefix(object + 3);
  } else if (const std::size_t value = text.find(": "); value != text.npos && !has(text.substr(0, value), " ")) {
    text.remove_prefix(value + 2);
  }
  // A CEL rule that fails as it is evaluated says why, and then what it asks for.
  if (const std::string_view rule = after(text, "evaluating rule: "); !rule.empty()) text = rule;
  return text;
}

/// A number that the words name, in or after `words`: "greater than or equal to 1" has 1. None where no digit follows.
std::string number_after(std::string_view text, std::string_view words) {
  std::string_view rest = after(text, words);
  const auto end = std::ranges::find_if(rest, [](char c) { return (c < '0' || c > '9') && c != '-' && c != '.'; });
  return std::string(rest.substr(0, static_cast<std::size_t>(end - rest.begin())));
}

std::optional<std::string> fix_of_bounds(std::string_view words) {
  if (has(words, "cpu limit") || has(words, "memory limit") || has(words, " limit of "))
    return has(words, "must be equal") ? "write the same number in requests and in limits"
                                       : "write no more than the limit, or raise the limit";
  if (has(words, "between ") && has(words, "inclusive")) {
    const std::string_view both = until(after(words, "between "), ",");
    return fmt::format("write a number from {} to {}", until(both, " and "), after(both, " and "));
  }
  if (has(words, "in the range "))
    return fmt::format("write a number of the range {}", until(after(words, "in the range "), ","));
  for (const std::string_view least : {"greater than or equal to ", "should be at least ", "must be at least "})
    if (const std::string number = number_after(words, least); !number.empty())
      return has(words, "chars long") ? fmt::format("write {} characters or more", number)
                                      : fmt::format("write {} or more", number);
  for (const std::string_view most : {"less than or equal to ", "should be at most ", "must be at most "})
    if (const std::string number = number_after(words, most); !number.empty())
      return has(words, "chars long") ? fmt::format("shorten it to {} characters", number)
                                      : fmt::format("write {} or less", number);
  if (const std::string items = number_after(words, "should have at least "); !items.empty())
    return fmt::format("write {} entries or more", items);
  if (const std::string items = number_after(words, "should have at most "); !items.empty())
    return fmt::format("leave {} entries at most", items);
  for (const std::string_view most : {"must be no more than ", "can have at most ", "must be less than or equal to "})
    if (const std::string number = number_after(words, most); !number.empty())
      return fmt::format("shorten it to {} {}", number, has(words, "bytes") ? "bytes" : "characters");
  if (has(words, "greater than or equal to zero")) return "write 0 or more";
  if (has(words, "greater than zero") || has(words, "must be positive")) return "write a number above 0";
  if (has(words, "negative")) return "write 0 or more";
  if (const std::string number = number_after(words, "not be greater than "); !number.empty())
    return fmt::format("write {}{} or less", number, has(words, "%") ? "%" : "");
  if (const std::string number = number_after(words, "must be greater than "); !number.empty())
    return fmt::format("write a number above {}", number);
  if (const std::string number = number_after(words, "must be less than "); !number.empty())
    return fmt::format("write a number below {}", number);

  return std::nullopt;
}

/// Values of a form: as the server shows one, else its pattern.
std::optional<std::string> fix_of_form(std::string_view words) {
  if (has(words, "must be an integer")) return "write a whole number";
  if (has(words, "must be of type ")) {
    const std::string_view type = until(until(after(words, "must be of type "), ":"), " in ");
    if (type.starts_with("string")) return "write a text: what looks like a number or true in quotes";
    if (type.starts_with("int")) return fmt::format("write a whole number, without quotes ({})", type);
    if (type.starts_with("array")) return "write a list: each entry after \"- \"";
    if (type.starts_with("object")) return "write fields below it: key: value";
    if (type.starts_with("boolean")) return "write true or false, without quotes";
    return fmt::format("write a value of type {}", type);
  }
  if (has(words, "(e.g. ")) {
    const std::string_view shown = after(words, "(e.g. ");
    std::size_t end = shown.find_first_of(",)");
    for (const std::string_view stop : {", ", ") "}) end = std::min(end, shown.find(stop));
    if (shown.starts_with('\'')) end = shown.find('\'', 1) + 1;
    return fmt::format("write it of this form: {}", shown.substr(0, end));
  }
  for (const std::string_view before : {"should match ", "must match the format ", "regex used for validation is "})
    if (const std::string_view pattern = after(words, before); pattern.starts_with('\'') && pattern.rfind('\'') > 0)
      return fmt::format("write what matches {}", pattern.substr(0, pattern.rfind('\'') + 1));
  return std::nullopt;
}

/// "must specify amiFamily if amiSelectorTerms …" asks for amiFamily.
std::string_view without_condition(std::string_view words) {
  for (const std::string_view condition : {" if ", " when ", " for ", " in the context", ", but", ", found"})
    words = until(words, condition);
  return trim(words);
}

/// What is to be set of several fields, or to go.
std::optional<std::string> fix_of_choice(std::string_view text, std::string_view words) {
  for (const std::string_view one : {"exactly one of ", "at least one of ", "only one of ", "at most one of ",
                                     "one of: ", "expected at least one, got none, "})
    if (const std::size_t at = words.find(one); at != words.npos) {
      std::string_view fields = text.substr(at + one.size());
      for (const std::string_view end : {" must be", " is required", " may be", " can be", " should be", ", but"})
        fields = until(fields, end);
      const bool is_least = one.starts_with("at least") || one.starts_with("expected");
      const bool is_most = one.starts_with("only") || one.starts_with("at most");
      return fmt::format("{} one of {}",
                         is_least  ? "set at least"
                         : is_most ? "keep only"
                                   : "set exactly",
                         trim(fields));
    }
  if (has(words, "mutually exclusive") || has(words, "cannot be set along with") || has(words, "but not both") ||
      has(words, "cannot use both") || has(words, "cannot set both") || has(words, "not be used together") ||
      has(words, "may not set both") || has(words, "more than one field") || has(words, "at most one") ||
      has(words, "not specify both") || has(words, "only one "))
    return "keep one of them, and remove what it excludes";
  return std::nullopt;
}

struct Asked {
  std::string_view words, fix;
};
/// What the words ask for that are about no bound, form or choice.
constexpr Asked kAsked[] = {
    {"not a valid selector operator", "write In, NotIn, Exists or DoesNotExist"},
    {"finalizer name", "write it with a domain: example.com/name"},
    {"fully qualified name", "write it with a domain: example.com/name"},
    {"unknown time zone", "write a zone of the IANA time zone database, such as Etc/UTC"},
    {"fields, found", "write the five fields of cron: minute, hour, day of month, month, day of week"},
    {"failed to parse int", "write numbers in the fields of cron, such as 0 6 * * 1-5"},
    {"end of range", "write the range from its lower end to its upper, within what the field can hold"},
    {"anyof", "write one of the forms that the kind's schema allows"},
    {"oneof", "write one of the forms that the kind's schema allows"},
    {"conflicting", "keep one of those that conflict"},

    {"may not be changed", kSetBack},
    {"does not match template `labels`", "write the same labels in the selector and in the template"},
    {"invalid label selector", "write the keys and values of labels as labels may be written"},
    {"empty selector", "select by a label that the template has"},
    {"aren't supported", "give each a key and a value"},
    {"is restricted", "remove the label, or write one of a domain of your own"},
    {"restricted tag", "remove the tag"},
    {"compilation failed", "mend the expression at the place that the message shows"},
    {"does not have a matching", "write the same keys in both, or remove the one without its pair"},
    {"same number of resources", "list the same resources in both"},
    {"whole number", "write a whole number"},
    {"be an integer", "write a whole number"},
    {"cannot be repeated", "keep one of them"},
    {"must be unique", "give each one of its own, or remove the second"},
    {"must contain unique", "give each one of its own, or remove the second"},
    {"duplicate", "give each one of its own, or remove the second"},
    {"must be non-empty", "write a value"},
    {"not be empty", "write a value"},
    {"cannot be an empty", "write a value, or remove the field"},
    {"must have a value defined", "add a value"},
};

/// Sentences whose subject is to be added or to go: "filter.urlRewrite must be nil if …".
std::optional<std::string> fix_of_sentence(std::string_view text, std::string_view words) {
  for (const std::string_view keys : {"valid keys for ", "supported ", "must be one of the following: "})
    if (const std::size_t at = words.find(keys); at != words.npos && !has(words, "only supported"))
      if (const std::size_t list = words.find_first_of("['", at); list != words.npos)
        return fmt::format("write what is listed: {}", text.substr(list));
  for (const std::string_view gone :
       {" must be nil", " must not be specified", " cannot be set", " cannot be applied", " can not be set",
        " must not be set", " may not be set", " is only supported", " can only be set", " is only valid",
        " cannot be used", " is not supported", " is not required"})
    if (const std::size_t at = words.find(gone); at != words.npos) {
      const std::string_view subject = text.substr(0, at);
      return has(trim(subject), " ") ? "remove it, or change what it does not go with"
                                     : fmt::format("remove {}, or change what it does not go with", trim(subject));
    }
  for (const std::string_view gone : {"cannot be set", "can not be set", "cannot set", "may not be specified",
                                      "must not be specified", "may not be set", "must not be set", "can only be set",
                                      "may only be set", "cannot use", "must be false", "not allowed"})
    if (words.starts_with(gone)) return "remove it, or change what it does not go with";
  for (const std::string_view there : {" must be specified", " must be set", " is required", " are required",
                                       " must be defined", " must be provided", " has to be"})
    if (const std::size_t at = words.find(there); at != words.npos)
      return fmt::format("add {}", has(trim(text.substr(0, at)), " ") ? std::string_view("what the message names")
                                                                      : trim(text.substr(0, at)));
  if (const std::size_t at = words.find(" must be "); at != words.npos && at != 0) {
    const std::string_view subject = text.substr(0, at);
    const std::string_view value = until(without_condition(text.substr(at + 9)), " to ");
    if (!has(subject, " ") && !has(value, " ") && !value.empty()) return fmt::format("write {}: {}", subject, value);
  }
  for (const std::string_view add : {"must specify ", "must have ", "must include ", "must set ", "must populate "})
    if (words.starts_with(add)) return fmt::format("add {}", without_condition(text.substr(add.size())));
  for (const std::string_view without :
       {"must not contain ", "may not contain ", "must not have ", "cannot contain ", "can not contain "})
    if (const std::size_t at = words.find(without); at != words.npos)
      return fmt::format("write it without {}", without_condition(text.substr(at + without.size())));
  return std::nullopt;
}

/// What holds once it is mended: "must be a standard resource for containers".
std::string fix_by_words(const schema::Error& error, std::string_view text) {
  for (const std::string_view is : {"must be ", "should be "})
    if (text.starts_with(is) && text.size() < 120) return fmt::format("write {}", text.substr(is.size()));
  if (text.starts_with("requires ")) return fmt::format("add {}", without_condition(text.substr(9)));
  return fmt::format("change {} so that this holds", name_of(error.field));
}

std::string fix_of_value(const schema::Error& error) {
  if (has(error.detail, "some validation rules were not checked")) return "mend its other errors first";
  const std::string_view text = reason_of(error);
  const std::string words = ascii_lower(text);
  if (has(words, "immutable")) return std::string(kSetBack);
  if (auto fix = fix_of_choice(text, words)) return *std::move(fix);
  if (auto fix = fix_of_form(text)) return *std::move(fix);
  if (auto fix = fix_of_bounds(words)) return *std::move(fix);
  for (const Asked& one : kAsked)
    if (has(words, one.words)) return std::string(one.fix);
  if (auto fix = fix_of_sentence(text, words)) return *std::move(fix);
  return fix_by_words(error, text);
}

std::string fix_of_required(const schema::Error& error, const Found& found) {
  const std::string_view text = reason_of(error);
  const std::string words = ascii_lower(text), name = name_of(error.field);
  if (has(words, "limit must be set for non overcommitable")) return "add it to limits, as much as in requests";
  if (has(words, "name or generatename")) return "add name";
  for (const std::string_view values : {"valid values: ", "must be one of "})
    if (words.starts_with(values)) return fmt::format("add {}: one of {}", name, text.substr(values.size()));
  if (words.starts_with("must be '")) return fmt::format("add {}: {}", name, text.substr(8));
  if (auto fix = fix_of_choice(text, words)) return *std::move(fix);
  constexpr std::string_view kMust = "must specify ";
  for (const std::string_view what : {"a ", "an ", "one of ", "either ", "at least "})
    if (words.starts_with(kMust) && text.substr(kMust.size()).starts_with(what))
      return fmt::format("add {}", without_condition(text.substr(kMust.size())));
  return found.is_whole ? fmt::format("give {} a value", name) : fmt::format("add {}", name);
}

std::string fix_of_forbidden(const schema::Error& error) {
  const std::string words = ascii_lower(reason_of(error));
  for (const std::string_view changed : {"immutable", "updates", "may not be updated", "update from", "modified"})
    if (has(words, changed)) return std::string(kSetBack);
  if (has(words, "hugepages require")) return "add a request of cpu or memory";
  if (has(words, "can not be less than")) return "write no less than there is now";
  if (has(words, "mutually exclusive") || has(words, "both") || has(words, "more than") ||
      has(words, "with other access modes"))
    return "keep one of them, and remove what it excludes";
  return fmt::format("remove {}", name_of(error.field));
}

std::string fix_of_word(std::string_view detail) {
  constexpr std::size_t kLongest = 100;
  const std::string_view values = after(detail, "supported values: ");
  if (values.empty() || values.size() > kLongest) return "write one of the values that the message lists";
  return fmt::format("write {}{}", has(values, ", ") ? "one of " : "", values);
}

std::string fix_of_type(std::string_view detail) {
  if (const std::string_view type = after(detail, "of type "); has(detail, "cannot unmarshal") && !type.empty())
    return type == "string" ? std::string("write a text: what looks like a number or true in quotes")
                            : fmt::format("write a value of type {}", type);
  if (has(detail, "namespace of the provided object")) return "write the namespace that is asked for in both";
  if (has(detail, "does not match the name on the URL")) return "leave metadata.name as it was";
  if (has(detail, "name must be provided")) return "add metadata.name";
  if (has(detail, "quantities must match")) return "write a quantity: 500m, 2, 16Gi";
  return "write what can be decoded as the field's type";
}

}  // namespace

std::string fix_of(const schema::Error& error, const Found& found) {
  switch (error.type) {
    case Type::FieldValueRequired:
      return fix_of_required(error, found);
    case Type::FieldValueInvalid:
    case Type::FieldValueTypeInvalid:
      return fix_of_value(error);
    case Type::FieldValueNotSupported:
      return fix_of_word(error.detail);
    case Type::FieldValueDuplicate:
      return "remove one of the two, or give it a value of its own";
    case Type::FieldValueForbidden:
      return fix_of_forbidden(error);
    case Type::FieldValueTooLong:
      if (const std::string bytes = number_after(error.detail, "more than "); !bytes.empty())
        return fmt::format("shorten it to {} bytes", bytes);
      return "shorten it";
    case Type::FieldValueTooMany:
      if (const std::string items = number_after(error.detail, "at most "); !items.empty())
        return fmt::format("leave {} at most", items);
      return "leave fewer";
    case Type::FieldValueNotFound:
      return "define what it names, or name what is there";
    case Type::InternalError:
      return "mend what the message says of the rule: it is of the kind's definition";
    case Type::FieldUnknown:
      return "remove it, or write the field that was meant";
    case Type::FieldRepeated:
      return "keep one of them";
    default:
      return fix_of_type(error.detail);
  }
}

}  // namespace slipway::admission
