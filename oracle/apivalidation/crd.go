package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	structuraldefaulting "k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	schemaobjectmeta "k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	structuralpruning "k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	apiservervalidation "k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/crdserverscheme"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	kjson "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apiserver/pkg/registry/rest"
)

// CRDVersion and CRD are the compact form in src/schema/data/*.json.gz.
type CRDVersion struct {
	Deprecated        bool            `json:"deprecated,omitempty"`
	Name              string          `json:"name"`
	Scale             json.RawMessage `json:"scale,omitempty"`
	Schema            json.RawMessage `json:"schema"`
	SelectableFields  json.RawMessage `json:"selectableFields,omitempty"`
	Served            bool            `json:"served"`
	StatusSubresource bool            `json:"statusSubresource"`
	Storage           bool            `json:"storage"`
}

type CRD struct {
	Group      string       `json:"group"`
	Kind       string       `json:"kind"`
	Plural     string       `json:"plural"`
	ShortNames []string     `json:"shortNames,omitempty"`
	Singular   string       `json:"singular,omitempty"`
	Scope      string       `json:"scope"`
	Versions   []CRDVersion `json:"versions"`
}

type crKind struct {
	gvk        schema.GroupVersionKind
	resource   string
	raw        map[string]any // the schema as JSON, for the mutator
	structural *structuralschema.Structural
	strategy   interface {
		rest.RESTCreateStrategy
		rest.RESTUpdateStrategy
	}
	decoder runtime.Decoder
}

var crKinds = map[schema.GroupVersionKind]*crKind{}

type unstructuredTyper struct{ runtime.ObjectTyper }

func (t unstructuredTyper) Recognizes(schema.GroupVersionKind) bool { return true }

type unstructuredCreator struct{}

func (unstructuredCreator) New(kind schema.GroupVersionKind) (runtime.Object, error) {
	u := &unstructured.Unstructured{}
	u.SetGroupVersionKind(kind)
	return u, nil
}

func readGz(path string) []byte {
	f, err := os.Open(path)
	must(err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	must(err)
	var b bytes.Buffer
	_, err = b.ReadFrom(z)
	must(err)
	return b.Bytes()
}

// loadCRDs reads every CRD group file of dir. The first file (by name) that has a kind wins.
func loadCRDs(dir string, only ...string) {
	files, _ := filepath.Glob(filepath.Join(dir, "crd-*.json.gz"))
	sort.Strings(files)
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json.gz")
		if len(only) > 0 && !contains(only, name) || name == "crd-karpenter-core" { // the AWS provider's chart has its own form of these
			continue
		}
		var crds []CRD
		must(json.Unmarshal(readGz(f), &crds))
		for _, c := range crds {
			for _, v := range c.Versions {
				gvk := schema.GroupVersionKind{Group: c.Group, Version: v.Name, Kind: c.Kind}
				if _, dup := crKinds[gvk]; dup || (!v.Served) {
					continue
				}
				k, err := newCRKind(c, v)
				if err != nil {
					fmt.Fprintf(os.Stderr, "skipping %v: %v\n", gvk, err)
					continue
				}
				crKinds[gvk] = k
			}
		}
	}
}

func contains(l []string, s string) bool {
	for _, x := range l {
		if x == s {
			return true
		}
	}
	return false
}

