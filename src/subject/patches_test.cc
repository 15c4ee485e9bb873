#include "subject/patches.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "doc/yaml.h"
#include "subject/testing/subject_of.h"

namespace slipway::subject {
namespace {

constexpr std::string_view kPart =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n";

constexpr std::string_view kWhole =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {a: b}}\n"
    "  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a:1}]}}\n";

/// How many of the here documents of a script, in which @ is a part of a workload and # a whole one, are patches, of
/// how many.
std::string patches_of(std::string text) {
  for (std::size_t at = 0; (at = text.find_first_of("@#", at)) != text.npos;)
    text.replace(at, 1, text[at] == '@' ? kPart : kWhole);
  const Script script = read_script(std::make_shared<const SourceText>("a.sh", text));
  const Patches patches(script);
  int all = 0, held = 0;
  for (const ShellCommand& one : script.commands) {
    if (one.here_document.find("Deployment") == std::string::npos) continue;
    ++all;
    held += patches.holds(one) || patches.is_by_form(one);
  }
  return fmt::format("{} of {}", held, all);
}

TEST(Patches, AreWhatKubectlPatchAndKustomizationsAreGiven) {
  struct Case {
    std::string_view script, held;
  };
  for (const Case& c : {
           Case{"kubectl patch deployment web --patch-file /dev/stdin <<EOF\n@EOF\n", "1 of 1"},
           {"kubectl -n=ml patch deployment web -p \"$(cat <<'EOF'\n@EOF\n)\"\n", "1 of 1"},
           {"kubectl patch deployment web --patch-file <(cat <<EOF\n@EOF\n)\n", "1 of 1"},
           {"PATCH=$(cat <<EOF\n@EOF\n)\nkubectl patch deployment web -p \"$PATCH\"\n", "1 of 1"},
           {"read -r -d '' PATCH <<EOF\n@EOF\nkubectl patch deployment web --patch \"${PATCH}\"\n", "1 of 1"},
           {"cat > /tmp/p.yaml <<EOF\n@EOF\nkubectl patch deployment web --patch-file=/tmp/p.yaml\n", "1 of 1"},
           {"cat <<EOF | tee p.yaml\n@EOF\ncat <<EOF >q.yaml\n@EOF\nkubectl patch deployment web -p \"$(cat "
            "q.yaml)\"\n",
            "1 of 2"},
           {"tee ./p.yaml <<EOF\n@EOF\nkubectl patch deployment web --patch-file p.yaml\n", "1 of 1"},
           {"cat > o/kustomization.yaml <<EOF\nresources: [d.yaml]\npatches:\n- path: p.yaml\nEOF\n"
            "cat > o/p.yaml <<EOF\n@EOF\ncat > o/d.yaml <<EOF\n@EOF\n",
            "1 of 2"},
           {"cat > p.yaml <<EOF\n@EOF\nkustomize edit add patch --path p.yaml\n", "1 of 1"},
           {"kubectl apply -f - <<EOF\n@EOF\n", "0 of 1"},
           {"kubectl apply -f - <<EOF\n$patch: merge\n@EOF\n", "1 of 1"},
           {"A=$(cat <<EOF\n@EOF\n)\necho \"$A\" | kubectl apply -f -\nkubectl patch svc b -p '{}'\n", "0 of 1"},
           {"cat > p.yaml <<EOF\n@EOF\nkubectl apply -f p.yaml\n", "0 of 1"},
           {"cat > config/default/image_patch.yaml <<EOF\n@EOF\n", "1 of 1"},
           {"cat > image-patch.yaml <<EOF\n#EOF\n", "0 of 1"},
           {"cat > image-patch.yaml <<EOF\n@---\n#EOF\n", "0 of 1"},
           {"cat > a/dispatch.yaml <<EOF\n@EOF\n", "0 of 1"},
           {"cat > a/b-patch.yaml <<EOF\n@EOF\nkubectl apply -f a/b-patch.yaml\n", "0 of 1"},
           {"cat > a/b-patch.yaml <<EOF\n@EOF\nkubectl -n ml create --filename=./a/\n", "0 of 1"},
           {"cat > b-patch.yaml <<EOF\n@EOF\nkubectl apply -f .\n", "0 of 1"},
           {"cat > b-patch.yaml <<EOF\n@EOF\nkubectl apply -f b\n", "1 of 1"},
           {"cat > patches/image.yaml <<EOF\n@EOF\n", "0 of 1"},  // the folder alone is not the file's name
       })
    EXPECT_EQ(patches_of(std::string(c.script)), c.held) << c.script;
}

TEST(Patches, AreKnownByTheirFormAndTheirFilesName) {
  const auto is_patch = [](const std::string& spec, const std::string& file, const char* kind = "Deployment") {
    Diagnostics unheard;
    const auto read = doc::read_yaml_document(
        std::make_shared<const SourceText>(file, fmt::format("apiVersion: apps/v1\nkind: {}\nspec: {}\n", kind, spec)),
        unheard);
    return is_patch_by_form(read.root());
  };
  const std::string part = "{template: {spec: {containers: [{name: a, resources: {}}]}}}";
  for (const char* kind : {"Deployment", "StatefulSet", "DaemonSet"})
    EXPECT_TRUE(is_patch(part, "k/redis-port-patch.yaml", kind));
  EXPECT_TRUE(is_patch("{template: {spec: {containers: [{name: a, image: b}]}}}", "k/Image_Patch.yaml"));
  for (const char* file : {"patch.yaml", "web.patch.yaml", "webPatch.yml", "PATCH.yaml"})
    EXPECT_TRUE(is_patch("{replicas: 1}", file)) << file;
  EXPECT_FALSE(is_patch(part, "k/patch.yaml", "Job")) << "needs neither";
  for (const char* file :
       {"patches/web.yaml", "patch-panel.yaml", "dispatch/web.yaml", "dispatch.yaml", "web.dispatch.yaml"})
    EXPECT_FALSE(is_patch(part, file)) << file;
  for (const char* whole :
       {"{selector: {}}", "{template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a}]}}}", "a"})
    EXPECT_FALSE(is_patch(whole, "patch.yaml")) << whole;
}

TEST(Patches, PodsOfSparkHaveNoNameOrNoContainers) {
  const auto is_of_spark = [](const std::string& file, const std::string& metadata, const std::string& spec) {
    const Subject subject = testing::subject_of(
        {{file, "apiVersion: v1\nkind: Pod\nmetadata: {" + metadata + "}\nspec: {" + spec + "}\n"}});
    EXPECT_EQ(subject.objects().size(), 1u) << file;
    return !subject.objects().empty() && is_pod_of_spark(subject.objects()[0]);
  };
  const std::string none = "nodeSelector: {a: b}", some = "containers: [{name: app}]";
  for (const char* file : {"a/driver-pod-template.yaml", "pod_template.yml"}) {
    EXPECT_TRUE(is_of_spark(file, "name: driver", none));
    EXPECT_TRUE(is_of_spark(file, "labels: {a: b}", some));
    EXPECT_FALSE(is_of_spark(file, "name: web", some));
    EXPECT_FALSE(is_of_spark(file, "name: web", "containers: []"));
  }
  EXPECT_FALSE(is_of_spark("pod.yaml", "name: driver", none));
}

TEST(Patches, SayTheirDirectives) {
  EXPECT_TRUE(has_patch_directive("spec:\n  containers:\n  - $patch: replace\n"));
  EXPECT_TRUE(has_patch_directive("  $retainKeys: [a]\n"));
  EXPECT_TRUE(has_patch_directive("$setElementOrder/containers: [{name: a}]"));
  EXPECT_FALSE(has_patch_directive("data: {a: '$patch: no'}\n"));
  EXPECT_FALSE(has_patch_directive(""));
}

}  // namespace
}  // namespace slipway::subject
