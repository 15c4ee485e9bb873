#include "rules/serving_flags.h"

#include <algorithm>

namespace slipway::rules {

bool is_flag(std::string_view word, std::string_view flag) {
  const std::string_view name = word.substr(0, word.find('='));
  return word.starts_with('-') && std::ranges::equal(name, flag, [](char written, char meant) {
           return written == meant || (written == '_' && meant == '-');
         });
}

bool is_for_many_machines(std::string_view word) {
  constexpr std::string_view kFlags[] = {"--distributed-executor-backend",
                                         "--pipeline-parallel-size",
                                         "-pp",
                                         "--pp-size",
                                         "--pp",
                                         "--nnodes",
                                         "--node-rank",
                                         "--dist-init-addr",
                                         "--nccl-init-addr",
                                         "--master-addr",
                                         "--headless"};
  return std::ranges::any_of(kFlags, [&](std::string_view flag) { return is_flag(word, flag); });
}

}  // namespace slipway::rules
