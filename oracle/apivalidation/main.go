// Command apivalidation tells what the Kubernetes API server would answer to a create or update of an object,
// by the API server's own libraries. See README.md.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/api/validation/path"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/capabilities"
)

var fixedTime = metav1.NewTime(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// evaluate gives the verdict on one input. The URL of the request is that of the object's own apiVersion and kind.
func evaluate(in *Input) (e *Expect) {
	// The API server answers 500 when validation panics; such inputs become no cases.
	defer func() {
		if p := recover(); p != nil {
			if os.Getenv("SHOW_PANICS") != "" {
				debug.PrintStack()
			}
			e = &Expect{Reason: "InternalError", Message: fmt.Sprint(p), Errors: []FieldError{{Type: "InternalError", Detail: fmt.Sprint(p)}}}
		}
	}()
	var tm metav1.TypeMeta
	body := in.body()
	if in.Operation == "update" {
		body = in.OldObject
	}
	json.Unmarshal(body, &tm)
	gvk := schema.FromAPIVersionAndKind(tm.APIVersion, tm.Kind)
	if k := builtins[gvk]; k != nil {
		if e := noURL(body, k.strategy.NamespaceScoped()); e != nil {
			return e
		}
		return k.eval(in)
	}
	if k := crKinds[gvk]; k != nil {
		if e := noURL(body, k.strategy.(rest.NamespaceScopedStrategy).NamespaceScoped()); e != nil {
			return e
		}
		return k.eval(in)
	}
	// What a client says after discovery: no request is made.
	msg := fmt.Sprintf("no matches for kind %q in version %q", tm.Kind, tm.APIVersion)
	return &Expect{Reason: "NoKindMatch", Message: msg, Errors: []FieldError{{Type: "NoKindMatch", Detail: msg}}}
}

// noURL is the error of a client that can't put the object's namespace into a URL: no request is made.
func noURL(body []byte, namespaced bool) *Expect {
	var o struct{ Metadata struct{ Namespace string } }
	json.Unmarshal(body, &o)
	msgs := path.IsValidPathSegmentName(o.Metadata.Namespace)
	if !namespaced || len(msgs) == 0 {
		return nil
	}
	msg := fmt.Sprintf("invalid namespace %q: %v", o.Metadata.Namespace, msgs)
	return &Expect{Reason: "NoRequest", Message: msg, Errors: []FieldError{{Type: "NoRequest", Detail: msg}}}
}

type Case struct {
	Expect *Expect `json:"expect"`
	Family string  `json:"family"`
	ID     string  `json:"id"`
	Input  *Input  `json:"input"`
	Note   string  `json:"note,omitempty"`
}

func main() {
	klog.SetLogger(logr.Discard())
	debug.SetGCPercent(400)
	schemas := flag.String("schemas", "src/schema/data", "folder with the compact schemas")
	out := flag.String("out", "", "gen: folder to write to")
	seed := flag.Int64("seed", 1, "gen: random seed")
	family := flag.String("family", "", "gen: only this family")
	heldout := flag.Bool("mix", false, "gen: also the mixed families")
	flag.Parse()
	capabilities.Setup(true, 0) // as EKS runs it: privileged pods may exist
	registerBuiltins()
	switch flag.Arg(0) {
	case "export-builtin": // writes schemas/builtin.json.gz
		exportBuiltin(*schemas + "/builtin.json.gz")
	case "eval": // inputs or cases, one a line, on standard input; cases with verdicts on standard output
		loadCRDs(*schemas)
		sc := bufio.NewScanner(os.Stdin)
		sc.Buffer(make([]byte, 1<<20), 1<<26)
		enc := json.NewEncoder(os.Stdout)
		enc.SetEscapeHTML(false)
		for sc.Scan() {
			c := &Case{}
			must(json.Unmarshal(sc.Bytes(), c))
			if c.Input == nil {
				c.Input = &Input{Operation: "create", Object: append([]byte(nil), sc.Bytes()...)}
			}
			c.Expect = evaluate(c.Input)
			must(enc.Encode(c))
		}
	case "check-bases": // tells which base objects are not accepted
		loadCRDs(*schemas)
		for _, f := range families {
			for _, file := range f.files {
				for _, o := range loadBases(file) {
					if e := evaluate(create(o)); !e.Accepted {
						fmt.Println(file, o["kind"], lookup(o, ".metadata.name"), string(marshal(e.Errors)))
					}
				}
			}
		}
	case "cel-stats": // what the CEL rules of the schemas use, CSV on standard output
		celStats(*schemas)
	case "bench": // verdicts per CPU second on the cases in -out
		loadCRDs(*schemas)
		bench(*out)
	case "refresh": // recomputes the verdicts of all cases in -out and tells how many changed
		loadCRDs(*schemas)
		refresh(*out)
	case "gen": // writes the case families to -out
		loadCRDs(*schemas)
		generate(*schemas, *out, *seed, *family, *heldout)
	default:
		flag.Usage()
		os.Exit(2)
	}
}
