#include "cli/flags.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <utility>

#include "base/text.h"

namespace slipway::cli {

namespace {

/// What a verb calls otherwise than others do comes before what is spelled like it.
std::optional<std::string_view> meant_by(std::string_view written, std::span<const std::string_view> known) {
  constexpr std::pair<std::string_view, std::string_view> kSame[] = {{"--only", "--component"}};
  for (const auto& [one, other] : kSame)
    for (const auto& [from, to] : {std::pair{one, other}, std::pair{other, one}})
      if (written == from && std::ranges::find(known, to) != known.end()) return to;
  return near_miss(written, known);
}

}  // namespace

struct Flags::Parser {
  CLI::App app;
  std::vector<Row> rows;
  std::vector<std::string> names;  // every spelling, for near misses
  /// What takes words.
  struct Taker {
    std::string name, placeholder;
    CLI::Option* option;
    std::size_t most = 1;  // words; 0: as many as there are
  };
  std::vector<Taker> takers;
  std::vector<std::string> switches;  // every spelling of what takes none
  struct Choice {
    std::string name;
    std::string* into;
    std::vector<std::string> words;
  };
  std::vector<Choice> choices;
  struct Number {
    std::string name;
    CLI::Option* option;
    long long* into;
    Bounds bounds;
  };
  std::vector<Number> numbers;
  struct Pair {
    std::string name, placeholders;
    std::vector<std::string>* into;
  };
  std::vector<Pair> pairs;
  std::vector<std::string*> texts;  // what parse() writes
  struct Given {
    std::string name;
    CLI::Option* option;
  };
  std::vector<Given> never_empty;  // nothing, to them, would be as if they were not given
  std::vector<std::vector<std::string>*> lists;

  /// CLI11 would speak of a second one in its own words: it takes the last, and parse() sees that there were more.
  CLI::Option* takes(const std::string& spelled, const std::string& placeholder, CLI::Option* option,
                     std::size_t most) {
    if (most > 0) option->expected(static_cast<int>(most))->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    takers.push_back({std::string(split(spelled, ',').back()), placeholder, option, most});
    return option;
  }

