#include "rules/bash_variables.h"

#include <algorithm>
#include <iterator>

namespace slipway::rules {

bool is_set_by_bash(std::string_view name) {
  constexpr std::string_view kSet[] = {
      "HOME",         "PATH",          "USER",     "LOGNAME",   "PWD",        "OLDPWD",       "SHELL",
      "HOSTNAME",     "UID",           "EUID",     "PPID",      "SHLVL",      "IFS",          "RANDOM",
      "SRANDOM",      "SECONDS",       "LINENO",   "OSTYPE",    "HOSTTYPE",   "MACHTYPE",     "BASH",
      "BASHPID",      "GROUPS",        "FUNCNAME", "BASH_ARGV", "TERM",       "LANG",         "BASH_VERSION",
      "BASH_SOURCE",  "BASH_LINENO",   "OPTIND",   "OPTERR",    "PIPESTATUS", "EPOCHSECONDS", "EPOCHREALTIME",
      "BASH_COMMAND", "BASH_VERSINFO", "DIRSTACK", "COLUMNS",   "LINES",      "REPLY"};
  return std::ranges::find(kSet, name) != std::end(kSet);
}

}  // namespace slipway::rules
