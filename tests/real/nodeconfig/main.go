// Command nodeconfig reads a NodeConfig from standard input as nodeadm does, but strictly: with nodeadm's own types for the document
// (awslabs/amazon-eks-ami, nodeadm/api/v1alpha1) and kubelet's own for spec.kubelet.config. It prints what is wrong, a line each, and
// ends with 1 if anything is.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/awslabs/amazon-eks-ami/nodeadm/api/v1alpha1"
	kubelet "k8s.io/kubelet/config/v1beta1"
	"sigs.k8s.io/yaml"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	if problems := check(text); len(problems) > 0 {
		for _, p := range problems {
			fmt.Println(p)
		}
		os.Exit(1)
	}
}

func check(text []byte) (problems []string) {
	var config v1alpha1.NodeConfig
	if err := yaml.UnmarshalStrict(text, &config); err != nil {
		return []string{err.Error()}
	}
	if config.APIVersion != v1alpha1.GroupVersion.String() || config.Kind != "NodeConfig" {
		problems = append(problems, fmt.Sprintf("is %s %s, not %s NodeConfig", config.APIVersion, config.Kind, v1alpha1.GroupVersion))
	}
	switch config.Spec.Instance.LocalStorage.Strategy {
	case "", v1alpha1.LocalStorageRAID0, v1alpha1.LocalStorageMount:
	default:
		problems = append(problems, fmt.Sprintf("no such strategy of local storage: %s", config.Spec.Instance.LocalStorage.Strategy))
	}
	settings, err := json.Marshal(config.Spec.Kubelet.Config)
	if err != nil {
		return append(problems, err.Error())
	}
	if err := yaml.UnmarshalStrict(settings, &kubelet.KubeletConfiguration{}); err != nil {
		problems = append(problems, "spec.kubelet.config: "+err.Error())
	}
	return problems
}
