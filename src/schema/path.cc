#include "schema/path.h"

#include <vector>

namespace slipway::schema {

void Path::print(std::string& out) const {
  switch (kind_) {
    case Kind::Empty:
      return;
    case Kind::Name:
      if (!out.empty()) out += '.';
      out += name_;
      return;
    case Kind::Index:
      ((out += '[') += std::to_string(index_)) += ']';
      return;
    case Kind::Key:
      ((out += '[') += name_) += ']';
      return;
  }
}

std::string Path::to_string() const {
  std::vector<const Path*> chain;
  for (const Path* step = this; step; step = step->parent_) chain.push_back(step);
  std::string out;
  while (!chain.empty()) {
    chain.back()->print(out);
    chain.pop_back();
  }
  return out.empty() ? "<nil>" : out;
}

}  // namespace slipway::schema