func newCRKind(c CRD, v CRDVersion) (*crKind, error) {
	k := &crKind{gvk: schema.GroupVersionKind{Group: c.Group, Version: v.Name, Kind: c.Kind}, resource: c.Plural}
	must(json.Unmarshal(v.Schema, &k.raw))
	props := &apiextensionsv1.JSONSchemaProps{}
	must(json.Unmarshal(v.Schema, props))
	internal := &apiextensions.CustomResourceValidation{}
	if err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(&apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: props}, internal, nil); err != nil {
		return nil, err
	}
	s, err := structuralschema.NewStructural(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	s = s.DeepCopy()
	if err := structuraldefaulting.PruneDefaults(s); err != nil {
		return nil, err
	}
	k.structural = s
	validator, _, err := apiservervalidation.NewSchemaValidator(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	var status *apiextensions.CustomResourceSubresourceStatus
	if v.StatusSubresource {
		status = &apiextensions.CustomResourceSubresourceStatus{}
	}
	var scale *apiextensions.CustomResourceSubresourceScale
	if len(v.Scale) > 0 {
		in := &apiextensionsv1.CustomResourceSubresourceScale{}
		must(json.Unmarshal(v.Scale, in))
		scale = &apiextensions.CustomResourceSubresourceScale{}
		must(apiextensionsv1.Convert_v1_CustomResourceSubresourceScale_To_apiextensions_CustomResourceSubresourceScale(in, scale, nil))
	}
	typer := unstructuredTyper{crdserverscheme.NewUnstructuredObjectTyper()}
	k.strategy = customresource.NewStrategy(typer, c.Scope == "Namespaced", k.gvk, validator, nil, s, status, scale, nil)
	k.decoder = kjson.NewSerializerWithOptions(kjson.DefaultMetaFactory, unstructuredCreator{}, typer, kjson.SerializerOptions{Strict: true})
	return k, nil
}

// decode does what the custom resource handler's strict decoder does: parse, check and prune metadata,
// prune unknown fields, drop nulls, then default.
func (k *crKind) decode(body []byte) (*unstructured.Unstructured, *Expect) {
	gvk := k.gvk
	obj, actual, err := k.decoder.Decode(body, &gvk, &unstructured.Unstructured{})
	kind, version := "", ""
	if actual != nil {
		kind, version = actual.Kind, actual.Version
	}
	var strict []error
	if err != nil {
		s, ok := runtime.AsStrictDecodingError(err)
		if !ok || obj == nil {
			return nil, decodeFailure(kind, version, k.gvk.Kind, err)
		}
		strict = s.Errors()
	}
	u := obj.(*unstructured.Unstructured)
	unknown, err := k.coerce(u)
	if err != nil {
		return nil, decodeFailure(kind, version, k.gvk.Kind, err)
	}
	for _, f := range unknown {
		strict = append(strict, fmt.Errorf(`unknown field "%s"`, f))
	}
	if len(strict) > 0 {
		return nil, decodeFailure(kind, version, k.gvk.Kind, runtime.NewStrictDecodingError(strict))
	}
	structuraldefaulting.Default(u.UnstructuredContent(), k.structural)
	return u, nil
}

func (k *crKind) coerce(u *unstructured.Unstructured) ([]string, error) {
	kind, foundKind, err := unstructured.NestedString(u.Object, "kind")
	if err != nil {
		return nil, err
	}
	apiVersion, foundAPIVersion, err := unstructured.NestedString(u.Object, "apiVersion")
	if err != nil {
		return nil, err
	}
	objectMeta, foundMeta, unknown, err := schemaobjectmeta.GetObjectMetaWithOptions(u.Object, schemaobjectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: true})
	if err != nil {
		return nil, err
	}
	unknown = append(unknown, structuralpruning.PruneWithOptions(u.Object, k.structural, true, structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})...)
	structuraldefaulting.PruneNonNullableNullsWithoutDefaults(u.Object, k.structural)
	ferr, paths := schemaobjectmeta.CoerceWithOptions(nil, u.Object, k.structural, false, schemaobjectmeta.CoerceOptions{ReturnUnknownFieldPaths: true})
	if ferr != nil {
		return nil, ferr
	}
	unknown = append(unknown, paths...)
	if foundKind {
		u.SetKind(kind)
	}
	if foundAPIVersion {
		u.SetAPIVersion(apiVersion)
	}
	if foundMeta {
		if err := schemaobjectmeta.SetObjectMeta(u.Object, objectMeta); err != nil {
			return nil, err
		}
	}
	return unknown, nil
}

func (k *crKind) create(body []byte) (*unstructured.Unstructured, *Expect) {
	u, bad := k.decode(body)
	if bad != nil {
		return nil, bad
	}
	ctx := requestContext(k.gvk, k.resource, u, k.strategy.(rest.NamespaceScopedStrategy).NamespaceScoped(), "create")
	if err := ensureNamespace(ctx, u, k.strategy.(rest.NamespaceScopedStrategy).NamespaceScoped(), k.gvk); err != nil {
		return nil, fromError(err)
	}
	dedupOwnerReferences(u)
	initMeta(u)
	if err := rest.BeforeCreate(k.strategy, ctx, u); err != nil {
		return nil, fromError(err)
	}
	u.SetResourceVersion("1")
	return u, nil
}

func (k *crKind) update(body, oldBody []byte) (*unstructured.Unstructured, *Expect) {
	old, bad := k.create(oldBody)
	if bad != nil {
		return nil, &Expect{Reason: "OldObjectRejected", Errors: bad.Errors}
	}
	u, bad := k.decode(body)
	if bad != nil {
		return nil, bad
	}
	namespaced := k.strategy.(rest.NamespaceScopedStrategy).NamespaceScoped()
	ctx := requestContext(k.gvk, k.resource, old, namespaced, "update")
	if bad := checkUpdateTarget(ctx, u, old, namespaced, k.gvk); bad != nil {
		return nil, bad
	}
	dedupOwnerReferences(u)
	if err := rest.BeforeUpdate(k.strategy, ctx, u, old); err != nil {
		return nil, fromError(err)
	}
	return u, nil
}

func (k *crKind) eval(in *Input) *Expect {
	var u *unstructured.Unstructured
	var bad *Expect
	if in.Operation == "update" {
		u, bad = k.update(in.body(), in.OldObject)
	} else {
		u, bad = k.create(in.body())
	}
	if bad != nil {
		return bad
	}
	if skipDiff {
		return &Expect{Accepted: true}
	}
	return accepted(in.body(), u.Object)
}

var _ metav1.Object = &unstructured.Unstructured{}
