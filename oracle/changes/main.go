// Command changes compares two folders of cases, family by family: which cases came and went, which ask something else
// than before, and which ask the same but are answered differently. Usage: changes [-shown N] OLD NEW.
//
// The last kind is what a release of a controller changed: those cases are named, with the first place that differs.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

const suffix = ".jsonl.gz"

type oneCase struct {
	ID     string
	Input  json.RawMessage
	Expect json.RawMessage
}

// cases reads FAMILY.jsonl.gz; a file that is not there holds none.
func cases(path string) (ids []string, byID map[string]oneCase, raw []byte, err error) {
	byID = map[string]oneCase{}
	if raw, err = os.ReadFile(path); err != nil {
		if os.IsNotExist(err) {
			err = nil
		}
		return nil, byID, nil, err
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	lines := bufio.NewScanner(unpacked)
	lines.Buffer(make([]byte, 1<<20), 1<<30)
	for lines.Scan() {
		var one oneCase
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, nil, nil, fmt.Errorf("%s: %w", path, err)
		}
		ids = append(ids, one.ID)
		byID[one.ID] = one
	}
	return ids, byID, raw, lines.Err()
}

// firstDifference is the path of the first place, in the order of the keys, where two JSON values differ.
func firstDifference(before, after any, path string) string {
	switch b := before.(type) {
	case map[string]any:
		a, same := after.(map[string]any)
		if !same {
			break
		}
		keys := map[string]bool{}
		for key := range b {
			keys[key] = true
		}
		for key := range a {
			keys[key] = true
		}
		for _, key := range sorted(keys) {
			if found := firstDifference(b[key], a[key], path+"."+key); found != "" {
				return found
			}
		}
		return ""
	case []any:
		a, same := after.([]any)
		if !same {
			break
		}
		for i := range min(len(a), len(b)) {
			if found := firstDifference(b[i], a[i], fmt.Sprintf("%s[%d]", path, i)); found != "" {
				return found
			}
		}
		if len(a) == len(b) {
			return ""
		}
		return fmt.Sprintf("%s: %d entries, now %d", path, len(b), len(a))
	default:
		if before == after {
			return ""
		}
	}
	return fmt.Sprintf("%s: %s, now %s", path, shown(before), shown(after))
}

func shown(value any) string {
	text, _ := json.Marshal(value)
	if len(text) > 200 {
		return string(text[:200]) + "…"
	}
	return string(text)
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for key := range set {
		out = append(out, key)
	}
	sort.Strings(out)
	return out
}

func compare(family, before, after string, most int) error {
	_, old, oldBytes, err := cases(filepath.Join(before, family+suffix))
	if err != nil {
		return err
	}
	ids, now, newBytes, err := cases(filepath.Join(after, family+suffix))
	if err != nil {
		return err
	}
	added, redrawn, removed := 0, 0, 0
	var answers []string
	for _, id := range ids {
		was, known := old[id]
		switch {
		case !known:
			added++
		case !bytes.Equal(was.Input, now[id].Input):
			redrawn++
		case !bytes.Equal(was.Expect, now[id].Expect):
			var b, a any
			_ = json.Unmarshal(was.Expect, &b)
			_ = json.Unmarshal(now[id].Expect, &a)
			answers = append(answers, fmt.Sprintf("  %s: expect%s", id, firstDifference(b, a, "")))
		}
	}
	for id := range old {
		if _, kept := now[id]; !kept {
			removed++
		}
	}
	if bytes.Equal(oldBytes, newBytes) {
		fmt.Printf("%-28s %5d cases, the same bytes\n", family, len(ids))
		return nil
	}
	fmt.Printf("%-28s %5d cases: %d added, %d removed, %d ask something else, %d are answered differently\n", family, len(ids), added, removed, redrawn,
		len(answers))
	for i, line := range answers {
		if i == most {
			fmt.Printf("  … and %d more\n", len(answers)-most)
			break
		}
		fmt.Println(line)
	}
	return nil
}

func main() {
	most := flag.Int("shown", 5, "how many changed answers of a family to show")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: changes [-shown N] OLD NEW")
		os.Exit(2)
	}
	before, after := flag.Arg(0), flag.Arg(1)
	families := map[string]bool{}
	for _, folder := range []string{before, after} {
		files, _ := filepath.Glob(filepath.Join(folder, "*"+suffix))
		for _, file := range files {
			families[strings.TrimSuffix(filepath.Base(file), suffix)] = true
		}
	}
	for _, family := range sorted(families) {
		if err := compare(family, before, after, *most); err != nil {
			fmt.Fprintln(os.Stderr, "changes:", err)
			os.Exit(1)
		}
	}
}
