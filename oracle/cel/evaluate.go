package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/checker"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/cel/library"
	kjson "sigs.k8s.io/json"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	schemacel "k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	apiservercel "k8s.io/apiserver/pkg/cel"
)

var base = environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion())

// decode reads JSON as the API server reads objects: whole numbers are int64.
func decode(text []byte) map[string]any {
	var value map[string]any
	if err := kjson.UnmarshalCaseSensitivePreserveInts(text, &value); err != nil {
		panic(err)
	}
	return value
}

var untyped = func() *cel.Env {
	set, err := base.Extend(environment.VersionedOptions{
		IntroducedVersion: version.MajorMinor(1, 0),
		EnvOptions:        []cel.EnvOption{cel.Variable("self", cel.DynType)},
	})
	if err != nil {
		panic(err)
	}
	return set.StoredExpressionsEnv()
}()

type noSizes struct{}

func (noSizes) EstimateSize(checker.AstNode) *checker.SizeEstimate { return nil }
func (noSizes) EstimateCallCost(string, string, *checker.AstNode, []checker.AstNode) *checker.CallEstimate {
	return nil
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }

func answerExpression(input map[string]any) (out map[string]any) {
	defer func() {
		if r := recover(); r != nil {
			out = nil // the real code fell over: no case
		}
	}()
	text := input["expression"].(string)
	ast, issues := untyped.Compile(text)
	if issues != nil {
		return map[string]any{"ok": false, "err": issues.String()}
	}
	out = map[string]any{"ok": true, "type": ast.OutputType().String()}
	if cost, err := untyped.EstimateCost(ast, &library.CostEstimator{SizeEstimator: noSizes{}}); err == nil {
		out["min"], out["max"] = number(cost.Min), number(cost.Max)
	}
	program, err := untyped.Program(ast, cel.CostLimit(celconfig.PerCallLimit), cel.CostTracking(&library.CostEstimator{}),
		cel.InterruptCheckFrequency(celconfig.CheckFrequency))
	if err != nil {
		out["instantiation"] = err.Error()
		return out
	}
	run(program, map[string]any{"self": input["self"]}, out)
	return out
}

func run(program cel.Program, activation any, out map[string]any) {
	value, details, err := program.ContextEval(context.Background(), activation)
	if details != nil && details.ActualCost() != nil {
		out["cost"] = number(*details.ActualCost())
	}
	if err != nil {
		out["error"] = err.Error()
		if strings.Contains(err.Error(), "internal error") {
			panic("no case")
		}
		return
	}
	out["value"] = show(value)
}

// show writes a value as src/cel/debug_text.cc does.
func show(value ref.Val) string {
	switch v := value.(type) {
	case types.Null:
		return "null"
	case types.Bool:
		return strconv.FormatBool(bool(v))
	case types.Int:
		return strconv.FormatInt(int64(v), 10)
	case types.Uint:
		return strconv.FormatUint(uint64(v), 10) + "u"
	case types.Double:
		text := strconv.FormatFloat(float64(v), 'f', -1, 64)
		if !strings.ContainsAny(text, ".nN") {
			text += ".0"
		}
		return text
	case types.String:
		return strconv.Quote(string(v))
	case types.Bytes:
		return "b" + strconv.Quote(string(v))
	case types.Duration:
		return fmt.Sprintf("duration(%q)", v.ConvertToType(types.StringType).Value())
	case types.Timestamp:
		return fmt.Sprintf("timestamp(%q)", v.ConvertToType(types.StringType).Value())
	case *types.Optional:
		if v.HasValue() {
			return "optional.of(" + show(v.GetValue()) + ")"
		}
		return "optional.none()"
	case *types.Err:
		return "error(" + strconv.Quote(v.Error()) + ")"
	case *types.Type:
		return v.TypeName()
	case traits.Lister:
		var parts []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			parts = append(parts, show(it.Next()))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case traits.Mapper:
		var parts []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			if key == nil {
				continue
			}
			item, _ := v.Find(key)
			text := "…"
			if item != nil {
				text = show(item)
			}
			parts = append(parts, show(key)+": "+text)
		}
		sort.Strings(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	}
	name := value.Type().TypeName()
	switch v := value.(type) {
	case apiservercel.Quantity:
		return name + "(" + v.Quantity.String() + ")"
	case *apiservercel.Quantity:
		return name + "(" + v.Quantity.String() + ")"
	case apiservercel.IP:
		return name + "(" + v.Addr.String() + ")"
	case apiservercel.CIDR:
		return name + "(" + v.Prefix.String() + ")"
	case apiservercel.URL:
		return name + "(" + v.URL.String() + ")"
	case apiservercel.Semver:
		return fmt.Sprintf("%s(%d.%d.%d)", name, v.Major, v.Minor, v.Patch)
	case *apiservercel.Format, apiservercel.Format:
		return name + "()"
	}
	return "…"
}

var selfType = regexp.MustCompile(`selfType[0-9]+[A-Za-z0-9_.@]*`)

type activation struct {
	self, old ref.Val
	hasOld    bool
}

func (a *activation) ResolveName(name string) (any, bool) {
	switch name {
	case "self":
		return a.self, true
	case "oldSelf":
		return a.old, a.hasOld
	}
	return nil, false
}
func (a *activation) Parent() cel.Activation { return nil }

func structural(node map[string]any) (*schema.Structural, error) {
	text, err := json.Marshal(node)
	if err != nil {
		return nil, err
	}
	var v1 apiextensionsv1.JSONSchemaProps
	if err := kjson.UnmarshalCaseSensitivePreserveInts(text, &v1); err != nil {
		return nil, err
	}
	var internal apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&v1, &internal, nil); err != nil {
		return nil, err
	}
	return schema.NewStructural(&internal)
}

func answerRule(input map[string]any) (out map[string]any) {
	defer func() {
		if r := recover(); r != nil {
			out = nil
		}
	}()
	of, err := structural(input["schema"].(map[string]any))
	if err != nil {
		return nil
	}
	optional, _ := input["optionalOldSelf"].(bool)
	root, _ := input["root"].(bool)
	of.XValidations = apiextensionsv1.ValidationRules{{Rule: input["rule"].(string)}}
	if optional {
		of.XValidations[0].OptionalOldSelf = &optional
	}
	declared := model.SchemaDeclType(of, root)
	if declared == nil {
		return nil
	}
	results, err := schemacel.Compile(of, declared, celconfig.PerCallLimit, base, schemacel.StoredExpressionsEnvLoader())
	if err != nil {
		return nil
	}
	result := results[0]
	if result.Error != nil {
		return map[string]any{"ok": false, "err": selfType.ReplaceAllString(result.Error.Detail, "selfType")}
	}
	if result.Program == nil {
		return nil
	}
	out = map[string]any{"ok": true, "max": number(result.MaxCost), "cardinality": number(result.MaxCardinality),
		"usesOldSelf": result.UsesOldSelf}
	sts := of
	if root {
		sts = model.WithTypeAndObjectMeta(of)
	}
	act := &activation{self: schemacel.UnstructuredToVal(input["self"], sts)}
	if optional {
		act.old, act.hasOld = types.OptionalNone, true
	}
	if old, ok := input["oldSelf"]; ok {
		act.old, act.hasOld = schemacel.UnstructuredToVal(old, sts), true
		if optional {
			act.old = types.OptionalOf(act.old)
		}
	}
	run(result.Program, act, out)
	return out
}
