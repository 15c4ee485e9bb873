// Asks the API server's own CEL (cel-go as k8s.io/apiserver sets it up) what it makes of expressions. README.md says what the cases hold.
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

type oneCase struct {
	ID     string         `json:"id"`
	Family string         `json:"family"`
	Input  map[string]any `json:"input"`
	Expect map[string]any `json:"expect"`
}

// What slipway does otherwise, knowingly: README.md, last section.
var different = map[string]bool{"google.protobuf.Timestamp{}": true, "optional&&none().optMap(., x + 1)": true}

func answer(family string, input map[string]any) map[string]any {
	if family == "rule" {
		return answerRule(input)
	}
	return answerExpression(input)
}

func write(dir, family string, inputs []map[string]any) error {
	file, err := os.Create(filepath.Join(dir, family+".jsonl.gz"))
	if err != nil {
		return err
	}
	packed, _ := gzip.NewWriterLevel(file, gzip.BestCompression)
	encoder := json.NewEncoder(packed)
	encoder.SetEscapeHTML(false)
	seen := map[string]bool{}
	count := 0
	for _, input := range inputs {
		// As it will be read again.
		text, _ := json.Marshal(input)
		expression, _ := input["expression"].(string)
		if seen[string(text)] || different[expression] {
			continue
		}
		seen[string(text)] = true
		again := decode(text)
		expect := answer(family, again)
		if expect == nil {
			continue
		}
		// An answer that depends on the order of a map is none.
		repeats := 4
		if family == "expression" || strings.Contains(string(text), "additionalProperties") {
			repeats = 40
		}
		stable := true
		first, _ := json.Marshal(expect)
		for i := 0; i < repeats && stable; i++ {
			next, _ := json.Marshal(answer(family, again))
			stable = string(next) == string(first)
		}
		if !stable {
			continue
		}
		count++
		if err := encoder.Encode(oneCase{fmt.Sprintf("%s-%05d", family, count), family, again, expect}); err != nil {
			return err
		}
	}
	if err := packed.Close(); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%s: %d\n", family, count)
	return file.Close()
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: cel gen -seed N -out DIR -schemas DIR | cel eval < cases")
		os.Exit(2)
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	seed := flags.Int64("seed", 1, "of what is drawn")
	out := flags.String("out", ".", "folder of the cases")
	schemas := flags.String("schemas", "", "folder of crd-*.json.gz (none: rules come from the recorded cases)")
	recorded := flags.String("recorded", "", "recorded rule cases to draw rules from")
	_ = flags.Parse(os.Args[2:])
	switch os.Args[1] {
	case "gen":
		for _, family := range []struct {
			name   string
			inputs func() []map[string]any
		}{
			{"expression", func() []map[string]any { return expressionInputs(*seed) }},
			{"syntax", func() []map[string]any { return syntaxInputs(*seed) }},
			{"rule", func() []map[string]any { return ruleInputs(*seed, *schemas, *recorded) }},
		} {
			if err := write(*out, family.name, family.inputs()); err != nil {
				fmt.Fprintln(os.Stderr, "cel:", err)
				os.Exit(3)
			}
		}
	case "eval":
		reader := bufio.NewScanner(os.Stdin)
		reader.Buffer(nil, 1<<26)
		for reader.Scan() {
			var one oneCase
			if err := json.Unmarshal(reader.Bytes(), &one); err != nil {
				fmt.Fprintln(os.Stderr, "cel:", err)
				os.Exit(3)
			}
			var raw struct{ Input json.RawMessage }
			_ = json.Unmarshal(reader.Bytes(), &raw)
			one.Input = decode(raw.Input)
			one.Expect = answer(one.Family, one.Input)
			text, _ := json.Marshal(one)
			fmt.Println(string(text))
		}
	}
}
