#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"

namespace slipway::spec {

/// A variable of a `.env` file as bash would hold it after sourcing the file.
struct EnvVariable {
  std::string name;
  std::string value;  // quotes taken off, references replaced
  SourceRange name_where, value_where;
};

/// A `.env` file: `NAME=value`, `export NAME=value`, '…' and "…", `# comments`, `$NAME`, `${NAME}`, `${NAME:-default}`,
/// read as bash reads them when it sources the file; a value in quotes may reach over several lines. Nothing is run and
/// nothing comes from the environment: a command substitution, or a reference to what the file has not defined before,
/// is a mistake. Expansion is bounded.
///
/// Errors: ENV001 syntax, ENV002 undefined reference, ENV003 too large. Warning ENV004: defined twice (the last
/// counts). In order of their names' first lines, each once.
std::vector<EnvVariable> read_dotenv(const std::shared_ptr<const SourceText>& source, Diagnostics& diagnostics);

}  // namespace slipway::spec
