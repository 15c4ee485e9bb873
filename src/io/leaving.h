#pragma once

namespace slipway::io {

/// From now on an interrupt (SIGINT, SIGTERM, SIGHUP) writes a line break and `text` to standard error before it ends
/// the program, as it does anyway; until Interrupts::listen() takes over. `text` must live as long as the program.
void say_when_interrupted(const char* text);

}  // namespace slipway::io
