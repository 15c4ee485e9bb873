#include "cli/command.h"
#include "cli/verbs.h"

namespace slipway::cli {
namespace {

constexpr Command kCommands[] = {
    {"start", "init", "write a commented platform.yaml from a blueprint or a .env file",
     "init --from BLUEPRINT|FILE.env [--out FILE]",
     "Writes a start to edit: one of the blueprints, or what a .env file of the shell-script world says, each line "
     "naming "
     "the variable it comes from.",
     "slipway init --from scale-to-zero-dev --out platform.yaml\nslipway init --from .env", make_init},
    {"start", "schema", "print the JSON Schema of platform.yaml, for completion in editors", "schema [--out FILE]",
     "Draft 2020-12, with every field's description and default. A comment `# yaml-language-server: $schema=FILE` on "
     "the "
     "first line of platform.yaml makes editors complete it.",
     "slipway schema --out platform.schema.json\nslipway schema | jq '.properties.spec.properties | keys'",
     make_schema},
    {"start", "catalog", "list EC2 types and prices, as an instance selector does", "catalog types|prices [filters]",
     "Facts that are compiled in, each with source and date. A price marked ~ is an estimate: the region has no row of "
     "its "
     "own.",
     "slipway catalog types --gpu-name h100 --efa 16-\nslipway catalog prices --region eu-west-1 --family g5,g6 -o csv",
     make_catalog},
    {"start", "components", "list what a platform can be made of", "components [-o table|json]",
     "Every name that `components:` in platform.yaml may hold, and those that the rest of the spec brings by itself.",
     "slipway components\nslipway components -o json | jq '.components[].name'", make_components},
    {"check", "lint", "say what in these files will not do what its author meant", "lint [FILE…] [flags]",
     "Reads platform.yaml, Kubernetes manifests, Terraform plans and texts, shell scripts and .env files together, and "
     "says what is refused, what silently does something else, and what costs more than it seems: each finding with "
     "its place, why, and what to do.",
     "slipway lint k8s/ plan.json deploy.sh\nslipway lint --kubernetes 1.35 -o json k8s/", make_lint},
    {"check", "plan", "show what will exist, what it costs and what is wrong", "plan [platform.yaml] [flags]",
     "The main job. Reads platform.yaml, what it includes and the manifests it names; counts AWS resources, Kubernetes "
     "objects and charts by kind; prices them at minimum, declared and maximum replicas, with the nodes that Karpenter "
     "would buy, and with every pool at its limits. No network.",
     "slipway plan examples/ray-on-eks/platform.yaml --why cost\nslipway plan -o markdown --out plan.md", make_plan},
    {"check", "expand", "print the native Kubernetes objects behind the short forms", "expand [platform.yaml] [flags]",
     "Each object after a line that names the component and the line of platform.yaml it comes from.",
     "slipway expand examples/agentic-ai/platform.yaml --kind NodePool\nslipway expand -o json | jq '.items | length'",
     make_expand},
    {"predict", "solve", "show the nodes Karpenter would buy, and why pods would stay pending",
     "solve [FILE…] [--cluster SNAPSHOT] [--diff OLD NEW] [flags]",
     "Decides as Karpenter 1.14.1 does, without a cluster: reads NodePools, EC2NodeClasses, DaemonSets and whatever "
     "makes "
     "pods, or a platform.yaml; shows the nodes it would buy, what is on each and what they cost, and for each pod "
     "without "
     "a place why, pool by pool, with the smallest change that was tried and frees it. Exit code 1 when pods stay "
     "pending.",
     "slipway solve nodepools.yaml k8s/ --region eu-west-1\n"
     "slipway solve k8s/ --cluster cluster.json --diff pool.yaml new-pool.yaml",
     make_solve},
    {"build", "render", "write Terraform, manifests, charts' values and a README for it all",
     "render [platform.yaml] -o DIR [flags]",
     "Everything that is needed to create the platform, ready for review: DIR/terraform, DIR/kubernetes, "
     "DIR/README.md. "
     "Written again into the same folder, only files that slipway wrote and nobody edited change or go; the list of "
     "them "
     "is DIR/.slipway/files.",
     "slipway render examples/ray-on-eks/platform.yaml -o out\nslipway render -o deploy --delivery argocd --check",
     make_render},
    {"live", "snapshot", "write down a cluster as the file that solve reads", "snapshot [--context NAME] [--out FILE]",
     "Nodes, pods, what makes pods, pools, claims, budgets and autoscalers of a live cluster as one JSON file for "
     "--cluster. Secrets and ConfigMaps are not asked for; values of environment variables and copies of applied "
     "manifests are dropped before anything is kept. Only reads.",
     "slipway snapshot --out cluster.json\nslipway snapshot | slipway solve new-pool.yaml --cluster -", make_snapshot},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

}  // namespace slipway::cli
