#include "subject/command_flags.h"

#include <algorithm>
#include <array>
#include <string>

namespace slipway::subject {
namespace {

struct ValueFlags {
  std::string_view program, flags;  // between spaces
};
constexpr auto kValueFlags = std::to_array<ValueFlags>({
    {"kubectl",
     " -n --namespace --context --cluster --user --kubeconfig --kuberc -s --server --token --as --as-group --as-uid "
     "--as-user-extra --cache-dir --certificate-authority --client-certificate --client-key --request-timeout "
     "--tls-server-name --username --password --profile --profile-output -v --v --vmodule -f --filename -k --kustomize "
     "-l --selector -o --output --for --timeout --field-selector --field-manager --subresource -c --container -L "
     "--label-columns --sort-by --template --image --grace-period --chunk-size "},
    {"helm",
     " -n --namespace --kube-context --kubeconfig --kube-apiserver --kube-as-group --kube-as-user --kube-ca-file "
     "--kube-tls-server-name --kube-token --registry-config --repository-cache --repository-config --content-cache "
     "--burst-limit --qps --color --version --set --set-string --set-json --set-file --set-literal -f --values --repo "
     "--timeout --description --username --password --history-max --post-renderer --post-renderer-args --ca-file "
     "--cert-file --key-file --keyring --name-template -l --labels -o --output "},
    {"aws",
     " --region --profile --output --query --endpoint-url --color --ca-bundle --cli-read-timeout "
     "--cli-connect-timeout --cli-binary-format --cli-error-format "},
    {"eksctl",
     " -C --color -v --verbose -p --profile -r --region -f --config-file -n --name -c --cluster --timeout -o --output "
     "--cfn-role-arn --aws-api-timeout "},
    {"argocd",
     " --server --auth-token --argocd-context --config --kube-context -H --header --logformat --loglevel --server-crt "
     "--client-crt --client-crt-key --controller-name --server-name --redis-name --redis-haproxy-name "
     "--repo-server-name --redis-compress --http-retry-max --port-forward-namespace --grpc-web-root-path -N "
     "--app-namespace -o --output "},
    {"argo",
     " -n --namespace --context --cluster --user --kubeconfig -s --argo-server --token --as --as-group -H --header "
     "--instanceid --loglevel --gloglevel --request-timeout "},
    {"flux",
     " -n --namespace --context --cluster --user --kubeconfig --server --token --as --as-group --timeout --cache-dir "
     "--certificate-authority --client-certificate --client-key --tls-server-name "},
    {"docker", " -H --host -c --context --config -l --log-level --tlscacert --tlscert --tlskey "},
    {"git", " -C -c --git-dir --work-tree --namespace "},
    {"sudo", " -u --user -g --group -h --host -p --prompt -C --close-from -D --chdir -R --chroot -T -U -r -t "},
    {"env", " -u --unset -C --chdir "},
    {"timeout", " -k --kill-after -s --signal "},
    {"nice", " -n --adjustment "},
    {"exec", " -a "},
});

/// OpenShift's kubectl takes its flags.
std::string_view namesake(std::string_view program) { return program == "oc" ? "kubectl" : program; }

}  // namespace

bool takes_word(std::string_view program, std::string_view flag) {
  if (!flag.starts_with('-')) return false;
  const auto known = std::ranges::find(kValueFlags, namesake(program), &ValueFlags::program);
  return known != kValueFlags.end() && known->flags.find(" " + std::string(flag) + " ") != std::string_view::npos;
}

std::optional<int> words_before_command(std::string_view program) {
  for (const std::string_view other : {"sudo", "env", "nice", "nohup", "exec", "command", "time"})
    if (program == other) return 0;
  if (program == "timeout") return 1;
  return std::nullopt;
}

}  // namespace slipway::subject