  void row(const std::string& spelled, const std::string& value, const std::string& doc) {
    std::string left;
    for (const auto name : split(spelled, ',')) {
      names.emplace_back(name);
      left += (left.empty() ? "" : ", ") + std::string(name);
    }
    rows.push_back({value.empty() ? left : left + " " + value, doc});
  }
};

Flags::Flags() : parser_(std::make_unique<Parser>()) {
  parser_->app.set_help_flag();
  parser_->app.allow_windows_style_options(false);
}
Flags::~Flags() = default;
Flags::Flags(Flags&&) noexcept = default;

void Flags::on(const std::string& names, bool& into, const std::string& doc) {
  parser_->app.add_flag(names, into);
  for (const auto name : split(names, ',')) parser_->switches.emplace_back(name);
  parser_->row(names, "", doc);
}

void Flags::value(const std::string& names, std::string& into, const std::string& placeholder, const std::string& doc) {
  parser_->texts.push_back(&into);
  parser_->never_empty.push_back({std::string(split(names, ',').back()),
                                  parser_->takes(names, placeholder, parser_->app.add_option(names, into), 1)});
  parser_->row(names, placeholder, doc);
}

void Flags::values(const std::string& names, std::vector<std::string>& into, const std::string& placeholder,
                   const std::string& doc) {
  parser_->lists.push_back(&into);
  parser_->takes(names, placeholder, parser_->app.add_option(names, into), 0)
      ->expected(1)
      ->allow_extra_args(false)
      ->delimiter(',')
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  parser_->row(names, placeholder, doc);
}

void Flags::each(const std::string& names, std::vector<std::string>& into, const std::string& placeholder,
                 const std::string& doc) {
  parser_->lists.push_back(&into);
  parser_->takes(names, placeholder, parser_->app.add_option(names, into), 0)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  parser_->row(names, placeholder, doc);
}

void Flags::pair(const std::string& names, std::vector<std::string>& into, const std::string& placeholders,
                 const std::string& doc) {
  parser_->lists.push_back(&into);
  parser_->takes(names, placeholders, parser_->app.add_option(names, into), 2);
  parser_->row(names, placeholders, doc);
  parser_->pairs.push_back({std::string(split(names, ',').back()), placeholders, &into});
}

void Flags::number(const std::string& names, long long& into, Bounds bounds, const std::string& placeholder,
                   const std::string& doc) {
  // CLI11's own conversion takes octal and hexadecimal, and speaks of TEXT and INT.
  parser_->numbers.push_back({std::string(split(names, ',').back()),
                              parser_->takes(names, placeholder, parser_->app.add_option(names), 1), &into, bounds});
  parser_->row(names, placeholder, doc);
}

void Flags::choice(const std::string& names, std::string& into, std::vector<std::string> words,
                   const std::string& doc) {
  parser_->texts.push_back(&into);
  const std::string all_words = join(words, "|");
  parser_->takes(names, all_words, parser_->app.add_option(names, into), 1);
  parser_->row(names, all_words, doc);
  const auto all = split(names, ',');
  parser_->choices.push_back({std::string(all.back()), &into, std::move(words)});
}

void Flags::argument(const std::string& name, std::string& into, const std::string& doc) {
  parser_->texts.push_back(&into);
  parser_->never_empty.push_back({name, parser_->app.add_option(name, into)});
  parser_->rows.push_back({name, doc});
}

void Flags::arguments(const std::string& name, std::vector<std::string>& into, const std::string& doc) {
  parser_->lists.push_back(&into);
  parser_->app.add_option(name, into);
  parser_->rows.push_back({name, doc});
}

const std::vector<Flags::Row>& Flags::rows() const { return parser_->rows; }

std::string Flags::parse(const std::vector<std::string>& words) {
  // CLI11 takes a vector from the back.
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  // It takes a word in brackets for a list of words; marked, it stays a word.
  constexpr char kMark = '\x01';
  for (auto& word : reversed)
    if (word.starts_with('[') && word.ends_with(']')) word += kMark;
  const auto is_one_of = [](const std::vector<std::string>& all, std::string_view word) {
    return std::ranges::find(all, word) != all.end();
  };
  const auto unmark = [](std::string& word) {
    if (word.ends_with(kMark)) word.pop_back();
  };
  try {
    parser_->app.parse(std::move(reversed));
    for (auto* text : parser_->texts) unmark(*text);
    for (auto* list : parser_->lists)
      for (auto& word : *list) unmark(word);
  } catch (const CLI::ExtrasError&) {
    std::string unknown;
    for (const auto& word : parser_->app.remaining()) {
      unknown = word;
      if (word.starts_with("-")) break;
    }
    const std::string name = unknown.substr(0, unknown.find('='));
    if (!name.starts_with("-")) return fmt::format("unexpected argument '{}'", printable(unknown));
    const std::vector<std::string_view> known(parser_->names.begin(), parser_->names.end());
    const auto near = meant_by(name, known);
    return fmt::format("unknown flag '{}'{}", printable(name), near ? fmt::format(" (did you mean {}?)", *near) : "");
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string said = error.what();
    for (const auto& [name, placeholder, option, most] : parser_->takers)
      if (said.starts_with(option->get_name() + ":"))
        return fmt::format("{0} needs a value: {0} {1}", name, placeholder);
    return printable(said);
  } catch (const CLI::ParseError& error) {
    for (const auto& word : words)
      if (const auto equals = word.find('=');
          equals != word.npos && is_one_of(parser_->switches, word.substr(0, equals)))
        return fmt::format("{} takes no value: leave '{}' away", word.substr(0, equals),
                           printable(word.substr(equals)));
    return printable(error.what());
  }
  for (const auto& [name, placeholder, option, most] : parser_->takers) {
    std::vector<std::string> given;
    for (std::string word : option->results()) {
      if (is_one_of(parser_->names, word))  // CLI11 takes whatever comes next
        return fmt::format("{0} needs a value: {0} {1} ('{2}' is a flag)", name, placeholder, word);
      unmark(word);
      given.push_back("'" + printable(word) + "'");
    }
    if (most > 0 && given.size() > most) return fmt::format("{} is given twice: {}", name, join(given, ", "));
  }
  for (const auto& [name, option] : parser_->never_empty)
    if (std::ranges::count(option->results(), "") > 0) return fmt::format("{} cannot be empty", name);
  for (const auto& number : parser_->numbers) {
    if (number.option->count() == 0) continue;
    const std::string text = number.option->results().back();
    const char* const last = text.data() + text.size();
    const auto [end, status] = std::from_chars(text.data(), last, *number.into);
    if (status != std::errc{} || end != last || *number.into < number.bounds.least || *number.into > number.bounds.most)
      return fmt::format("{} cannot be '{}' (a whole number from {} to {})", number.name, printable(text),
                         number.bounds.least, number.bounds.most);
  }
  for (const auto& pair : parser_->pairs)
    if (!pair.into->empty() && pair.into->size() != 2)
      return fmt::format("{} takes two words: {}", pair.name, pair.placeholders);
  for (const auto& choice : parser_->choices) {
    if (std::ranges::count(choice.words, *choice.into) > 0) continue;
    std::vector<std::string_view> known(choice.words.begin(), choice.words.end());
    std::erase(known, "");
    const auto near = near_miss(*choice.into, known);
    return fmt::format("{} cannot be '{}' ({})", choice.name, printable(*choice.into),
                       near ? fmt::format("did you mean {}?", *near)
                            : "one of: " + join(std::vector<std::string>(known.begin(), known.end()), ", "));
  }
  return "";
}

}  // namespace slipway::cli
