#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "doc/node.h"

namespace slipway::rules {

/// A word of a container's command line, and the item of `command` or `args` that it stands in.
struct CommandWord {
  const doc::Node* item;
  std::string_view word;
};

/// Words of command and args, of lines of scripts among them too.
std::vector<CommandWord> words_of(const doc::Node& container);

/// Whether the word starts PyTorch's launcher: torchrun, however it is reached, or the module behind `python -m`.
bool is_torchrun(const CommandWord& word);

/// The value of the last of this flag (as is_flag() compares them), behind "=" or as the next word, and the item that
/// says it; no item where the flag is not there.
struct FlagSaid {
  const doc::Node* item = nullptr;
  std::string_view value;
};
FlagSaid flag_said(std::span<const CommandWord> words, std::string_view flag);

/// The words from torchrun to the end of its command, of the first command that starts it; none where it is only
/// spoken of (`echo torchrun …`). Commands of a script end with its lines and at `;`, `&`, `|`.
std::span<const CommandWord> torchrun_command(std::span<const CommandWord> words);

/// Whether a command line starts a process for each of several GPUs by itself: a launcher that takes all of a machine
/// (accelerate, DeepSpeed), MPI's, or torchrun with another --nproc-per-node than 1. Follows the documentation of
/// torchrun (PyTorch 2.9), accelerate launch (Accelerate 1.12) and deepspeed (DeepSpeed 0.18).
bool starts_several(const std::vector<CommandWord>& words);

}  // namespace slipway::rules
