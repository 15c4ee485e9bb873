#pragma once

#include <initializer_list>
#include <memory>
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

/// `> terraform.tfvars`: where output goes or input comes from.
struct Redirect {
  std::string op;  // ">", ">>", "<", "2>", …
  Word target;
};

/// One simple command of a shell script: continuation lines joined, assignments before it and redirections kept apart.
/// Keywords and what runs others (sudo, timeout 5m) are passed over. `(( … ))` is "((". $(…) follows what it is in.
struct ShellCommand {
  std::vector<Word> assignments;  // "export A=b" and "A=b cmd"
  std::vector<Word> words;        // words[0] is the program, without its folder; empty when it only assigns
  std::vector<Word> values;       // beside each word: of "--name=value" the value, else empty
  std::vector<Redirect> redirects;
  SourceRange where;             // of its first word
  bool has_input = false;        // behind a pipe
  bool has_here = false;         // <<EOF or <<<
  std::string here_document;     // what stands behind <<EOF
  SourceRange here_where;        // its first line
  bool here_is_literal = false;  // <<'EOF': the shell puts nothing in

  /// {"helm", "install"}; flags between them are skipped, with their values where takes_word() knows them.
  bool starts_with(std::initializer_list<std::string_view> first_words) const;
  /// The value of "--name value" and "--name=value"; of a flag without value the flag; nullptr without it before "--".
  const Word* flag(std::string_view name) const;
  /// All values of a flag that may come again: --set a=1 --set b=2.
  std::vector<Word> flags(std::string_view name) const;
  /// The word itself, anywhere.
  const Word* word(std::string_view text) const;
};

/// A shell script, or the shell text inside of user data. Read as far as words and commands go; nothing is run.
struct Script {
  std::string name;  // of the file
  std::shared_ptr<const SourceText> source;
  std::vector<ShellCommand> commands;  // in reading order

  /// The first command that starts so; nullptr when there is none.
  const ShellCommand* find(std::initializer_list<std::string_view> first_words) const;
};

/// Never fails: what is no shell gives odd words. With `instead` every word stands there: for a text that was inside
/// of something else, base64 for example. At most 100,000 commands; substitutions are followed 8 deep.
Script read_script(std::shared_ptr<const SourceText> source, SourceRange instead = {});

}  // namespace slipway::subject
