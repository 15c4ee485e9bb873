#include "admission/value_fixes.h"

#include <fmt/core.h>

#include <algorithm>

#include "admission/error_words.h"
#include "base/text.h"

namespace slipway::admission {
namespace {

struct Asked {
  std::string_view words, fix;
};
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

}  // namespace

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

std::optional<std::string> fix_of_known_words(std::string_view words) {
  for (const Asked& one : kAsked)
    if (has(words, one.words)) return std::string(one.fix);
  return std::nullopt;
}

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

}  // namespace slipway::admission
