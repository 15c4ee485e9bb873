#pragma once

#include <string>

/// For tests: NodePools as text, of requirements.
namespace slipway::rules::testing {

/// Requirements begin at line 8; `more` of the template's spec and of the pool's spec follow.
inline std::string pool(const std::string& requirements, const std::string& node = "", const std::string& spec = "") {
  return "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec:\n  template:\n    spec:\n      "
         "requirements:\n" +
         requirements + node + spec;
}
inline std::string one_of(const std::string& key, const std::string& values) {
  return "      - {key: " + key + ", operator: In, values: [" + values + "]}\n";
}
inline std::string family(const std::string& values) { return one_of("karpenter.k8s.aws/instance-family", values); }
inline std::string size(const std::string& values) { return one_of("karpenter.k8s.aws/instance-size", values); }
inline std::string type(const std::string& values) { return one_of("node.kubernetes.io/instance-type", values); }
inline std::string capacity(const std::string& values) { return one_of("karpenter.sh/capacity-type", values); }
inline std::string gpus(const std::string& values) { return one_of("karpenter.k8s.aws/instance-gpu-count", values); }

/// A pool whose class is here.
inline std::string with_class(const std::string& text, const std::string& of_class = "") {
  std::string out = text;
  const std::string spec = "    spec:\n";
  out.insert(out.find(spec) + spec.size(),
             "      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: c}\n");
  return out + "---\napiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: c}\nspec:\n  role: r\n" +
         of_class +
         "  amiSelectorTerms: [{alias: al2023@v1}]\n  subnetSelectorTerms: [{id: subnet-1}]\n"
         "  securityGroupSelectorTerms: [{id: sg-1}]\n";
}

}  // namespace slipway::rules::testing
