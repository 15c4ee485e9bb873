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
     "slipway schema --out platform.schema.json\nslipway schema | jq '.[\"$defs\"].spec.properties | keys'",
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
    {"start", "rules", "list and explain what lint and the other verbs can say", "rules [ID|PATTERN] [-o table|json]",
     "Every id: what is wrong, why it matters on a real cluster, what to do, and where that is known from.",
     "slipway rules KRP007\nslipway rules 'KRP*'\nslipway rules -o json | jq '.rules[] | select(.severity == "
     "\"error\") | .id'",
     make_rules},
    {"check", "validate", "say whether it would be accepted: syntax, schemas, the API server's own checks",
     "validate [FILE…] [flags]",
     "Reads platform.yaml, Kubernetes manifests, Terraform plans, shell scripts and .env files, and says what the API "
     "server (or whoever reads them) would refuse: all of it, each with its place. Without a cluster and without a "
     "network. Kinds that slipway has no schema of are named once; --crd teaches it yours.",
     "slipway validate k8s/\nkubectl kustomize overlays/prod | slipway validate -", make_validate},
    {"check", "lint", "say what will not do what its author meant, or costs more than it seems", "lint [FILE…] [flags]",
     "What validate says, and what rules know: all files are read together, so that a pod is held against the pools "
     "that should take it, a script against the plan of its cluster. Each finding has its place, why, and what to do; "
     "`slipway rules ID` explains it. A comment `# slipway: allow ID because …` lets one stand.",
     "slipway lint k8s/ plan.json deploy.sh\nslipway lint --fix k8s/\nslipway lint -o sarif --out lint.sarif .",
     make_lint},
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
    {"build", "apply", "bring the platform up, or to what platform.yaml says now", "apply [platform.yaml] [flags]",
     "Shows first what would be done, by component, and asks: AWS by a Terraform plan, the cluster by server-side dry "
     "runs. Then, step by step: what goes before AWS takes its controllers' roles, AWS, access to the cluster, objects "
     "in order, charts by Helm, what the platform no longer has, and every live check. Each step may be begun again: "
     "after a failure, Ctrl-C or a kill, the same command goes on; when nothing is to be done it says so. The journal, "
     "the rendered tree and Terraform's state are in .slipway/NAME beside platform.yaml.",
     "slipway apply --plan-only\nslipway apply examples/scale-to-zero-dev/platform.yaml --yes", make_apply},
    {"build", "add", "add a bucket, a node pool and the like to platform.yaml",
     "add WHAT NAME… [platform.yaml] [flags]",
     "Edits platform.yaml in place, or the included file in which the list stands: comments, order, quotes and "
     "indentation stay. Shows the change as a diff, reads and expands all of it again as it would be, and says what "
     "will exist more, what the bill becomes and which findings are new; with a new error nothing is written. What is "
     "there already is said and left: adding twice is adding once. Asks before it writes; without a terminal --yes or "
     "--plan-only must be said. Then just that is applied, when the platform was applied before; --edit-only stops "
     "before.",
     "slipway add bucket arn:aws:s3:::models arn:aws:s3:::datasets\n"
     "slipway add nodepool gpu-a10g --families g5 --sizes xlarge,2xlarge \\\n"
     "    --capacity spot --gpu 8 --plan-only",
     make_add},
    {"build", "destroy", "take the platform down, and say what is left", "destroy [platform.yaml] [flags]",
     "Says what will be gone, with what others made in the cluster and AWS holds, and what it costs to keep, and "
     "wants the platform's name typed. Then backwards: routes and workloads, volumes of claims, charts (Karpenter when "
     "its instances are gone), namespaces, AWS by Terraform; last a search by tag for what is left, with the commands "
     "that delete it. After a failure, Ctrl-C or a kill the same command goes on.",
     "slipway destroy --plan-only\nslipway destroy --yes --name scale-to-zero-dev", make_destroy},
    {"live", "preflight", "ask AWS whether the account has what the platform needs, before anything is made",
     "preflight [platform.yaml] [flags]",
     "Terraform and Helm, credentials, region and zones, versions, images, instance types, reservations, free "
     "addresses, networks of "
     "others, "
     "and quotas against what the nodes can reach. A line for each: ok, FAIL or warn with what was found, why it "
     "matters and what helps, skip with why. Only reads; exit code 1 when a check fails, 3 when AWS does not know who "
     "asks. `slipway apply` asks the same first.",
     "slipway preflight examples/ray-on-eks/platform.yaml --profile deploy\nslipway preflight -o json | jq '.checks[] "
     "| "
     "select(.outcome == \"failed\")'",
     make_preflight},
    {"live", "verify", "ask AWS and the cluster whether what must be true is true", "verify [platform.yaml] [flags]",
     "Each component says what must be true once it runs: add-ons active, Deployments available, nodes ready and "
     "offering "
     "their GPUs, buckets private and encrypted, roles bound. A line for each: ok, FAIL with what was found and the "
     "command that shows it, skip with why. Names that only Terraform knows, and access, are those that `slipway "
     "apply` "
     "left; of a tree that was applied by hand, --outputs has them. Only reads, but for --run-probes; exit code 1 when "
     "a "
     "check fails.",
     "slipway verify\nslipway verify --component karpenter,node-pools -o junit --out verify.xml\n"
     "slipway verify --run-probes --probe-minutes 30",
     make_verify},
    {"live", "status", "show what is applied, by whom and when, and what is no longer so",
     "status [platform.yaml] [--journal] [flags]",
     "The last run, and drift: in AWS by a refresh-only plan of Terraform (by a whole one when the last run did not "
     "come to its end), in the cluster by server-side dry runs, each with its component and the line of "
     "platform.yaml. With --journal every run and step. Only reads; exit code 1 when something is not as it was "
     "applied.",
     "slipway status\nslipway status --journal --runs 3", make_status},
    {"live", "snapshot", "write down a cluster as the file that solve reads", "snapshot [--context NAME] [--out FILE]",
     "Nodes, pods, what makes pods, pools, claims, budgets and autoscalers of a live cluster as one JSON file for "
     "--cluster. Secrets and ConfigMaps are not asked for. Dropped before anything is kept: values of environment "
     "variables and headers, command lines, user data, annotations that nothing is decided by (copies of applied "
     "manifests among them), parameters of storage drivers and devices, passwords and queries of URLs. A new FILE is "
     "for its user alone. Only reads.",
     "slipway snapshot --out cluster.json\nslipway snapshot | slipway solve new-pool.yaml --cluster -", make_snapshot},
    {"live", "token", "print a token for an EKS cluster, as kubectl asks a plugin for it",
     "token --cluster NAME [--region REGION] [--profile NAME]",
     "Made here out of AWS credentials, without a request; it holds for a quarter of an hour. The kubeconfig that "
     "apply "
     "leaves in .slipway/NAME asks for it.",
     "slipway token --cluster demo --region eu-west-1 | jq -r .status.token\n"
     "kubectl --kubeconfig .slipway/demo/kubeconfig get nodes",
     make_token},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

}  // namespace slipway::cli
