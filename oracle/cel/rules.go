package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"hash/fnv"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

type rule struct {
	schema          map[string]any
	text            string
	root            bool
	optionalOldSelf bool
}

// ruleInputs: from the schemas, rules new to us, and every fourth of those we know with another schema; the recorded
// cases hold that choice already. What is drawn for a rule depends on the rule only.
func ruleInputs(seed int64, schemas, recorded string) []map[string]any {
	random := rand.New(rand.NewSource(seed))
	var rules []rule
	if schemas != "" {
		files, _ := filepath.Glob(filepath.Join(schemas, "crd-*.json.gz"))
		sort.Strings(files)
		for _, file := range files {
			rules = append(rules, rulesOf(file)...)
		}
	} else if recorded != "" {
		rules = rulesOfCases(recorded)
	}
	seen := map[string]bool{}
	var out []map[string]any
	for _, one := range rules {
		bare, _ := json.Marshal(one.schema)
		id := one.text + "\x00" + string(bare)
		if seen[id] || (schemas != "" && seen[one.text] && random.Intn(4) != 0) {
			continue
		}
		seen[one.text], seen[id] = true, true
		out = append(out, casesOf(one, seed^int64(hash(id)))...)
	}
	return out
}

func hash(text string) uint64 {
	sum := fnv.New64a()
	sum.Write([]byte(text))
	return sum.Sum64()
}

func casesOf(one rule, seed int64) []map[string]any {
	random := rand.New(rand.NewSource(seed))
	var out []map[string]any
	for i := 0; i < 6; i++ {
		values := &values{random: random, literals: literalsOf(one.text), names: namesOf(one.text)}
		input := map[string]any{"schema": one.schema, "rule": one.text, "self": values.of(one.schema, 0)}
		if one.root {
			input["root"] = true
		}
		if one.optionalOldSelf {
			input["optionalOldSelf"] = true
		}
		if strings.Contains(one.text, "oldSelf") && random.Intn(4) != 0 {
			input["oldSelf"] = values.of(one.schema, 0)
			if random.Intn(3) == 0 {
				input["oldSelf"] = input["self"]
			}
		}
		out = append(out, input)
	}
	return out
}

func rulesOfCases(file string) []rule {
	opened, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer opened.Close()
	packed, err := gzip.NewReader(opened)
	if err != nil {
		return nil
	}
	reader := bufio.NewScanner(packed)
	reader.Buffer(nil, 1<<26)
	var rules []rule
	for reader.Scan() {
		var one struct{ Input json.RawMessage }
		_ = json.Unmarshal(reader.Bytes(), &one)
		input := decode(one.Input)
		made := rule{schema: input["schema"].(map[string]any), text: input["rule"].(string)}
		made.root, _ = input["root"].(bool)
		made.optionalOldSelf, _ = input["optionalOldSelf"].(bool)
		rules = append(rules, made)
	}
	return rules
}

func rulesOf(file string) []rule {
	opened, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer opened.Close()
	packed, err := gzip.NewReader(opened)
	if err != nil {
		return nil
	}
	var crds []struct {
		Versions []struct {
			Schema json.RawMessage
		}
	}
	if err := json.NewDecoder(packed).Decode(&crds); err != nil {
		return nil
	}
	var rules []rule
	for _, crd := range crds {
		for _, version := range crd.Versions {
			collect(decode(version.Schema), true, &rules)
		}
	}
	return rules
}

func collect(node map[string]any, root bool, rules *[]rule) {
	if list, ok := node["x-kubernetes-validations"].([]any); ok {
		for _, one := range list {
			made := rule{schema: stripped(node), root: root}
			made.text, _ = one.(map[string]any)["rule"].(string)
			made.optionalOldSelf, _ = one.(map[string]any)["optionalOldSelf"].(bool)
			*rules = append(*rules, made)
		}
	}
	child := func(value any) {
		if sub, ok := value.(map[string]any); ok {
			embedded, _ := sub["x-kubernetes-embedded-resource"].(bool)
			collect(sub, embedded, rules)
		}
	}
	child(node["items"])
	child(node["additionalProperties"])
	if properties, ok := node["properties"].(map[string]any); ok {
		for _, name := range sortedKeys(properties) {
			child(properties[name])
		}
	}
}

