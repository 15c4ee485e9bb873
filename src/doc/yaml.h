#pragma once

#include <memory>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "doc/node.h"

namespace slipway::doc {

class DocumentMemory;

/// Reads a stream of YAML or JSON documents as kubectl does: cut at lines that start with `---`, each document by the
/// rules of sigs.k8s.io/yaml 1.6.0 (YAML 1.1; see go_yaml.h), strictly. Documents without content are left out, as is
/// what a document's first syntax error makes unreadable; the other documents are read all the same. Trees keep the
/// source alive; diagnostics only point into it. At most 1,000 levels (limits.h).
///
/// YAML001 syntax                              YAML008 not UTF-8, or a control character
/// YAML002 a key that comes twice              YAML009 not what a tag says
/// YAML003 a tab where spaces must be          YAML010 more than a comment behind `---`
/// YAML004 a key that JSON cannot have         YAML011 text behind the document's end that nobody reads (warning)
/// YAML005 a number that JSON cannot have      YAML012 too large, too deep, too many aliases
/// YAML006 an alias or merge that cannot be    YAML013 a second document where one is expected
/// YAML007 a key set by a merge and again (note: kubectl takes it, strict readers refuse it)
/// For a stream of JSON values the errors of json.h come instead.
std::vector<Document> read_yaml(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics);
/// The same into memory that documents of several texts share, and that lives as long as any of them.
std::vector<Document> read_yaml(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics,
                                const std::shared_ptr<DocumentMemory>& memory);
std::shared_ptr<DocumentMemory> make_document_memory();

/// The one document of a file such as platform.yaml; its root is absent when the file has none.
Document read_yaml_document(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics);

}  // namespace slipway::doc
