#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kube/object.h"

namespace slipway::subject {

/// Applications of Argo CD by the paths of their repository that they deploy. How the repository is called here nobody
/// says: of a folder "here/apps/web" it is taken to be one of path "apps/web".
class Applications {
 public:
  /// Charts have no path; of the whole repository ("." and "") it is not known where it lies.
  void add(const kube::Object& application);
  bool empty() const { return by_path_.empty(); }
  /// Those that may deploy files of the folder, as it was named, in the order of add().
  std::vector<const kube::Object*> at(std::string_view folder) const;
  /// Where they send what says no namespace; "" where none says one, or two say different ones.
  std::string_view namespace_of(std::string_view folder) const;

 private:
  struct Place {
    const kube::Object* application;
    bool recurses;  // into folders below
    std::size_t number;
  };
  std::map<std::string, std::vector<Place>, std::less<>> by_path_;
  std::size_t count_ = 0;
};

}  // namespace slipway::subject
