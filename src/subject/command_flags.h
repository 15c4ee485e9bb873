#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "subject/script.h"

namespace slipway::subject {

/// Whether the program reads the word behind this flag as its value: "-n" of kubectl, "--region" of aws. False for
/// switches, and for programs and flags that are not known. Knows the flags of kubectl 1.36, Helm 4.0, AWS CLI 2.31,
/// eksctl 0.215, Argo CD 3.1, Flux 2.7, docker 28, git 2.51 that stand before the verb, and those that often stand
/// between it and its object.
bool takes_word(std::string_view program, std::string_view flag);

/// How many words of its own, flags aside, stand before the command that a program runs: none of `sudo -u root aws`,
/// one of `timeout 5m kubectl`. nullopt for programs that run no other.
std::optional<int> words_before_command(std::string_view program);

/// Words that are no flags and no values of flags: {"helm", "install", "app", "./chart"}. What stands behind "--" is of
/// another program.
std::vector<const Word*> operands(const ShellCommand& command);

/// Of each of a script's commands, in their order, whether it is asked if it failed: behind if, elif, while, until or
/// !, before && or ||, in a pipeline or a $(…) that is. Reads the script's text again.
std::vector<bool> tested_commands(const Script& script);

/// A function that a script defines: of its commands first up to the one before last are inside.
struct ShellFunction {
  std::string name;
  std::size_t first, last;
};

/// The functions of a script whose bodies stand in braces. Reads the script's text again.
std::vector<ShellFunction> functions_of(const Script& script);

}  // namespace slipway::subject
