#include "cli/command.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace slipway::cli {
namespace {

constexpr std::size_t kColumns = 80;

/// What `ones` are depends on the verb.
std::string exit_codes(std::string_view ones) {
  return wrapped(fmt::format("0 fine; 1 {}; 2 wrong usage or unreadable input; 3 the world failed", ones), 2, kColumns);
}

void declare_common(Flags& flags, Session& session) {
  flags.choice("--color", session.color, {"auto", "always", "never"}, "colour on the terminal (NO_COLOR is honoured)");
  flags.on("-q,--quiet", session.quiet, "no progress and no hints");
  flags.on("-v,--verbose", session.verbose, "say what is read");
}

const Command* find(std::string_view name) {
  const auto all = commands();
  const auto found = std::ranges::find(all, name, &Command::name);
  return found == all.end() ? nullptr : &*found;
}

std::string instead_of_verb(std::string_view word) {
  std::vector<std::string_view> names = {"help"};
  for (const auto& command : commands()) names.push_back(command.name);
  const auto near = near_miss(word, names);
  return near ? fmt::format("did you mean {}?", *near) : "`slipway help` lists them";
}

std::string usage(const Command& command) {
  constexpr std::string_view kUsage = "usage: ";
  return std::string(kUsage) +
         wrapped(fmt::format("slipway {}", command.synopsis), kUsage.size(), kColumns).substr(kUsage.size());
}

std::string flag_lines(const Command& command) {
  Flags flags;
  auto verb = command.make();
  verb->declare(flags);
  io::FakeFiles files;
  StringOutput nowhere;
  Session session{.files = files, .out = nowhere, .err = nowhere};
  declare_common(flags, session);
  std::string out;
  for (const auto& row : flags.rows()) {
    if (row.left.size() <= 26)
      out += fmt::format("  {:<26} {}", row.left, wrapped(row.doc, 29, kColumns).substr(29));
    else
      out += fmt::format("  {}\n{}", row.left, wrapped(row.doc, 29, kColumns));
  }
  return out;
}

}  // namespace

std::string help() {
  std::string out =
      "slipway plans, prices and proves a GPU AI platform on Amazon EKS from one file.\n\nusage: slipway VERB "
      "[platform.yaml] [flags]\n";
  std::string_view group;
  for (const auto& command : commands()) {
    if (command.group != group) out += fmt::format("\n{}\n", group = command.group);
    out += fmt::format("  {:<12} {}", command.name, wrapped(command.summary, 15, kColumns).substr(15));
  }
  out += "\nslipway help VERB shows a verb's flags and examples. Exit codes:\n" +
         exit_codes("findings, differences, or checks that failed");
  return out;
}

std::string help(const Command& command) {
  std::string out = wrapped(fmt::format("slipway {}: {}", command.name, command.summary), 0, kColumns) + '\n';
  out += usage(command) + '\n';
  out += wrapped(command.about, 0, kColumns) + "\nexamples\n";
  for (const auto line : split(command.examples, '\n')) out += fmt::format("  {}\n", line);
  const auto flags = flag_lines(command);
  const bool grades = flags.find("--fail-on") != std::string::npos;
  return out + "\nflags\n" + flags + "\nexit codes\n" +
         exit_codes(grades ? "findings at or above --fail-on" : "differences found, or checks that failed");
}

std::string reference_page() {
  std::string out =
      "# Verbs\n\nGenerated from the text of `slipway help` (`./dev golden` rewrites it).\n\n```\n" + help() + "```\n";
  for (const auto& command : commands()) out += fmt::format("\n## {}\n\n```\n{}```\n", command.name, help(command));
  return out;
}

ExitCode run(Session& session, const std::vector<std::string>& words) {
  const std::string first = words.empty() ? "" : words[0];
  if (words.empty()) {
    session.err.write(help());
    return ExitCode::WrongUsage;
  }
  if (first == "--version" || first == "version") {
    session.out.write("slipway " SLIPWAY_VERSION "\n");
    return ExitCode::Ok;
  }
  const bool wants_help = first == "help" || first == "--help" || first == "-h";
  if (wants_help && words.size() == 1) {
    session.out.write(help());
    return ExitCode::Ok;
  }
  const std::string& name = wants_help ? words[1] : first;
  const Command* command = find(name);
  if (!command) {
    session.complain(fmt::format("unknown verb '{}'", printable(name)), instead_of_verb(name));
    return ExitCode::WrongUsage;
  }
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  if (wants_help || std::ranges::count(rest, "--help") + std::ranges::count(rest, "-h") > 0) {
    session.out.write(help(*command));
    return ExitCode::Ok;
  }
  Flags flags;
  auto verb = command->make();
  verb->declare(flags);
  declare_common(flags, session);
  if (const std::string wrong = flags.parse(rest); !wrong.empty()) {
    session.complain(wrong, fmt::format("`slipway {} --help` says what it takes", command->name));
    session.err.write(usage(*command));
    return ExitCode::WrongUsage;
  }
  return verb->run(session);
}

}  // namespace slipway::cli
