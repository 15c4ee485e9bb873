// Command quantity times k8s.io/apimachinery's quantities: the peer of bench/quantity_bench.cc.
package main

import (
	"slipway/bench/timing"

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
	timing.Print("parse/100m", func() { parse("100m") })
	timing.Print("parse/16Gi", func() { parse("16Gi") })
	timing.Print("parse/fraction", func() { parse("0.5Gi") })
	timing.Print("parse_common", func() {
		for _, text := range texts {
			parse(text)
		}
	})
	timing.Print("parse_and_print", func() {
		for _, text := range texts {
			parse(text)
			shown = kept.String()
		}
	})
	timing.Print("sum_common", func() {
		var total resource.Quantity
		for _, q := range list {
			total.Add(q)
		}
		kept = total
	})
}
