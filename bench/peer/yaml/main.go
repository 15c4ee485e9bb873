// Command yaml times sigs.k8s.io/yaml on the manifests that yaml_bench wrote: the peer of bench/yaml_bench.cc.
package main

import (
	"bufio"
	"bytes"
	"io"
	"os"

	"slipway/bench/timing"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// each hands every document of the text to use.
func each(text []byte, use func(document []byte)) {
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := reader.Read()
		if err == io.EOF {
			return
		}
		must(err)
		use(document)
	}
}

func main() {
	text, err := os.ReadFile("build/manifests.yaml")
	must(err)
	convert := func() {
		each(text, func(document []byte) {
			_, err := yaml.YAMLToJSON(document)
			must(err)
		})
	}
	var objects []any
	each(text, func(document []byte) {
		var object any
		must(yaml.Unmarshal(document, &object))
		objects = append(objects, object)
	})
	timing.Print("read_stream", convert)
	timing.Print("to_json", convert)
	timing.Print("split", func() { each(text, func([]byte) {}) })
	timing.Print("write_all", func() {
		for _, object := range objects {
			_, err := yaml.Marshal(object)
			must(err)
		}
	})
}
