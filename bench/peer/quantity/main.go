// Command quantity times k8s.io/apimachinery's quantities: the peer of bench/quantity_bench.cc.
package main

import (
	"fmt"
	"testing"

	"k8s.io/apimachinery/pkg/api/resource"
)

// What manifests hold; quantity_bench.cc has the same list.
var texts = []string{"100m", "500m", "2", "16Gi", "512Mi", "1.5", "80Gi", "1e3", "1500m", "20G"}

var (
	kept  resource.Quantity
	shown string
)

func parse(text string) {
	q, err := resource.ParseQuantity(text)
	if err != nil {
		panic(err)
	}
	kept = q
}

func main() {
	list := make([]resource.Quantity, len(texts))
	for i, text := range texts {
		list[i] = resource.MustParse(text)
	}
	one := func(text string) func() { return func() { parse(text) } }
	for _, b := range []struct {
		name string
		call func()
	}{
		{"parse/100m", one("100m")},
		{"parse/16Gi", one("16Gi")},
		{"parse/fraction", one("0.5Gi")},
		{"parse_common", func() {
			for _, text := range texts {
				parse(text)
			}
		}},
		{"parse_and_print", func() {
			for _, text := range texts {
				parse(text)
				shown = kept.String()
			}
		}},
		{"sum_common", func() {
			var total resource.Quantity
			for _, q := range list {
				total.Add(q)
			}
			kept = total
		}},
	} {
		result := testing.Benchmark(func(t *testing.B) {
			for range t.N {
				b.call()
			}
		})
		fmt.Printf("%s\t%.3f\n", b.name, float64(result.T.Nanoseconds())/float64(result.N))
	}
}
