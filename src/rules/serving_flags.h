#pragma once

#include <string_view>

namespace slipway::rules {

/// Whether a word of a command line is this flag, alone or with its value behind "=". The flag is written with "-";
/// vLLM and torchrun take "_" in the place of each but the first two.
bool is_flag(std::string_view word, std::string_view flag);

/// Whether a word of a server's command line is a flag that says that one model spreads over several machines, so that
/// the GPUs of one container are not all that it has. `next` is the word behind it, its value where it has no "=":
/// `--nnodes 1` and `--distributed-executor-backend mp` say that there is one. Follows vLLM 0.11 (docs, parallelism and
/// scaling; engine arguments) and SGLang 0.5 (docs, multi-node deployment; server arguments).
bool is_for_many_machines(std::string_view word, std::string_view next);

}  // namespace slipway::rules
