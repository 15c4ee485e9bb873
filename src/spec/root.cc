#include "spec/root.h"

#include "spec/rows.h"

namespace slipway::spec {

const StructType& type_of(const Metadata*) {
  static const StructType type =
      Rows(Of<Metadata>{}, "metadata", "What the platform is called.")
          .field("name", &Metadata::name,
                 "The platform's name: names of AWS resources begin with it, so it has at most 40 characters.")
          .is(format::kDnsLabel)
          .required();
  return type;
}

const StructType& type_of(const Root*) {
  static const StructType type = Rows(Of<Root>{}, "Platform", "A GPU AI platform on Amazon EKS.")
                                     .field("apiVersion", &Root::api_version, "Version of this form.")
                                     .one_of({{kApiVersion}})
                                     .required()
                                     .field("kind", &Root::kind, "What the file is.")
                                     .one_of({{kKind}})
                                     .required()
                                     .field("metadata", &Root::metadata, "What the platform is called.")
                                     .required()
                                     .field("spec", &Root::spec, "The platform.")
                                     .required();
  return type;
}

}  // namespace slipway::spec
