#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "doc/node.h"

namespace slipway::rules {

/// What a model's weights take at least, in bytes, by its name: "meta-llama/Llama-3-70B" has 70 billion parameters, two
/// bytes each but where its family is published smaller. nullopt where the name does not tell, or says that it is
/// quantized.
std::optional<double> weights_of(std::string_view name);

/// "141 GB of weights in bf16"
std::string weight_words(std::string_view name, double weights);

/// The model that a server in a container is told to load: `--model X`, `--model=X`, `--model-id`, `vllm serve X`, the
/// first argument of vLLM's own image. The node that says so; nullptr when a flag makes it smaller, loads it in another
/// way or spreads it over several pods.
const doc::Node* served_model(const doc::Node& container, std::string_view& name);

}  // namespace slipway::rules
