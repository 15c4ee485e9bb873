#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kube/object.h"

namespace slipway::subject {

/// Applications of Argo CD and Kustomizations of Flux by the paths of their repository that they deploy. How the
/// repository is called here nobody says: of a folder "here/apps/web" it is taken to be one of path "apps/web".
class Applications {
 public:
  /// All other objects say nothing. Charts have no path; of the whole repository ("." and "") it is not known where it
  /// lies.
  void add(const kube::Object& application);
  bool empty() const { return by_path_.empty(); }
  /// Those that may deploy files of the folder, as it was named, in the order of add().
  std::vector<const kube::Object*> at(std::string_view folder) const;
  /// Where they send what says no namespace; "" where none says one, or two say different ones.
  std::string_view namespace_of(std::string_view folder) const;
  /// Whether one of them, or of the whole repository, may send files of the folder to a namespace.
  bool may_send(std::string_view folder) const;

 private:
  struct Place {
    const kube::Object* application;
    std::string_view ns;  // that it sends to
    bool recurses;        // into folders below
    std::size_t number;
  };
  void add_path(std::string_view path, Place place);
  std::vector<Place> places_at(std::string_view folder) const;

  std::map<std::string, std::vector<Place>, std::less<>> by_path_;
  std::size_t count_ = 0;
  bool sends_whole_ = false;  // one of a whole repository says a namespace
};

}  // namespace slipway::subject
