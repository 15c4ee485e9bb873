#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace slipway::cli {

/// The flags and arguments that a verb takes, declared once: parsing, help and the reference page come from here.
/// The variables given are written by parse() and must outlive it. Backed by CLI11.
class Flags {
 public:
  Flags();
  ~Flags();
  Flags(Flags&&) noexcept;

  void on(const std::string& names, bool& into, const std::string& doc);
  void value(const std::string& names, std::string& into, const std::string& placeholder, const std::string& doc);
  void values(const std::string& names, std::vector<std::string>& into, const std::string& placeholder,
              const std::string& doc);
  /// The same of words that may hold commas: one for each time the flag is given.
  void each(const std::string& names, std::vector<std::string>& into, const std::string& placeholder,
            const std::string& doc);
  /// Two words, one after the other: `--diff OLD NEW`.
  void pair(const std::string& names, std::vector<std::string>& into, const std::string& placeholders,
            const std::string& doc);
  /// A whole number in decimal digits within the bounds; anything else is refused with both.
  struct Bounds {
    long long least, most;
  };
  void number(const std::string& names, long long& into, Bounds bounds, const std::string& placeholder,
              const std::string& doc);
  /// One word of a list; a wrong one is refused with its near miss.
  void choice(const std::string& names, std::string& into, std::vector<std::string> words, const std::string& doc);
  void argument(const std::string& name, std::string& into, const std::string& doc);
  void arguments(const std::string& name, std::vector<std::string>& into, const std::string& doc);

  /// "" when all is well; else what is wrong, with the near miss. A value() or argument() of "" is: it says nothing.
  std::string parse(const std::vector<std::string>& words);

  struct Row {
    std::string left, doc;  // "-o, --output table|json", "how to print it"
  };
  const std::vector<Row>& rows() const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace slipway::cli
