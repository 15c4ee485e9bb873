#include "rules/serving_flags.h"

#include <algorithm>
#include <vector>

namespace slipway::rules {

bool is_flag(std::string_view word, std::string_view flag) {
  const std::string_view name = word.substr(0, word.find('='));
  return word.starts_with('-') && std::ranges::equal(name, flag, [](char written, char meant) {
           return written == meant || (written == '_' && meant == '-');
         });
}

bool is_for_many_machines(std::string_view word, std::string_view next) {
  struct Flag {
    std::string_view name;
    std::vector<std::string_view> of_one;  // values with which it is for one machine
  };
  static const std::vector<Flag> kFlags = {{"--distributed-executor-backend", {"mp", "uni"}},
                                           {"--pipeline-parallel-size", {"1"}},
                                           {"-pp", {"1"}},
                                           {"--pp-size", {"1"}},
                                           {"--pp", {"1"}},
                                           {"--nnodes", {"1", "1:1"}},
                                           {"--node-rank", {}},
                                           {"--dist-init-addr", {"localhost", "127.0.0.1"}},
                                           {"--nccl-init-addr", {"localhost", "127.0.0.1"}},
                                           {"--master-addr", {"localhost", "127.0.0.1"}},
                                           {"--headless", {}}};
  const std::size_t equals = word.find('=');
  const std::string_view value = equals == word.npos ? next : word.substr(equals + 1);
  return std::ranges::any_of(kFlags, [&](const Flag& flag) {
    return is_flag(word, flag.name) && std::ranges::find(flag.of_one, value) == flag.of_one.end();
  });
}

}  // namespace slipway::rules
