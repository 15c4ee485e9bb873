// Command decode-fields prints the field trees of every kind that the strict decoder of the Kubernetes API machinery
// knows: the built-in kinds and Karpenter's. See README.md.
package main

import (
	"bufio"
	"encoding"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	_ "sigs.k8s.io/karpenter/pkg/apis/v1" // registers its kinds
)

// customs are the types that read their JSON themselves. The C++ decoder has a rule for each.
var customs = map[string]bool{
	"resource.Quantity": true, "intstr.IntOrString": true, "v1.Time": true, "v1.MicroTime": true, "v1.Duration": true,
	"v1.NillableDuration": true, "runtime.RawExtension": true, "v1.FieldsV1": true, "v1.JSON": true,
	"v1.JSONSchemaPropsOrArray": true, "v1.JSONSchemaPropsOrBool": true, "v1.JSONSchemaPropsOrStringArray": true,
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// table numbers the types as they are met.
type table struct {
	ids   map[reflect.Type]int
	lines []string
}

// id gives the number of a type without its pointers.
func (t *table) id(typ reflect.Type) int {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if id, ok := t.ids[typ]; ok {
		return id
	}
	id := len(t.lines)
	t.ids[typ] = id
	t.lines = append(t.lines, "")
	t.lines[id] = t.describe(typ)
	return id
}

// ref is a type's number, with a star when it stands behind a pointer (whose null is then never shown to the type).
func (t *table) ref(typ reflect.Type) string {
	if typ.Kind() == reflect.Pointer {
		return fmt.Sprintf("*%d", t.id(typ))
	}
	return fmt.Sprint(t.id(typ))
}

func (t *table) describe(typ reflect.Type) string {
	name := typ.String()
	if reflect.PointerTo(typ).Implements(jsonUnmarshaler) {
		if !customs[name] {
			panic("no rule for the custom type " + name)
		}
		return "custom " + name
	}
	if reflect.PointerTo(typ).Implements(textUnmarshaler) {
		panic("no rule for the text type " + name)
	}
	switch typ.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return typ.Kind().String() + " " + name
	case reflect.Slice:
		if typ.Elem().Kind() == reflect.Uint8 {
			return "bytes " + name
		}
		return fmt.Sprintf("slice %s %s", name, t.ref(typ.Elem()))
	case reflect.Map:
		if typ.Key().Kind() != reflect.String || reflect.PointerTo(typ.Key()).Implements(textUnmarshaler) {
			panic("a map whose keys are no strings: " + name)
		}
		return fmt.Sprintf("map %s %s", name, t.ref(typ.Elem()))
	case reflect.Interface:
		if typ.NumMethod() == 0 {
			return "any " + name
		}
		return "interface " + name
	case reflect.Struct:
		line := "struct " + name
		for _, f := range fieldsOf(typ) {
			line += fmt.Sprintf(" %s%s=%s", f.through, f.name, t.ref(f.typ))
		}
		return line
	}
	panic("no rule for " + name)
}

// field is what one JSON name means in a struct. through names the embedded structs on the way, each with a dot, as the
// decoder's errors do.
type field struct {
	name, through string
	tagged        bool
	typ           reflect.Type
}

// fieldsOf finds the fields of a struct by the rules of encoding/json: outer fields hide inner ones; of several at one
// depth a single tagged one wins, otherwise none of them counts.
func fieldsOf(typ reflect.Type) []field {
	type level struct {
		typ     reflect.Type
		through string
	}
	var out []field
	settled := map[string]bool{}
	visited := map[reflect.Type]bool{}
	for now := []level{{typ, ""}}; len(now) > 0; {
		var next []level
		var found []field
		for _, l := range now {
			if visited[l.typ] {
				continue
			}
			visited[l.typ] = true
			for i := range l.typ.NumField() {
				f := l.typ.Field(i)
				tag := f.Tag.Get("json")
				if tag == "-" {
					continue
				}
				name, options, _ := strings.Cut(tag, ",")
				for _, o := range strings.Split(options, ",") {
					if o == "string" {
						panic("no rule for ,string in " + typ.String())
					}
				}
				ft := f.Type
				if ft.Kind() == reflect.Pointer && ft.Name() == "" {
					ft = ft.Elem()
				}
				if f.Anonymous && name == "" && ft.Kind() == reflect.Struct {
					if f.Type.Kind() == reflect.Pointer && !f.IsExported() {
						panic("an embedded pointer to an unexported struct in " + typ.String())
					}
					next = append(next, level{ft, l.through + f.Name + "."})
					continue
				}
				if !f.IsExported() {
					continue
				}
				tagged := name != ""
				if !tagged {
					name = f.Name
				}
				found = append(found, field{name, l.through, tagged, f.Type})
			}
		}
		byName := map[string][]field{}
		var order []string
		for _, f := range found {
			if byName[f.name] == nil {
				order = append(order, f.name)
			}
			byName[f.name] = append(byName[f.name], f)
		}
		for _, name := range order {
			if settled[name] {
				continue
			}
			settled[name] = true
			all := byName[name]
			var tagged []field
			for _, f := range all {
				if f.tagged {
					tagged = append(tagged, f)
				}
			}
			switch {
			case len(all) == 1:
				out = append(out, all[0])
			case len(tagged) == 1:
				out = append(out, tagged[0])
			}
		}
		now = next
	}
	return out
}

// registered gives the kinds of clients, or those that only the API server's own extensions register.
func registered(extensions bool) *runtime.Scheme {
	if !extensions {
		return scheme.Scheme
	}
	out := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{apiextensions.AddToScheme, apiregistration.AddToScheme} {
		if err := add(out); err != nil {
			panic(err)
		}
	}
	return out
}

func main() {
	types := &table{ids: map[reflect.Type]int{}}
	kindScheme := registered(len(os.Args) > 1 && os.Args[1] == "extensions")
	known := kindScheme.AllKnownTypes()
	var gvks []schema.GroupVersionKind
	for gvk := range known {
		gvks = append(gvks, gvk)
	}
	sort.Slice(gvks, func(i, j int) bool {
		a, b := gvks[i], gvks[j]
		if a.Group != b.Group {
			return a.Group < b.Group
		}
		if a.Version != b.Version {
			return a.Version < b.Version
		}
		return a.Kind < b.Kind
	})
	// A kind of any version is one that the scheme makes for a version nobody registered.
	anyVersion := map[string]int{}
	var kinds []string
	last := ""
	for _, gvk := range gvks {
		if _, done := anyVersion[gvk.Kind]; done {
			continue
		}
		if obj, err := kindScheme.New(schema.GroupVersionKind{Group: "none.example", Version: "v0", Kind: gvk.Kind}); err == nil {
			anyVersion[gvk.Kind] = types.id(reflect.TypeOf(obj))
			continue
		}
		if gv := gvk.GroupVersion().String(); gv != last {
			kinds = append(kinds, "version "+gv)
			last = gv
		}
		kinds = append(kinds, fmt.Sprintf("%s %d", gvk.Kind, types.id(known[gvk])))
	}
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	for _, line := range types.lines {
		fmt.Fprintln(w, line)
	}
	var names []string
	for kind := range anyVersion {
		names = append(names, kind)
	}
	sort.Strings(names)
	fmt.Fprintln(w, "version *")
	for _, kind := range names {
		fmt.Fprintf(w, "%s %d\n", kind, anyVersion[kind])
	}
	for _, line := range kinds {
		fmt.Fprintln(w, line)
	}
}
