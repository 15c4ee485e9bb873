#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "subject/subject.h"

namespace slipway::subject {

/// Takes texts one by one and makes the subject of them. Findings are about reading: what is no YAML, no plan.
class SubjectReader {
 public:
  /// What a file holds that is none of what we know: refused where the file was named, passed over in a folder.
  enum class Strangers { Refused, PassedOver };

  SubjectReader(Context context, Diagnostics& findings);
  ~SubjectReader();

  /// False when it could not be read at all. A platform.yaml among them is not expanded here: read_platform gives its
  /// text to whoever can, who then calls add_platform.
  ///
  /// SUBJ001 (error)    no Kubernetes object, in a file that was named; an array of them (a note in a folder)
  /// SUBJ002 (warning)  nothing in it, in a file that was named
  /// SUBJ003 (note)     templates that are no YAML, in a folder: once for all of one
  /// and those of read_yaml, read_json, read_dotenv, TF001, KUBE006.
  bool add(std::shared_ptr<const SourceText> source, Strangers strangers);
  /// Platforms among what was added, in order.
  const std::vector<std::shared_ptr<const SourceText>>& platforms() const { return platforms_; }
  /// The expanded platform; its own manifests are objects of the graph. Only the first counts. Says what the context
  /// does not.
  void add_platform(std::shared_ptr<const spec::Platform> platform, std::shared_ptr<const platform::Graph> graph);

  /// Everything that was added. REQUIRES: called once, last.
  Subject finish();

 private:
  bool add_documents(const std::shared_ptr<const SourceText>& source, Strangers strangers);
  void add_document(doc::Document document, Strangers strangers);
  void add_script(const std::shared_ptr<const SourceText>& source);
  void add_variables(const std::shared_ptr<const SourceText>& source, Strangers strangers);
  void add_other(const std::shared_ptr<const SourceText>& source, Strangers strangers);

  struct Templates {  // of one folder
    std::shared_ptr<const SourceText> first;
    int files = 0;
  };

  std::shared_ptr<Subject::State> state_;
  Diagnostics& findings_;
  std::vector<std::shared_ptr<const SourceText>> platforms_;
  std::map<std::string, Templates> templates_;
};

}  // namespace slipway::subject
