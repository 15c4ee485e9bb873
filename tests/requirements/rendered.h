#pragma once

#include <map>
#include <string>
#include <vector>

#include "doc/value.h"
#include "render/tree.h"
#include "requirements/hcl.h"

namespace slipway::requirements {

struct RenderedObject {
  std::string kind, namespace_, name;
  doc::Value root;
};

/// What `slipway render` writes for a platform, read back.
struct Rendered {
  Blocks blocks;                             // terraform/*.tf
  std::vector<RenderedObject> objects;       // kubernetes/: native objects
  std::map<std::string, doc::Value> values;  // of each release
  std::map<std::string, doc::Value> charts;  // release → {chart, version, repository, namespace}
  std::map<std::string, std::string> files;  // all of it as text, by path
  std::vector<std::string> errors;           // what could not be read back
};

Rendered read_back(const std::vector<render::File>& files);

}  // namespace slipway::requirements
