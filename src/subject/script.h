#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace slipway::subject {

/// One word of a command, quotes taken away; what the shell would put in stays as written: "$NAME", "$(…)".
struct Word {
  std::string text;
  SourceRange where;
};

/// One command line of a shell script: continuation lines joined, assignments before it kept apart.
struct ShellCommand {
  std::vector<Word> assignments;  // "export A=b" and "A=b cmd"
  std::vector<Word> words;        // words[0] is the program
  SourceRange where;              // of its first word
  std::string here_document;      // what stands behind <<EOF
  SourceRange here_where;         // its first line

  bool starts_with(std::initializer_list<std::string_view> first_words) const;  // {"helm", "install"}; flags skipped
  /// Of "--name value" and "--name=value"; nullptr when it is not there.
  const Word* flag(std::string_view name) const;
};

/// A shell script, or the shell text inside of user data. Read as far as words and commands go; nothing is run.
struct Script {
  std::string name;  // of the file
  const SourceText* source = nullptr;
  std::vector<ShellCommand> commands;
};

Script read_script(const SourceText& source);

}  // namespace slipway::subject
