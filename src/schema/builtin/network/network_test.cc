// What the API server says of Services and what belongs to them; recorded answers are in tests/conformance.
#include <gtest/gtest.h>

#include <string>

#include "schema/builtin/answers_for_tests.h"
#include "schema/service_network.h"

namespace slipway::schema::builtin {
namespace {

struct Case {
  const char* manifest;
  Lines errors;
};

void expect_errors(std::initializer_list<Case> cases) {
  for (const Case& one : cases) EXPECT_EQ(Answer(one.manifest).errors(), one.errors) << one.manifest;
}

TEST(Services, GetAddressesAndPorts) {
  const Answer answer(
      "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: NodePort, selector: {a: b}, ports: [{port: "
      "80}]}");
  ASSERT_TRUE(answer.is_accepted());
  EXPECT_EQ(answer.stored({"spec", "clusterIPs"}), R"(["10.96.0.0"])");
  EXPECT_EQ(answer.stored({"spec", "ports", "targetPort"}), "80");
  EXPECT_EQ(answer.stored({"spec", "ports", "nodePort"}), "32769");
  EXPECT_EQ(answer.stored({"spec", "ipFamilyPolicy"}), R"("SingleStack")");
}

TEST(Services, AreChecked) {
  expect_errors({
      {"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {}", {"spec.ports: Required value"}},
      {"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}, {port: 81}]}",
       {"spec.ports[0].name: Required value", "spec.ports[1].name: Required value"}},
      {"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: ExternalName}",
       {"spec.externalName: Required value"}},
  });
}

TEST(Services, KeepTheirAddress) {
  const char* old =
      "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIP: 10.96.0.7, ports: [{port: 80}]}";
  const char* now =
      "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIP: 10.96.0.8, ports: [{port: 80}]}";
  EXPECT_EQ(Answer(old, now).errors(),
            Lines({"spec.clusterIPs[0]: Invalid value: [\"10.96.0.8\"]: may not change once set"}));
  EXPECT_TRUE(Answer(old, old).is_accepted());
}

// Which addresses a cluster gives is known only of the cluster that answers were recorded of.
TEST(Services, MayHaveAnyAddressThatSomeEksClusterGives) {
  const auto service = [](std::string_view spec) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}], " + std::string(spec) + "}";
  };
  for (const char* spec :
       {"clusterIP: 172.20.0.10", "clusterIP: 10.100.0.10", "clusterIP: 10.96.0.10", "clusterIP: 192.168.3.4",
        "clusterIP: 172.20.0.10, clusterIPs: [172.20.0.10], ipFamilies: [IPv4], ipFamilyPolicy: SingleStack",
        "clusterIP: 'fd12:3456::1a', clusterIPs: ['fd12:3456::1a'], ipFamilies: [IPv6], ipFamilyPolicy: SingleStack",
        "clusterIP: 'fd12:3456::1a'", "ipFamilies: [IPv6]", "clusterIP: None",
        "ipFamilies: [IPv6], clusterIP: None, selector: {a: b}"}) {
    EXPECT_EQ(Answer(service(spec)).errors(), Lines()) << spec;
    EXPECT_EQ(Answer(service(spec), service(spec)).errors(), Lines()) << spec;
  }
  EXPECT_EQ(
      Answer(service("clusterIP: 8.8.8.8")).errors(),
      Lines({"spec.clusterIPs: Invalid value: [\"8.8.8.8\"]: failed to allocate IP 8.8.8.8: the provided IP "
             "(8.8.8.8) is not in the valid range. The range of valid IPs is one within 10.0.0.0/8, 172.16.0.0/12 "
             "or 192.168.0.0/16 on EKS"}));
  EXPECT_EQ(Answer(service("clusterIP: '2001:db8::1'")).errors().size(), 1u);
  EXPECT_EQ(Answer(service("ipFamilies: [IPv4, IPv6]")).errors().size(), 1u) << "EKS has no dual stack";

  const auto of = [&](ServiceNetwork network, std::string_view spec) {
    Diagnostics unheard;
    const auto read = doc::read_yaml_document(std::make_shared<SourceText>("test", service(spec)), unheard);
    const Verdict verdict = Judge(std::move(network)).create(read.root());
    return verdict.errors.empty() ? std::string() : verdict.errors[0].detail;
  };
  const ServiceNetwork known{.range = "10.96.0.0/24"};
  EXPECT_EQ(of(known, "clusterIP: 10.96.0.10"), "");
  for (const char* other : {"172.20.0.10", "10.96.0.0", "10.96.0.255", "10.96.1.1", "10.95.255.255"})
    EXPECT_NE(of(known, "clusterIP: " + std::string(other)).find("The range of valid IPs is 10.96.0.0/24"),
              std::string::npos)
        << other;
  EXPECT_NE(of({.is_v4 = true}, "ipFamilies: [IPv6]"), "") << "a cluster of which is known that it has IPv4";
  EXPECT_EQ(of({.is_v4 = true}, "clusterIP: 172.20.0.10"), "");
}

TEST(Ingresses, AreChecked) {
  const char* head = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\n";
  EXPECT_EQ(Answer(std::string(head) + "spec: {}").errors(),
            Lines({"spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"}));
  EXPECT_EQ(Answer(std::string(head) + "spec: {rules: [{host: a, http: {paths: [{path: a, pathType: Exact,\n"
                                       "  backend: {service: {name: s, port: {number: 80}}}}]}}]}")
                .errors(),
            Lines({"spec.rules[0].http.paths[0].path: Invalid value: \"a\": must be an absolute path"}));
}

TEST(NetworkPolicies, GetTheirTypes) {
  const Answer answer(
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\n"
      "spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}");
  EXPECT_EQ(answer.stored({"spec", "policyTypes"}), R"(["Ingress","Egress"])");
}
}  // namespace
}  // namespace slipway::schema::builtin