func sortedKeys(m map[string]any) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// stripped: what CEL sees of a schema.
func stripped(node map[string]any) map[string]any {
	out := map[string]any{}
	for key, value := range node {
		switch key {
		case "type", "format", "maxLength", "maxItems", "maxProperties", "nullable", "required", "enum", "default", "x-kubernetes-int-or-string",
			"x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type":
			out[key] = value
		case "items", "additionalProperties":
			if sub, ok := value.(map[string]any); ok {
				out[key] = stripped(sub)
			} else {
				out[key] = value
			}
		case "properties":
			properties := map[string]any{}
			for name, sub := range value.(map[string]any) {
				properties[name] = stripped(sub.(map[string]any))
			}
			out[key] = properties
		}
	}
	return out
}

var quoted = regexp.MustCompile(`'([^']*)'|"([^"]*)"`)
var word = regexp.MustCompile(`[A-Za-z_][A-Za-z_0-9]*`)

func literalsOf(text string) []string {
	out := []string{"", "a", "b", "10.0.0.1", "5m", "x.y/z"}
	for _, match := range quoted.FindAllStringSubmatch(text, -1) {
		for i := 0; i < 3; i++ {
			out = append(out, match[1]+match[2])
		}
	}
	return out
}

func namesOf(text string) map[string]bool {
	out := map[string]bool{}
	for _, name := range word.FindAllString(text, -1) {
		out[strings.Trim(name, "_")] = true
		out[name] = true
	}
	return out
}

type values struct {
	random   *rand.Rand
	literals []string
	names    map[string]bool
}

func (v *values) of(node map[string]any, depth int) any {
	if enum, ok := node["enum"].([]any); ok && v.random.Intn(4) != 0 {
		return enum[v.random.Intn(len(enum))]
	}
	if nullable, _ := node["nullable"].(bool); nullable && v.random.Intn(6) == 0 {
		return nil
	}
	if flag, _ := node["x-kubernetes-int-or-string"].(bool); flag {
		if v.random.Intn(2) == 0 {
			return int64(v.random.Intn(5))
		}
		return v.literals[v.random.Intn(len(v.literals))]
	}
	switch node["type"] {
	case "object":
		out := map[string]any{}
		if additional, ok := node["additionalProperties"].(map[string]any); ok {
			for i := v.random.Intn(4); i > 0; i-- {
				out[v.literals[v.random.Intn(len(v.literals))]] = v.of(additional, depth+1)
			}
			return out
		}
		properties, _ := node["properties"].(map[string]any)
		for _, name := range sortedKeys(properties) {
			chance := 7
			if v.names[name] {
				chance = 2
			} else if depth > 3 || len(properties) > 12 {
				chance = 20
			}
			if v.random.Intn(chance) == 0 || (v.names[name] && v.random.Intn(4) != 0) {
				out[name] = v.of(properties[name].(map[string]any), depth+1)
			}
		}
		return out
	case "array":
		out := []any{}
		items, _ := node["items"].(map[string]any)
		for i := v.random.Intn(4); i > 0 && items != nil; i-- {
			out = append(out, v.of(items, depth+1))
		}
		return out
	case "integer":
		return int64(v.random.Intn(6) - 1)
	case "number":
		return float64(v.random.Intn(40)) / 8
	case "boolean":
		return v.random.Intn(2) == 0
	case "string":
		switch node["format"] {
		case "date-time":
			return []string{"2020-01-01T00:00:00Z", "2021-06-01T12:00:00.5+02:00", "2021-06-01T10:00:00.5Z"}[v.random.Intn(3)]
		case "duration":
			return []string{"1h", "90s", "0s"}[v.random.Intn(3)]
		case "byte":
			return []string{"YQ==", "", "aGVsbG8="}[v.random.Intn(3)]
		}
		text := v.literals[v.random.Intn(len(v.literals))]
		if v.random.Intn(5) == 0 {
			text += v.literals[v.random.Intn(len(v.literals))]
		}
		return text
	}
	return []any{map[string]any{"k": int64(1)}, "text", int64(3)}[v.random.Intn(3)]
}
